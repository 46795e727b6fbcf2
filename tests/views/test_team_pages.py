"""Pages of the service team, the report and the evidence."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Evidence, ProposalState, SiteReport, TeamProposal
from tests.cases_made import FILED_AT, give_team, make_case
from tests.uploads import waiting_upload
from tests.views.acting import address, client_of, send, show, text_of
from tests.world import World, at
from yibin_service.foundation.files.services import adopt_attachments

pytestmark = pytest.mark.django_db
NOW = at("2026-10-08 15:00")


@pytest.fixture(autouse=True)
def next_day(world: World, travel_to: Any) -> None:
    travel_to(NOW)


def rows(*members: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"members-TOTAL_FORMS": len(members), "members-INITIAL_FORMS": 0}
    for place, member in enumerate(members):
        data |= {f"members-{place}-{name}": value for name, value in member.items()}
    return data


def two(world: World) -> tuple[dict[str, Any], ...]:
    return (
        {"user": world.tech_engineer2.pk, "discipline": "engineer", "is_leader": "on"},
        {"user": world.qc_head.pk, "discipline": "quality"},
    )


def teamed(world: World) -> Case:
    case = make_case(world, tier="larger")
    give_team(case, world)
    return case


def test_the_page_names_the_majority_and_offers_people(world: World) -> None:
    page = text_of(show(world, "tech_engineer", make_case(world, tier="larger"), "propose-team"))
    assert "3人至少 2名，4人至少 3名" in page
    assert "李志远（技术中心）" in page


def test_a_team_is_proposed_with_empty_rows_left_out(world: World) -> None:
    case = make_case(world, tier="larger")
    answer = send(world, "tech_engineer", case, "propose-team", **rows(*two(world), {}, {"user": "", "name": ""}))
    assert answer.status_code == 302
    assert TeamProposal.objects.get(case=case).members.count() == 2


def test_a_named_member_needs_a_unit(world: World) -> None:
    case = make_case(world, tier="larger")
    answer = send(
        world, "tech_engineer", case, "propose-team", **rows(*two(world), {"name": "老张", "discipline": "engineer"})
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "请选这个人的单位" in page
    assert "老张" in page


def test_too_few_engineers_are_told_above_the_form_and_the_rows_stay(world: World) -> None:
    case = make_case(world, tier="larger")
    sales = {"user": world.sales_clerk2.pk, "discipline": "sales"}
    answer = send(
        world, "tech_engineer", case, "propose-team", **rows(*two(world), sales, sales | {"user": world.sales_head.pk})
    )
    assert answer.status_code == 422
    assert "4人的小组至少要有 3名" in text_of(answer)
    assert not TeamProposal.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"members-TOTAL_FORMS": "x"},
        {"members-TOTAL_FORMS": "999"},
        {"members-0-user": "999999"},
        {"members-0-user": "'; DROP TABLE"},
        {"members-0-discipline": "wizard"},
    ],
)
def test_garbled_rows_are_told_and_save_nothing(world: World, broken: dict[str, str]) -> None:
    case = make_case(world, tier="larger")
    answer = send(world, "tech_engineer", case, "propose-team", **(rows(*two(world)) | broken))
    assert answer.status_code == 422
    assert not TeamProposal.objects.exists()


def test_a_made_up_number_of_rows_is_not_drawn(world: World) -> None:
    case = make_case(world, tier="larger")
    page = text_of(send(world, "tech_engineer", case, "propose-team", **(rows(*two(world)) | {"members-TOTAL_FORMS": "999"})))
    assert "最多 20行，请去掉几行" in page
    assert 'name="members-39-discipline"' in page
    assert 'name="members-40-discipline"' not in page


def test_a_change_starts_from_the_members_there_are(world: World) -> None:
    page = text_of(show(world, "tech_engineer", teamed(world), "propose-team"))
    assert page.count("selected") >= 4
    assert "批准以后才替换它" in page


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("return", "returned")])
def test_the_deputy_decides_with_one_of_two_buttons(world: World, decision: str, state: str) -> None:
    case = make_case(world, tier="larger")
    send(world, "tech_engineer", case, "propose-team", **rows(*two(world)))
    proposal = TeamProposal.objects.get()
    page = text_of(show(world, "deputy_gm", case, "decide-team"))
    assert "李志远" in page
    assert "占多数" in page
    answer = send(
        world, "deputy_gm", case, "decide-team", proposal=proposal.pk, comment="请带样张", decision=decision
    )
    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == state


def test_a_proposal_of_another_case_is_not_decided_here(world: World) -> None:
    case, other = make_case(world, tier="larger"), make_case(world, tier="larger")
    send(world, "tech_engineer", other, "propose-team", **rows(*two(world)))
    foreign = TeamProposal.objects.get()
    answer = send(world, "deputy_gm", case, "decide-team", proposal=foreign.pk, decision="approve")
    assert answer.status_code == 409
    foreign.refresh_from_db()
    assert foreign.state == ProposalState.PROPOSED


def test_only_the_deputy_opens_the_decision(world: World) -> None:
    case = make_case(world, tier="larger")
    for who in ("tech_head", "general_manager", "sales_head"):
        assert show(world, who, case, "decide-team").status_code == 403


def test_a_wish_to_go_without_a_visit_is_sent(world: World) -> None:
    case = make_case(world, tier="larger")
    assert send(world, "tech_engineer", case, "waive-site-visit", reason="").status_code == 422
    assert send(world, "tech_engineer", case, "waive-site-visit", reason="样张已寄回").status_code == 302
    assert TeamProposal.objects.get(case=case).is_waiver


def report(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "final",
        "nature": "洞穿",
        "findings": "开卷查看属实",
        "visited_on": "2026-10-08",
        "missing_evidence_reason": "客户已开完",
    } | changes


def test_a_member_reports_from_the_phone(world: World) -> None:
    case = teamed(world)
    assert "还缺" in text_of(show(world, "qc_head", case, "file-site-report"))
    assert send(world, "qc_head", case, "file-site-report", **report()).status_code == 302
    assert SiteReport.objects.get(case=case).by == world.qc_head


def test_before_the_team_is_approved_only_an_interim_report_is_offered(world: World) -> None:
    case = make_case(world, tier="larger")
    assert "现在只能提交中间报告" in text_of(show(world, "tech_engineer", case, "file-site-report"))
    answer = send(world, "tech_engineer", case, "file-site-report", **report())
    assert answer.status_code == 409
    assert "这步要先有批准的服务小组" in text_of(answer)


def test_missing_evidence_is_told_at_its_field(world: World) -> None:
    case = teamed(world)
    answer = send(world, "qc_head", case, "file-site-report", **report(missing_evidence_reason=""))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "id_missing_evidence_reason-error" in page
    assert "开卷查看属实" in page


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("visited_on", "2026-10-09", "不能晚于今天"),
        ("visited_on", "昨天", "请填日期"),
        ("nature", "字" * 2001, "最多 2000 字"),
        ("kind", "gossip", "没有这一项"),
        ("suspected_unit", "99999", "没有这一项"),
    ],
)
def test_bad_entries_of_a_report_are_told_at_the_field(world: World, field: str, typed: str, told: str) -> None:
    case = teamed(world)
    answer = send(world, "qc_head", case, "file-site-report", **report(**{field: typed}))
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not SiteReport.objects.filter(case=case).exists()


def test_the_list_of_evidence_follows_the_chosen_cause(world: World) -> None:
    case = teamed(world)
    got = client_of(world, "qc_head").get(address(case, "evidence-list"), {"suspected_cause": "transport"})
    assert "运单" in text_of(got)
    assert "卷标" in text_of(got)


def test_evidence_is_added_with_its_upload(world: World) -> None:
    case = teamed(world)
    file = waiting_upload(world.qc_head, NOW - timedelta(minutes=5))
    answer = send(world, "qc_head", case, "add-evidence", kind="defect", uploads=[str(file.pk)], caption="夹破处")
    assert answer.status_code == 302
    piece = Evidence.objects.get(case=case)
    assert (str(piece), piece.kind, piece.caption) == ("E-01", "defect", "夹破处")


def test_a_refused_form_keeps_the_upload(world: World) -> None:
    case = teamed(world)
    file = waiting_upload(world.qc_head, NOW - timedelta(minutes=5))
    answer = send(world, "qc_head", case, "add-evidence", kind="", uploads=[str(file.pk)])
    assert answer.status_code == 422
    assert str(file.pk) in text_of(answer)


def test_the_cards_own_pictures_need_no_second_upload(world: World) -> None:
    case = teamed(world)
    file = waiting_upload(world.sales_clerk, FILED_AT - timedelta(minutes=5))
    adopt_attachments(attachments=[file], stream=case.stream, by=world.sales_clerk, at=FILED_AT)
    assert "现场.jpg" in text_of(show(world, "tech_engineer", case, "add-evidence"))
    answer = send(world, "tech_engineer", case, "add-evidence", kind="defect", from_card=[str(file.pk)])
    assert answer.status_code == 302
    assert Evidence.objects.get(case=case).attachment_id == file.pk


def test_somebody_elses_upload_is_refused(world: World) -> None:
    case = teamed(world)
    file = waiting_upload(world.sales_clerk, NOW - timedelta(minutes=5))
    answer = send(world, "qc_head", case, "add-evidence", kind="defect", uploads=[str(file.pk)])
    assert answer.status_code == 422
    assert "请重新上传" in text_of(answer)


def test_the_page_of_evidence_starts_with_what_is_missing(world: World) -> None:
    case = teamed(world)
    client = client_of(world, "tech_engineer")
    assert '<option value="roll_label" selected>' in text_of(client.get(address(case, "add-evidence")))
    assert '<option value="weight_note" selected>' in text_of(
        client.get(address(case, "add-evidence"), {"kind": "weight_note"})
    )


def test_who_is_outside_the_case_finds_nothing(world: World) -> None:
    case = make_case(world, tier="larger")
    for verb in ("add-evidence", "file-site-report", "evidence-list"):
        assert show(world, "service_engineer", case, verb).status_code == 404


def test_who_only_reads_may_not_report(world: World) -> None:
    case = make_case(world, tier="larger")
    assert show(world, "auditor", case, "file-site-report").status_code == 403
    assert show(world, "auditor", case, "add-evidence").status_code == 403
