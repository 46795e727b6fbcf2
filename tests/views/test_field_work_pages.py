"""Pages of field work: what is typed arrives, who sees what, the printed order, the worker's script."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from staff.models import DailyReport, DispatchOrder, DispatchState, Errand, OpinionSheet, PlanState, WeeklyPlan
from staff.selectors.field_turns import turns
from staff.views.dispatches import phone_in
from tests.field_made import MONDAY, Department, drawn_address
from tests.views.acting import client_of, text_of
from tests.world import World
from yibin_service.celery import TIMETABLE
from yibin_service.foundation.access.models import RoleGrant
from yibin_service.foundation.files.selectors import attachments_of
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import run_next_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(world: World, travel_to: Any) -> Department:
    travel_to(MONDAY + timedelta(hours=9, seconds=20))
    return Department(world)


def send(world: World, who: str, address: str, **fields: Any) -> Any:
    return client_of(world, who).post(f"/staff/{address}", {"act_id": str(uuid.uuid4()), **fields})


def rows(prefix: str, *typed: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form's rows as a browser sends them."""
    found = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": 0}
    for place, row in enumerate(typed):
        found |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return found


def test_a_daily_report_is_typed_and_sent_twice_under_one_id_once(world: World, people: Department) -> None:
    act_id = str(uuid.uuid4())
    for _ in range(2):
        answer = send(world, "service_engineer", "daily-reports/new/", act_id=act_id, on="2026-11-02", text="走访三家")
        assert answer.status_code == 302
    assert DailyReport.objects.get().text == "走访三家"


def test_a_second_report_of_a_day_is_refused_at_the_day(world: World, people: Department) -> None:
    send(world, "service_engineer", "daily-reports/new/", on="2026-11-02", text="走访")
    answer = send(world, "service_engineer", "daily-reports/new/", on="2026-11-02", text="又走访")
    assert answer.status_code == 409
    assert "每天一份" in answer.context["form"].errors["on"][0]


def test_an_account_without_payroll_row_is_told_what_to_do(world: World, travel_to: Any) -> None:
    answer = client_of(world, "service_engineer").get("/staff/daily-reports/new/")
    assert answer.status_code == 404
    assert "员工档案" in text_of(answer)


