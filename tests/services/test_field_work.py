"""派工单, 维修服务单, 客户意见反馈单 and 交办."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cases.models import CardDraft, Case, TeamMember
from staff.models import DispatchOrder, DispatchState, OpinionSheet
from staff.rules.field_errors import (
    CaseWithoutTeam,
    DispatchDueTooSoon,
    DispatchOutOfStep,
    NothingSolved,
    NotYours,
    RecordTimesMixed,
    SignatureMissing,
)
from staff.rules.field_work import NextEnd
from staff.selectors.dispatches import (
    cases_to_send_out,
    dispatches_like,
    may_open_dispatch_file,
    next_step,
    order_rows,
    sheets_shown,
)
from staff.selectors.field_turns import turns
from staff.services.errands import finish_errand, give_errand
from staff.services.finish_dispatch import finish_dispatch
from staff.services.move_dispatch import accept_dispatch, arrive_at_customer, cancel_dispatch
from staff.services.record_service import PartUsed, record_service
from staff.services.write_opinion_sheet import OpinionFacts, write_opinion_sheet
from staff.views.panels import offers
from tests.cases_made import give_team
from tests.field_made import MONDAY, Department, service_facts
from tests.uploads import waiting_upload
from tests.versions_made import staff_version
from tests.world import World
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, OutOfStep, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.files.errors import UnacceptedContent
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.regulation.selectors import enacted_book

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def people(world: World) -> Department:
    return Department(world)


def test_an_order_has_a_number_of_the_year_and_tells_the_engineer(world: World, people: Department) -> None:
    first, second = people.order(), people.order()
    assert (first.number, second.number) == ("PG-2026-0001", "PG-2026-0002")
    message = InboxMessage.objects.get(user=world.service_engineer, key=f"dispatch:{first.pk}:given")
    assert message.title.startswith("轮到您：接受派工") and message.url == first.get_absolute_url()


def test_an_order_is_due_after_it_is_given(people: Department) -> None:
    with pytest.raises(DispatchDueTooSoon):
        people.order(due_at=MONDAY)
    assert people.order(due_at=MONDAY + timedelta(seconds=1)).state == DispatchState.GIVEN


def test_a_case_without_an_approved_team_sends_nobody_out(world: World, people: Department) -> None:
    with pytest.raises(CaseWithoutTeam):
        people.order(case=world.file_card())
    assert not cases_to_send_out().exists()


def test_a_case_with_somebody_of_the_department_in_its_team_is_sent_out_from(world: World, people: Department) -> None:
    case = world.file_card()
    team = give_team(case, world)
    assert not cases_to_send_out().exists()
    engineer = world.service_engineer
    TeamMember.objects.create(
        proposal=team, user=engineer, name=engineer.display_name, unit=engineer.unit, discipline="engineer"
    )
    assert list(cases_to_send_out()) == [case]
    assert people.order(case=case).case == case
    assert [offer.url for offer in offers(case, world.service_manager, MONDAY)] == [
        f"/staff/dispatches/new/?case={case.number}",
        f"/staff/appraisal/complaints/new/?case={case.number}",
    ]
    assert offers(Case.objects.get(pk=case.pk), engineer, MONDAY) == []


def test_an_order_is_accepted_travelled_to_and_done(world: World, people: Department) -> None:
    order = people.arrived()
    assert (order.state, order.arrived_at) == (DispatchState.ARRIVED, MONDAY + 2 * HOUR)
    record = people.recorded(order, MONDAY + 5 * HOUR)
    order.refresh_from_db()
    assert (order.state, order.done_at, record.ordinal) == (DispatchState.DONE, MONDAY + 5 * HOUR, 1)
    assert [event.verb for event in Event.objects.filter(stream=order.stream)] == [
        "give_dispatch",
        "accept_dispatch",
        "arrive_at_customer",
        "record_service",
    ]
    assert InboxMessage.objects.filter(user=world.service_manager, key=f"dispatch:{order.pk}:done").exists()


def test_only_the_engineer_named_may_act_on_an_order(people: Department) -> None:
    order = people.order()
    with pytest.raises(NotYours):
        accept_dispatch(dispatch=order, by=people.colleague_user, at=MONDAY + HOUR)


def test_a_salesman_may_not_accept(world: World, people: Department) -> None:
    with pytest.raises(NotAllowed):
        accept_dispatch(dispatch=people.order(), by=world.sales_clerk, at=MONDAY + HOUR)


def test_an_order_is_accepted_once(world: World, people: Department) -> None:
    order = people.order()
    accept_dispatch(dispatch=order, by=world.service_engineer, at=MONDAY + HOUR)
    with pytest.raises(DispatchOutOfStep):
        accept_dispatch(dispatch=order, by=world.service_engineer, at=MONDAY + HOUR)


def test_a_page_drawn_before_a_change_is_told_so(world: World, people: Department) -> None:
    order = people.order()
    with pytest.raises(StalePage):
        accept_dispatch(dispatch=order, by=world.service_engineer, at=MONDAY + HOUR, seen_version=7)


@pytest.mark.parametrize(("hours", "is_taken"), [(-1, False), (0, True), (3, True), (4, False)])
def test_an_arrival_lies_between_the_order_and_now(
    world: World, people: Department, hours: int, is_taken: bool
) -> None:
    order, by = people.order(), world.service_engineer
    accept_dispatch(dispatch=order, by=by, at=MONDAY)
    when, now = MONDAY + hours * HOUR, MONDAY + 3 * HOUR
    if is_taken:
        assert arrive_at_customer(dispatch=order, arrived_at=when, by=by, at=now).arrived_at == when
    else:
        with pytest.raises(InvalidInput):
            arrive_at_customer(dispatch=order, arrived_at=when, by=by, at=now)


def test_several_days_of_work_are_several_records_and_the_final_one_ends(people: Department) -> None:
    order = people.arrived()
    people.recorded(order, MONDAY + 5 * HOUR, is_final=False)
    order.refresh_from_db()
    assert order.state == DispatchState.ARRIVED
    assert people.recorded(order, MONDAY + 29 * HOUR).ordinal == 2
    with pytest.raises(DispatchOutOfStep):
        people.recorded(order, MONDAY + 30 * HOUR)


def test_a_record_without_a_noted_arrival_notes_it(world: World, people: Department) -> None:
    order = people.order()
    accept_dispatch(dispatch=order, by=world.service_engineer, at=MONDAY)
    people.recorded(order, MONDAY + 5 * HOUR)
    order.refresh_from_db()
    assert order.arrived_at == MONDAY + 4 * HOUR


def test_a_record_keeps_parts_photos_and_the_drawn_signature(world: World, people: Department) -> None:
    order, by, now = people.arrived(), world.service_engineer, MONDAY + 5 * HOUR
    photo = waiting_upload(by, now)
    parts = (PartUsed(name="刀片", quantity=Decimal("2"), measure="片"),)
    record = record_service(dispatch=order, facts=service_facts(now, parts=parts), photos=[photo], by=by, at=now)
    assert [(part.name, part.quantity) for part in record.parts.all()] == [("刀片", Decimal("2"))]
    assert record.signature is not None and record.signature.file.media_type == "image/png"
    files = Attachment.objects.filter(stream=order.stream)
    assert files.count() == 2
    assert all(may_open_dispatch_file(by, file) for file in files)
    assert not any(may_open_dispatch_file(people.colleague_user, file) for file in files)


def test_a_signature_that_is_no_picture_is_refused_and_nothing_is_kept(people: Department) -> None:
    order = people.arrived()
    with pytest.raises(UnacceptedContent):
        people.recorded(order, MONDAY + 5 * HOUR, signature=b"\x89PNG\r\n\x1a\nbroken")
    assert not order.records.exists()


def test_without_a_signature_the_reason_is_a_must(people: Department) -> None:
    order, now = people.arrived(), MONDAY + 5 * HOUR
    with pytest.raises(SignatureMissing):
        people.recorded(order, now, signature=b"", signer_name="")
    assert people.recorded(order, now, signature=b"", unsigned_reason="负责人不在").signature is None


def test_a_signature_names_who_signed(people: Department) -> None:
    with pytest.raises(SignatureMissing, match="姓名"):
        people.recorded(people.arrived(), MONDAY + 5 * HOUR, signer_name="")


def test_work_ends_after_it_began(people: Department) -> None:
    order, now = people.arrived(), MONDAY + 5 * HOUR
    with pytest.raises(RecordTimesMixed):
        people.recorded(order, now, began_at=now, ended_at=now - timedelta(minutes=1))
    assert people.recorded(order, now, began_at=now, ended_at=now)


def test_a_record_written_without_network_keeps_both_times(people: Department) -> None:
    order, now = people.arrived(), MONDAY + 30 * HOUR
    written = MONDAY + 5 * HOUR
    record = people.recorded(order, now, written_at=written)
    assert (record.written_at, record.entered_at) == (written, now)


def test_a_phone_that_is_ahead_of_time_is_not_believed(people: Department) -> None:
    now = MONDAY + 5 * HOUR
    assert people.recorded(people.arrived(), now, written_at=now + HOUR).written_at == now


def test_a_cancelled_order_is_told_and_takes_nothing_more(world: World, people: Department) -> None:
    order = people.arrived()
    cancel_dispatch(dispatch=order, reason="客户改期", by=world.service_manager, at=MONDAY + 3 * HOUR)
    assert InboxMessage.objects.filter(user=world.service_engineer, key=f"dispatch:{order.pk}:cancelled").exists()
    with pytest.raises(DispatchOutOfStep):
        people.recorded(order, MONDAY + 5 * HOUR)


def test_the_next_end_is_to_accept_then_to_be_done_then_to_record_the_same_in_list_and_queue(
    world: World, people: Department
) -> None:
    order = people.order()
    assert seen(order, world) == {("接受", MONDAY + timedelta(hours=24))}
    accept_dispatch(dispatch=order, by=world.service_engineer, at=MONDAY + HOUR)
    assert seen(order, world) == {("办完", order.due_at)}
    arrive_at_customer(
        dispatch=order, arrived_at=MONDAY + 2 * HOUR, by=world.service_engineer, at=MONDAY + 2 * HOUR
    )
    assert seen(order, world) == {("填维修服务单", MONDAY + timedelta(hours=26))}
    people.recorded(order, MONDAY + 5 * HOUR, is_final=False)
    assert seen(order, world) == {("办完", order.due_at)}
    people.recorded(order, MONDAY + 6 * HOUR)
    order.refresh_from_db()
    assert next_step(order, enacted_book()) is None
    assert order.number not in {turn.case_number for turn in turns(world.service_engineer, MONDAY, 50)}


def test_an_order_whose_last_record_says_solved_is_ended_with_it(world: World, people: Department) -> None:
    order, by = people.arrived(), world.service_engineer
    people.recorded(order, MONDAY + 4 * HOUR, is_final=False, result="partly")
    with pytest.raises(NothingSolved):
        finish_dispatch(dispatch=order, by=by, at=MONDAY + 4 * HOUR)
    record = people.recorded(order, MONDAY + 5 * HOUR, is_final=False)
    [turn] = [one for one in turns(by, MONDAY, 50) if one.case_number == order.number]
    assert (turn.verb, turn.url) == ("办结派工单", f"/staff/dispatches/{order.number}/finish/")
    with pytest.raises(NotYours):
        finish_dispatch(dispatch=order, by=people.colleague_user, at=MONDAY + 6 * HOUR)
    with pytest.raises(StalePage):
        finish_dispatch(dispatch=order, by=by, at=MONDAY + 6 * HOUR, seen_version=0)
    done = finish_dispatch(dispatch=order, by=by, at=MONDAY + 6 * HOUR)
    record.refresh_from_db()
    assert (done.state, done.done_at, record.is_final) == (DispatchState.DONE, record.ended_at, True)
    assert InboxMessage.objects.filter(user=world.service_manager, key=f"dispatch:{order.pk}:done").exists()
    with pytest.raises(DispatchOutOfStep):
        finish_dispatch(dispatch=order, by=by, at=MONDAY + 7 * HOUR)


def seen(order: DispatchOrder, world: World) -> set[tuple[str, datetime]]:
    """What the list of orders and the engineer's queue say of the next end."""
    [row] = order_rows(dispatches_like(world.service_manager, "", "", MONDAY))
    assert row.next is not None
    [turn] = [one for one in turns(world.service_engineer, MONDAY, 50) if one.case_number == order.number]
    return {(row.next.what, row.next.at), (turn.due_what, turn.due_at)}


