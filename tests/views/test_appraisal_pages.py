"""The department's month, the sheet, the year, and the acts as people press them."""

import uuid
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from staff.models import AppraisalSheet, AppraisalState, MeritRecord, Punch, PunchImport, ServiceComplaint
from staff.reports.appraisal_paper import appraisal_pdf
from staff.selectors.appraisal_turns import turns
from staff.services.record_visit import record_visit
from staff.services.write_self_view import write_self_view
from tests.cases_made import give_team
from tests.field_made import Department, visit_facts
from tests.uploads import waiting_upload
from tests.views.acting import client_of, text_of
from tests.world import World, at
from yibin_service.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = at("2026-11-05 09:00")
HOME = "/staff/appraisal/"
SHEET = f"{HOME}2026-10/sheets/S002/"
POINTS = {
    "initiative": "14", "cooperation": "9", "loyalty": "14", "planning": "5", "execution": "5", "quality": "9",
    "performance": "36.5",
}  # fmt: skip


@pytest.fixture
def people(world: World, travel_to: Any) -> Department:
    travel_to(NOW)
    return Department(world)


def page(people: Department, who: str, url: str) -> Any:
    return client_of(people.world, who).get(url, follow=True)


def send(people: Department, who: str, url: str, **fields: Any) -> Any:
    return client_of(people.world, who).post(url, {"act_id": str(uuid.uuid4()), **fields}, follow=True)


def scored(people: Department) -> AppraisalSheet:
    send(people, "service_manager", f"{SHEET}score/", comment="现场反应快。", **POINTS)
    return AppraisalSheet.objects.get(employee=people.engineer)


def test_the_menu_leads_the_engineer_to_the_own_sheet_and_the_manager_to_the_department(people: Department) -> None:
    assert "王海涛 10月考核：待评分" in text_of(page(people, "service_engineer", HOME))
    assert "10月考核 3人：3人没有评分" in text_of(page(people, "service_manager", HOME))


def test_the_sheet_shows_facts_beside_the_items(people: Department) -> None:
    text = text_of(page(people, "service_manager", SHEET))
    assert "作依据，不直接计分" in text and "应出勤 18天" in text and "完成 0张" in text
    assert "到期 0件，其中没有按期办完 0件" in text and "0笔，其中逾期没有交财务 0笔" in text


def test_what_the_version_leaves_open_is_marked_so(people: Department) -> None:
    text = text_of(page(people, "service_manager", SHEET))
    assert '工作绩效 <span class="q-tag q-tag--hold">待核定</span>' in text and "积极性 <span" not in text
    assert "待核定：工作绩效的分数、等级分数、会签人、分数对应的工资发放比例（未定以前不执行）" in text
    assert "工资发放比例待核定，不执行" in text_of(page(people, "service_manager", f"{HOME}years/2026/"))


def test_a_month_left_open_stays_on_the_workbench(people: Department) -> None:
    month = date(2026, 8, 1)
    write_self_view(employee=people.engineer, month=month, text="走访 3家。", by=people.world.service_engineer, at=NOW)
    found = [turn.fact for turn in turns(people.world.service_manager, NOW, 9) if turn.verb == "月度考核评分"]
    assert found == ["8月还有 2人没有评分", "9月还有 2人没有评分", "10月还有 2人没有评分"]


def test_a_dispatch_starts_a_complaint_about_its_engineer(people: Department) -> None:
    number = people.order(NOW).number
    found = page(people, "service_manager", f"/staff/dispatches/{number}/")
    assert f"{HOME}complaints/new/?dispatch={number}" in found.content.decode()
    asked = page(people, "service_manager", f"{HOME}complaints/new/?dispatch={number}").context["form"]
    assert (asked.initial["employee"], asked.initial["source_no"]) == (people.engineer.pk, number)
    assert "complaints/new" not in page(people, "service_engineer", f"/staff/dispatches/{number}/").content.decode()


def test_a_visit_starts_a_complaint_about_who_made_it(people: Department) -> None:
    facts = visit_facts(people.world, NOW)
    visit = record_visit(employee=people.engineer, facts=facts, by=people.world.service_engineer, at=NOW)
    url = f"{HOME}complaints/new/?visit={visit.pk}"
    assert url in page(people, "service_manager", "/staff/visits/").content.decode()
    asked = page(people, "service_manager", url).context["form"]
    assert (asked.initial["employee"], asked.initial["visit"]) == (people.engineer.pk, visit.pk)


def test_the_manager_scores_the_deputy_countersigns_and_then_the_person_sees_it(people: Department) -> None:
    send(people, "service_engineer", f"{SHEET}self-view/", text="走访 6家。")
    assert "走访 6家。" in text_of(page(people, "service_manager", f"{SHEET}score/"))
    sheet = scored(people)
    assert (sheet.total, sheet.grade) == (Decimal("92.5"), "A")
    assert "92.5" not in text_of(page(people, "service_engineer", SHEET))
    assert "92.5" in text_of(page(people, "service_manager", SHEET))
    assert "现场反应快。" in text_of(page(people, "deputy_gm", f"{SHEET}countersign/"))
    done = send(people, "deputy_gm", f"{SHEET}countersign/", decision="sign", words="", seen_version=sheet.version)
    assert "已会签 王海涛 10月考核" in text_of(done)
    text = text_of(page(people, "service_engineer", SHEET))
    assert "92.5 分，A 等" in text and "14 + 9 + 14 + 5 + 5 + 9 + 36.5 = 92.5 分" in text


