"""工作移交 as people press it: opening, each side's step, the refusals, the paper, the program's read."""

import io
import re
import uuid
from typing import Any

import pytest
from pypdf import PdfReader

from staff.models import Employee, HandoverItem, WorkHandover
from staff.reports.handover_sheet import handover_pdf
from tests.handover_made import NOW, Leaving
from tests.views.acting import client_of, text_of
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
HOME = "/staff/handovers/"


@pytest.fixture
def leaving(world: World, travel_to: Any) -> Leaving:
    travel_to(NOW)
    return Leaving(world)


def browser(leaving: Leaving, who: Any) -> Any:
    if isinstance(who, str):
        return client_of(leaving.world, who)
    client = client_of(leaving.world, "hr")
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def show(leaving: Leaving, who: Any, address: str = "") -> Any:
    return browser(leaving, who).get(HOME + address, follow=True)


def send(leaving: Leaving, who: Any, address: str, **fields: Any) -> Any:
    return browser(leaving, who).post(HOME + address, {"act_id": str(uuid.uuid4()), **fields}, follow=True)


def opened(leaving: Leaving) -> str:
    send(leaving, "hr", "new/", employee=leaving.person.pk, kind="leaving", effective_on="2026-11-30")
    return WorkHandover.objects.get().number + "/"


def options(leaving: Leaving, field: str) -> list[str]:
    page = text_of(show(leaving, "hr", "new/"))
    select = re.search(rf'<select name="{field}".*?</select>', page, re.S)
    assert select is not None
    return re.findall(r"<option value=\"\d+\"[^>]*>([^<]+)</option>", select.group())


def test_people_are_chosen_by_name_and_post_and_namesakes_told_apart(leaving: Leaving) -> None:
    world = leaving.world
    people = leaving.people
    people.engineer.post = "技术支持"
    people.engineer.save()
    receivers = options(leaving, "receiver")
    assert f"{world.tech_engineer.display_name}（技术中心工程师）" in receivers and "王海涛（技术支持人员）" in receivers
    assert not [one for one in receivers if "tech_engineer" in one or "service_engineer" in one]
    assert "王海涛（技术支持）" in options(leaving, "employee")
    User.objects.filter(pk__in=[people.colleague_user.pk, world.tech_engineer.pk]).update(display_name="王海涛")
    people.colleague.name = "王海涛"
    people.colleague.save()
    chosen = options(leaving, "receiver")
    assert {"王海涛（技术支持人员，工号 S002）", "王海涛（技术支持人员，工号 S003）"} <= set(chosen)
    assert "王海涛（技术中心工程师，登录名 tech_engineer）" in chosen
    assert {"王海涛（技术支持，工号 S002）", "王海涛（工号 S003）"} <= set(options(leaving, "employee"))


@pytest.mark.parametrize("kind", ["leaving", "transfer"])
def test_a_last_day_that_is_over_is_asked_for_once_more(leaving: Leaving, kind: str) -> None:
    moved = {"new_unit": leaving.world.unit["technical_center"].pk, "new_post": "质检员"} if kind == "transfer" else {}
    fields = {"employee": leaving.person.pk, "kind": kind, "effective_on": "2026-11-01", **moved}
    assert 'type="hidden" name="confirms_past"' in text_of(show(leaving, "hr", "new/"))
    refused = send(leaving, "hr", "new/", **fields)
    text = text_of(refused)
    assert refused.status_code == 422 and "2026-11-01 已过去 1天" in text
    assert 'type="checkbox" name="confirms_past"' in text and not WorkHandover.objects.exists()
    assert send(leaving, "hr", "new/", **fields, confirms_past="on").status_code == 200
    assert str(WorkHandover.objects.get().effective_on) == "2026-11-01"


def test_a_last_day_of_today_is_not_asked_about(leaving: Leaving) -> None:
    send(leaving, "hr", "new/", employee=leaving.person.pk, kind="leaving", effective_on="2026-11-02")
    assert WorkHandover.objects.exists()


def test_a_person_leaves_through_the_pages(leaving: Leaving, travel_to: Any) -> None:
    number, receiver = opened(leaving), leaving.receiver
    added = send(leaving, leaving.user, f"{number}items/new/", kind="property", title="工具箱 1只")
    assert "已列入领用物品「工具箱 1只」" in text_of(added)
    keys = leaving.waiting(WorkHandover.objects.get())
    given = {"items": keys, "receiver": receiver.pk, "for_all": "on"}
    assert f"已指定 赵磊 接收 {len(keys)}项" in text_of(send(leaving, "service_manager", f"{number}appoint/", **given))
    assert f"已移交 {len(keys)}项" in text_of(send(leaving, leaving.user, f"{number}hand-over/", items=keys))
    assert "等 赵磊 接收" in text_of(show(leaving, "hr", number))
    refused = show(leaving, "hr", f"{number}complete/")
    assert refused.status_code == 409 and "不能完成" in text_of(refused) and "等 赵磊 接收" in text_of(refused)
    back = send(leaving, receiver, f"{number}receive/", items=["typed-1"], decision="return", note="缺扳手")
    assert "已退回 1项" in text_of(back) and "退回：缺扳手" in text_of(back)
    send(leaving, leaving.user, f"{number}hand-over/", items=["typed-1"])
    assert f"已接收 {len(keys)}项" in text_of(send(leaving, receiver, f"{number}receive/", items=keys, decision="receive"))
    travel_to(at("2026-11-30 17:00"))
    version = WorkHandover.objects.get().version
    done = send(leaving, "hr", f"{number}complete/", on="2026-11-30", seen_version=version)
    assert "王海涛 的移交已完成" in text_of(done)
    assert str(Employee.objects.get(pk=leaving.person.pk).left_on) == "2026-11-30"
    assert browser(leaving, leaving.reload()).get("/").status_code == 302  # the session is of no use any more