def test_orders_stand_in_the_list_by_their_next_end(world: World, people: Department) -> None:
    late = people.arrived(MONDAY, due_at=MONDAY + timedelta(days=9))  # the record within a day
    soon = people.order(MONDAY, due_at=MONDAY + timedelta(hours=20))
    accepted = people.order(MONDAY, due_at=MONDAY + timedelta(days=2))
    accept_dispatch(dispatch=accepted, by=world.service_engineer, at=MONDAY + HOUR)
    over = people.order(MONDAY)
    cancel_dispatch(dispatch=over, reason="客户改期", by=world.service_manager, at=MONDAY + HOUR)
    rows = order_rows(dispatches_like(world.service_manager, "", "", MONDAY))
    assert [row.order.pk for row in rows] == [soon.pk, late.pk, accepted.pk, over.pk]
    ends = [row.next.at for row in rows if row.next]
    assert ends == sorted(ends)


@pytest.mark.parametrize(("since", "hours"), [(date(2026, 11, 2), 4), (date(2026, 11, 3), 24)])
def test_hours_are_those_of_the_version_in_force_when_they_began(
    world: World, people: Department, since: date, hours: int
) -> None:
    staff_version(since, dispatch_accept_hours="4", service_record_hours="4", opinion_sheet_hours="4")
    order, heard = people.order(), opinion(world)
    assert next_step(order, enacted_book()) == NextEnd("接受", MONDAY + hours * HOUR)
    arrived = people.arrived()
    arrived.refresh_from_db()
    assert next_step(arrived, enacted_book()) == NextEnd("填维修服务单", MONDAY + (2 + hours) * HOUR)
    write_opinion_sheet(employee=people.engineer, facts=heard, by=world.service_engineer, at=MONDAY + 5 * HOUR)
    assert [row.is_late for row in sheets_shown(OpinionSheet.objects.all())] == [hours == 4]