def test_points_over_the_limit_stay_typed_with_the_limit_named(people: Department) -> None:
    answer = send(people, "service_manager", f"{SHEET}score/", **POINTS | {"planning": "6"})
    assert answer.status_code == 422 and "请填不超过 5 的数" in text_of(answer)
    assert not AppraisalSheet.objects.exists()


def test_neither_button_pressed_is_no_decision(people: Department) -> None:
    scored(people)
    assert send(people, "deputy_gm", f"{SHEET}countersign/", words="").status_code == 422
    assert AppraisalSheet.objects.get().state == AppraisalState.SCORED


@pytest.mark.parametrize("who", ["service_engineer2", "sales_clerk", "tech_head"])
def test_nobody_reads_anothers_sheet(people: Department, who: str) -> None:
    if who in people.world.users:
        assert page(people, who, SHEET).status_code == 403
    else:
        client = client_of(people.world, "service_engineer")
        assert client.get(f"{HOME}2026-10/sheets/S003/").status_code == 404


def test_a_complaint_on_a_case_is_entered_heard_and_taken_off(people: Department) -> None:
    filed = people.world.file_card()
    team, engineer = give_team(filed, people.world), people.world.service_engineer
    team.members.create(user=engineer, name=engineer.display_name, unit=engineer.unit, discipline="engineer")
    answer = send(
        people, "service_manager", f"{HOME}complaints/new/", employee=people.engineer.pk, kind="slow",
        received_on="2026-10-30", told_by="杨德福", source_no=filed.number, text="约好上午，下午才到。",
    )  # fmt: skip
    assert "已登记对王海涛的投诉，等核实" in text_of(answer)
    row = ServiceComplaint.objects.get()
    assert row.case == filed
    verify = f"{HOME}complaints/{row.pk}/verify/"
    assert page(people, "service_engineer", verify).status_code == 403
    given = {"heard_on": "2026-11-04", "statement": "高速封路。", "reason": "没有提前告知客户。"}
    assert "计入 2026-10" in text_of(send(people, "service_manager", verify, decision="uphold", **given))
    assert scored(people).total == Decimal("77.5")
    text = text_of(page(people, "service_manager", SHEET))
    assert f"案件 {filed.number}" in text and "高速封路。" in text and "投诉 1次 × 15" in text


def test_a_number_of_nothing_is_named(people: Department) -> None:
    answer = send(
        people, "service_manager", f"{HOME}complaints/new/", employee=people.engineer.pk, kind="slow",
        received_on="2026-10-30", told_by="杨德福", source_no="没有这号", text="慢。",
    )  # fmt: skip
    assert "没有「没有这号」这个案件或派工单" in text_of(answer)
    assert not ServiceComplaint.objects.exists()


def test_training_and_rewards_stand_beside_the_sheet(people: Department) -> None:
    given = {"employee": people.engineer.pk, "kind": "bonus", "on": "2026-11-03", "text": "季度奖", "amount": "300"}
    send(people, "hr", f"{HOME}merits/new/", **given)
    assert MeritRecord.objects.get().amount == Decimal("300.00")
    assert "奖金：季度奖，300.00 元" in text_of(page(people, "service_engineer", SHEET)).replace("&nbsp;", " ")


def test_the_year_lists_countersigned_months_only(people: Department) -> None:
    sheet = scored(people)
    assert "92.5" not in text_of(page(people, "hr", f"{HOME}years/2026/"))
    send(people, "deputy_gm", f"{SHEET}countersign/", decision="sign", words="", seen_version=sheet.version)
    send(people, "hr", f"{HOME}merits/new/", employee=people.engineer.pk, kind="praise", on="2026-11-03", text="月会")
    text = text_of(page(people, "hr", f"{HOME}years/2026/"))
    assert "92.5 A" in text and "会上表扬 1次" in text
    assert page(people, "hr", f"{HOME}years/2027/").status_code == 404


def test_the_sheet_is_printed_on_one_a4_page_with_boxes_to_sign(people: Department, tmp_path: Any) -> None:
    scored(people)
    send(people, "service_manager", f"{SHEET}print/")
    assert Job.objects.get().kind == "appraisal_sheet"
    path = tmp_path / "sheet.pdf"
    path.write_bytes(appraisal_pdf(people.world.service_manager, "2026-10", "S002", NOW))
    pages = PdfReader(path).pages
    text = pages[0].extract_text().replace(" ", "")
    assert len(pages) == 1
    assert "技术支持人员考核表" in text and "未会签" in text and "92.5" in text and "签字" in text


def test_the_sheet_leads_to_attendance_only_where_attendance_of_the_month_is_kept(people: Department) -> None:
    hr, when = people.world.hr, at("2026-11-03 09:00")
    file = waiting_upload(hr, when)
    source = PunchImport.objects.create(file=file, sha256="0" * 64, uploaded_by=hr, uploaded_at=when)
    Punch.objects.create(source=source, employee=people.engineer, on=date(2026, 11, 2), at=time(8, 20))
    assert "当月考勤" in text_of(page(people, "service_manager", f"{HOME}2026-11/sheets/S002/"))
    assert "当月考勤" not in text_of(page(people, "service_manager", SHEET))