def test_an_order_is_given_accepted_and_recorded_by_its_forms(world: World, people: Department) -> None:
    send(
        world,
        "service_manager",
        "dispatches/new/",
        engineer=people.engineer.pk,
        customer=world.customer.pk,
        task="查断纸",
        due_at="2026-11-05 17:30",
    )
    order = DispatchOrder.objects.get()
    send(world, "service_engineer", f"dispatches/{order.number}/accept/", seen_version=order.version)
    answer = send(
        world,
        "service_engineer",
        f"dispatches/{order.number}/record/",
        began_at="2026-11-02 17:00",
        ended_at="2026-11-02 17:00",
        work="调整张力",
        result="solved",
        is_final="on",
        signer_name="杨德福",
        signature=drawn_address(),
        **rows("parts", {"name": "刀片", "quantity": "2", "measure": "片"}, {"name": "", "quantity": "", "measure": ""}),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    order.refresh_from_db()
    record = order.records.get()
    assert (order.state, record.parts.get().name) == (DispatchState.DONE, "刀片")
    assert record.signature is not None
    page = text_of(client_of(world, "service_manager").get(order.get_absolute_url()))
    assert "刀片 2片" in page and "客户签名：杨德福" in page


@pytest.mark.parametrize("typed", ["data:image/png;base64,%%", "data:image/svg+xml;base64,PHN2Zy8+", "hello"])
def test_what_is_no_drawn_signature_is_told_at_its_field(world: World, people: Department, typed: str) -> None:
    order = people.arrived()
    answer = send(world, "service_engineer", f"dispatches/{order.number}/record/", signature=typed, **rows("parts"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["signature"] == ["签名没有读出来：请重签"]


def test_a_colleagues_order_is_not_found_and_the_manager_does_not_do_it(world: World, people: Department) -> None:
    order = people.arrived()
    colleague = Client()
    colleague.force_login(people.colleague_user, backend="django.contrib.auth.backends.ModelBackend")
    assert colleague.get(order.get_absolute_url()).status_code == 404
    answer = client_of(world, "service_manager").get(f"{order.get_absolute_url()}record/")
    assert answer.status_code == 403
    assert "由本人办理" in text_of(answer)


def test_an_opinion_of_an_order_shows_where_it_went(world: World, people: Department) -> None:
    order = people.arrived()
    answer = send(
        world,
        "service_engineer",
        f"opinion-sheets/new/?dispatch={order.number}",
        customer=world.customer.pk,
        heard_at="2026-11-02 16:30",
        contact_name="杨德福",
        contact_phone="138",
        problem_kind="intrinsic",
        description="上机断纸六次，纸面有洞穿。",
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert OpinionSheet.objects.get().dispatch == order
    draft = client_of(world, "sales_head").get(f"/cards/drafts/{OpinionSheet.objects.get().draft_id}/")
    assert "昆明滇池印务有限公司" in text_of(draft) and "2026-11-02T17:00" in text_of(draft)


def test_a_plan_is_written_row_by_row_and_returned_by_a_button(world: World, people: Department) -> None:
    answer = send(
        world,
        "service_engineer",
        "plans/write/2026-11-09/",
        **rows("items", {"on": "2026-11-09", "text": "走访", "customer": world.customer.pk}),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    plan = WeeklyPlan.objects.get()
    asked = {"seen_version": plan.version, "comment": "周三到大理"}
    unpressed = send(world, "service_manager", f"plans/{plan.pk}/decide/", **asked)
    assert unpressed.status_code == 422
    send(world, "service_manager", f"plans/{plan.pk}/decide/", decision="return", **asked)
    plan.refresh_from_db()
    assert (plan.state, plan.comment) == (PlanState.RETURNED, "周三到大理")


@pytest.mark.parametrize("week", ["2026-11-10", "morgen", "9999-99-99", "0001-01-01"])
def test_a_week_that_is_none_is_not_found(world: World, people: Department, week: str) -> None:
    assert client_of(world, "service_engineer").get(f"/staff/plans/write/{week}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "daily-reports/?day=0000-00-00",
        "plans/?week=x",
        "feedback/?from=9999-12-31&until=1800-01-01",
        "visits/?quality=x&credit=y&q=%27&page=zz",
        "visits/due/?q=%27",
        "dispatches/?state=nothing&q=%25&page=-1",
    ],
)
def test_addresses_nobody_meant_are_read_kindly(world: World, people: Department, address: str) -> None:
    assert client_of(world, "service_manager").get(f"/staff/{address}").status_code == 200


def test_a_task_is_on_the_persons_workbench_until_done(world: World, people: Department) -> None:
    send(world, "service_manager", "errands/new/", employee=people.engineer.pk, text="整理样品柜", due_on="2026-11-04")
    assert "整理样品柜" in text_of(client_of(world, "service_engineer").get("/"))
    send(world, "service_engineer", f"errands/{Errand.objects.get().pk}/finish/", result="已整理")
    assert "报告办完" not in text_of(client_of(world, "service_engineer").get("/"))


def test_the_order_is_printed_for_who_may_see_it(world: World, people: Department) -> None:
    order = people.arrived()
    people.recorded(order, MONDAY + timedelta(hours=5))
    send(world, "service_manager", f"dispatches/{order.number}/print/")
    job = Job.objects.get(kind="dispatch_sheet")
    while run_next_job():
        pass
    job.refresh_from_db()
    assert attachments_of(f"job:{job.pk}").get().name == f"派工单 {order.number}.pdf"


def test_who_lost_the_role_is_asked_for_nothing(world: World, people: Department) -> None:
    people.order()
    now = MONDAY + timedelta(hours=9)
    assert "接受派工" in [turn.verb for turn in turns(world.service_engineer, now, 50)]
    RoleGrant.objects.filter(user=world.service_engineer).update(revoked_at=MONDAY)
    assert turns(world.service_engineer, now, 50) == []


def test_the_worker_comes_from_the_root_to_everybody_and_from_no_cache(client: Client, db: None) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"


def test_the_phone_keeps_the_forms_of_orders_begun(world: World, people: Department) -> None:
    order = people.arrived()
    told = client_of(world, "service_engineer").get("/staff/kept-pages/").json()
    assert told["pages"] == ["/staff/daily-reports/new/", "/staff/visits/new/", f"/staff/dispatches/{order.number}/record/"]
    assert told["user"] == world.service_engineer.pk and told["token"]


def test_the_timetable_names_both_tasks() -> None:
    assert {"staff.tasks.field_work.remind_reports", "staff.tasks.field_work.flag_late_collections"} <= TIMETABLE.keys()


@pytest.mark.parametrize(
    ("contact", "digits"),
    [("韩厂长 029-555-0105", "0295550105"), ("杨师傅 138 0871 2206", "13808712206"), ("内线 8091", ""), ("7号机旁", ""), ("", "")],
)
def test_the_number_of_a_contact_can_be_dialled(contact: str, digits: str) -> None:
    assert phone_in(contact) == digits


def test_who_accepts_an_order_reads_what_is_asked_and_whom_to_call(world: World, people: Department) -> None:
    order = people.order(contact="杨师傅 138 0871 2206", place="昆明")
    client = client_of(world, "service_engineer")
    text = client.get(f"{order.get_absolute_url()}accept/").content.decode()
    assert "查断纸原因，取样。" in text and "昆明" in text
    assert 'href="tel:13808712206"' in client.get(order.get_absolute_url()).content.decode()


def test_the_deadline_of_an_order_says_what_it_is_for(world: World, people: Department) -> None:
    order, client = people.order(), client_of(world, "service_engineer")
    assert ">接受 剩" in client.get(order.get_absolute_url()).content.decode()
    send(world, "service_engineer", f"dispatches/{order.number}/accept/")
    assert ">办完 剩" in client.get(order.get_absolute_url()).content.decode()
    assert ">办完 剩" in client.get("/staff/dispatches/").content.decode()
    assert ">办完 剩" in client.get("/").content.decode()


def test_an_order_that_is_solved_and_not_ended_offers_to_end_it(world: World, people: Department) -> None:
    order, client = people.arrived(), client_of(world, "service_engineer")
    finish = f"/staff/dispatches/{order.number}/finish/"
    people.recorded(order, MONDAY + timedelta(hours=4), is_final=False, result="partly")
    assert finish not in text_of(client.get(order.get_absolute_url()))
    assert client.get(finish).status_code == 409
    people.recorded(order, MONDAY + timedelta(hours=5), is_final=False)
    page = text_of(client.get(order.get_absolute_url()))
    assert finish in page and "第2张维修服务单写了已解决，没有勾完工" in page
    assert finish not in text_of(client_of(world, "service_manager").get(order.get_absolute_url()))
    assert 'data-ticked-when="result=solved"' in text_of(client.get(f"/staff/dispatches/{order.number}/record/"))
    order.refresh_from_db()
    assert send(world, "service_engineer", f"dispatches/{order.number}/finish/", seen_version=order.version).status_code == 302
    order.refresh_from_db()
    assert order.state == "done"


def test_what_is_missing_in_a_row_is_told_with_its_row_and_field(world: World, people: Department) -> None:
    typed = rows("items", {"on": "2026-11-09", "text": "走访"}, {"on": "2026-11-10", "text": ""}, {"on": "", "text": "送样"})
    page = text_of(send(world, "service_engineer", "plans/write/2026-11-09/", **typed))
    assert "第2行 事项：请填「事项」" in page and "第3行 日期：请选「日期」" in page


def test_an_order_without_place_and_contact_takes_the_customers(world: World, people: Department) -> None:
    customer = world.customer
    customer.address, customer.contact_name, customer.contact_phone = "昆明市官渡区", "杨师傅", "13808712206"
    customer.save()
    asked = {"engineer": people.engineer.pk, "customer": customer.pk, "task": "查断纸", "due_at": "2026-11-05 17:30"}
    send(world, "service_manager", "dispatches/new/", **asked)
    send(world, "service_manager", "dispatches/new/", **asked | {"task": "送样", "place": "大理", "contact": "李工"})
    orders = DispatchOrder.objects.order_by("pk").values_list("place", "contact")
    assert list(orders) == [("昆明市官渡区", "杨师傅 13808712206"), ("大理", "李工")]


def test_the_payments_lead_back_to_orders_only_for_who_reads_orders(world: World, people: Department) -> None:
    for who, leads in (("service_manager", True), ("finance", False)):
        page = client_of(world, who).get("/staff/collections/")
        assert page.status_code == 200
        assert ('href="/staff/dispatches/" aria-label="返回"' in page.content.decode()) == leads, who