def test_opening_needs_the_facts_at_their_fields(leaving: Leaving) -> None:
    answer = send(leaving, "hr", "new/", employee=leaving.person.pk, kind="transfer", effective_on="2026-11-30")
    assert answer.status_code == 422 and "调职请选调往单位" in text_of(answer)
    assert not WorkHandover.objects.exists()


def test_the_same_act_sent_twice_opens_once(leaving: Leaving) -> None:
    client, given = browser(leaving, "hr"), {"employee": leaving.person.pk, "kind": "leaving", "effective_on": "2026-11-30"}
    given["act_id"] = str(uuid.uuid4())
    answers = [client.post(f"{HOME}new/", given) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert WorkHandover.objects.count() == 1


def test_an_old_page_says_where_a_thing_stands_and_keeps_the_words(leaving: Leaving) -> None:
    number, key = opened(leaving), f"errand-{leaving.errand.pk}"
    leaving.appoint(WorkHandover.objects.get(), key)
    send(leaving, leaving.user, f"{number}hand-over/", items=[key])
    late = send(leaving, "service_manager", f"{number}hand-over/", items=[key], note="本人已离岗")
    assert late.status_code in {409, 422} and "待接收，没有重复移交" in text_of(late) and "本人已离岗" in text_of(late)


def test_the_receiver_of_another_unit_sees_only_the_own_things(leaving: Leaving) -> None:
    number = opened(leaving)
    row = WorkHandover.objects.get()
    item = leaving.add(row, "property", "工具箱 1只", receiver=leaving.world.warehouse_head)
    leaving.hand_over(row, item.key)
    text = text_of(show(leaving, "warehouse_head", number))
    assert "工具箱 1只" in text and "整理样品柜" not in text and "这里只列由您接收的" in text
    assert show(leaving, "qc_head", number).status_code == 404
    assert "接收移交" in text_of(browser(leaving, "warehouse_head").get("/"))


@pytest.mark.parametrize("who", ["warehouse_head", "service_engineer", "auditor"])
def test_who_does_not_arrange_it_is_refused_in_chinese(leaving: Leaving, who: str) -> None:
    number = opened(leaving)
    for step in ("appoint", "complete", "cancel", "excuse"):
        assert show(leaving, who, f"{number}{step}/").status_code in {403, 404}


def test_a_thing_lost_is_excused_by_the_manager_and_printed(leaving: Leaving) -> None:
    number = opened(leaving)
    item = leaving.add(WorkHandover.objects.get(), "property", "工具箱 1只")
    told = text_of(send(leaving, "service_manager", f"{number}excuse/", item=item.key, reason="遗失，照价赔偿"))
    assert "已批准不移交领用物品「工具箱 1只」" in told
    paper = handover_pdf(WorkHandover.objects.get(), leaving.world.hr, NOW)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "工作移交清单" in text and "不移交：遗失，照价赔偿" in text and "客户名单" in text and "签字" in text
    assert "（未完成）" in text


def test_printing_asks_for_a_job(leaving: Leaving) -> None:
    number = opened(leaving)
    send(leaving, leaving.user, f"{number}print/")
    assert Job.objects.get().kind == "handover_sheet"


def test_cancelling_needs_its_reason_and_the_person_stays(leaving: Leaving) -> None:
    number = opened(leaving)
    assert send(leaving, "hr", f"{number}cancel/", reason="").status_code == 422
    assert "已取消移交" in text_of(send(leaving, "hr", f"{number}cancel/", reason="本人撤回辞职", seen_version=0))
    assert "已取消：本人撤回辞职" in text_of(show(leaving, "service_manager", number))
    assert show(leaving, "hr", f"{number}complete/").status_code == 409


def test_the_employees_page_leads_to_the_handover(leaving: Leaving) -> None:
    page = f"/staff/employees/{leaving.person.pk}/"
    assert f"/staff/handovers/new/?employee={leaving.person.pk}" in text_of(browser(leaving, "hr").get(page))
    number = opened(leaving)
    assert f"/staff/handovers/{number}" in text_of(browser(leaving, "service_manager").get(page))


def test_a_program_reads_the_list_and_does_the_acts(leaving: Leaving) -> None:
    opened(leaving)
    client = browser(leaving, leaving.user)
    read = client.get("/api/staff/handovers/YJ-2026-0001/").json()
    errand = next(item for item in read["items"] if item["key"] == f"errand-{leaving.errand.pk}")
    assert (read["employee"], read["state"], errand["waits_for"]) == ("S002", "open", "等经理指定接收人")
    address, manager = "/api/staff/handovers/YJ-2026-0001/appoint/", browser(leaving, "service_manager")
    sent = {"items": [errand["key"]], "receiver": leaving.receiver.pk}
    assert manager.post(address, sent, content_type="application/json").status_code == 200
    assert HandoverItem.objects.get(key=errand["key"]).receiver == leaving.receiver
    wrong = manager.post(address, sent | {"items": ["errand-999"]}, content_type="application/json")
    assert wrong.status_code in {409, 422} and "列表有变化" in wrong.content.decode()
    assert client.get("/api/staff/handovers/?state=open").json()["results"][0]["number"] == "YJ-2026-0001"


def test_every_step_leaves_its_event(leaving: Leaving) -> None:
    handover = leaving.received()
    leaving.complete(handover, at=at("2026-11-30 17:00"))
    verbs = set(Event.objects.filter(stream=handover.stream).values_list("verb", flat=True))
    assert verbs == {"open_handover", "keep_list", "appoint_receiver", "hand_over_items", "receive_items", "complete_handover"}