def opinion(world: World, **changes: object) -> OpinionFacts:
    facts: dict[str, object] = {
        "customer": world.customer,
        "heard_at": MONDAY,
        "contact_name": "杨德福",
        "contact_phone": "138 0871 2206",
        "problem_kind": "intrinsic",
        "description": "上机断纸六次，纸面有洞穿。",
        "product": world.product,
    }
    return OpinionFacts(**facts | changes)  # type: ignore[arg-type]


def test_an_opinion_lands_with_the_clerk_of_the_customers_last_case(world: World, people: Department) -> None:
    world.file_card(by=world.sales_clerk2)
    when = MONDAY + HOUR
    sheet = write_opinion_sheet(employee=people.engineer, facts=opinion(world), by=world.service_engineer, at=when)
    draft = CardDraft.objects.get(pk=sheet.draft_id)
    assert sheet.receiver == draft.owner == world.sales_clerk2
    assert draft.typed["received_by_sales_at"] == ["2026-11-02T09:00"]
    assert draft.typed["customer"] == [str(world.customer.pk)]
    message = InboxMessage.objects.get(user=world.sales_clerk2, key=f"handed-draft:{draft.pk}")
    assert message.url == f"/cards/drafts/{draft.pk}/"


def test_a_customer_without_case_comes_to_the_head_of_sales(world: World, people: Department) -> None:
    sheet = write_opinion_sheet(employee=people.engineer, facts=opinion(world), by=world.service_engineer, at=MONDAY)
    assert sheet.receiver == world.sales_head


def test_an_opinion_is_heard_before_it_is_handed_on(world: World, people: Department) -> None:
    facts = opinion(world, heard_at=MONDAY + HOUR)
    with pytest.raises(InvalidInput):
        write_opinion_sheet(employee=people.engineer, facts=facts, by=world.service_engineer, at=MONDAY)
    assert not CardDraft.objects.exists()


@pytest.mark.parametrize(("hours", "is_late"), [(24, False), (25, True)])
def test_an_opinion_handed_on_after_its_hours_is_marked(
    world: World, people: Department, hours: int, is_late: bool
) -> None:
    when = MONDAY + hours * HOUR
    write_opinion_sheet(employee=people.engineer, facts=opinion(world), by=world.service_engineer, at=when)
    assert [row.is_late for row in sheets_shown(OpinionSheet.objects.all())] == [is_late]


def test_what_became_of_an_opinion_is_seen_even_when_sales_deleted_the_draft(world: World, people: Department) -> None:
    write_opinion_sheet(employee=people.engineer, facts=opinion(world), by=world.service_engineer, at=MONDAY)
    assert sheets_shown(OpinionSheet.objects.all())[0].became == "草稿，待销售处提交"
    CardDraft.objects.all().delete()
    assert sheets_shown(OpinionSheet.objects.all())[0].became == "草稿已删除"


def test_a_task_is_given_told_and_done_once(world: World, people: Department) -> None:
    day = MONDAY.date()
    errand = give_errand(employee=people.engineer, text="整理样品柜", due_on=day, by=world.service_manager, at=MONDAY)
    assert InboxMessage.objects.filter(user=world.service_engineer, key=f"errand:{errand.pk}").exists()
    with pytest.raises(NotYours):
        finish_errand(errand=errand, result="好了", by=people.colleague_user, at=MONDAY)
    assert finish_errand(errand=errand, result="已整理", by=world.service_engineer, at=MONDAY).done_at == MONDAY
    with pytest.raises(OutOfStep):
        finish_errand(errand=errand, result="又好了", by=world.service_engineer, at=MONDAY)


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True)])
def test_a_task_is_due_today_at_the_earliest(world: World, people: Department, days: int, is_taken: bool) -> None:
    due_on = MONDAY.date() + timedelta(days=days)
    act = {"employee": people.engineer, "text": "整理", "due_on": due_on, "by": world.service_manager, "at": MONDAY}
    if is_taken:
        assert give_errand(**act).due_on == due_on
    else:
        with pytest.raises(InvalidInput):
            give_errand(**act)
