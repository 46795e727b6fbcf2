"""What else follows when a closed month is judged again: proposals, people who moved, left or came."""

from datetime import date, time
from decimal import Decimal

import pytest

from staff.models import (
    AttendanceDifference,
    AttendanceMonth,
    LeaveKind,
    ProposalState,
    Punch,
    RequestKind,
    StaffProposal,
)
from staff.selectors.attendance_turns import turns
from staff.services.ask_leave import RequestFacts, ask_leave
from staff.services.attendance_errors import NotApproved, OwnRequest, ReasonMissing, RequestContradicts
from staff.services.change_employee import change_employee
from staff.services.close_month import close_month
from staff.services.complete_handover import complete_handover
from staff.services.correct_closed import correct_closed
from staff.services.correct_leaving import correct_leaving
from staff.services.decide_proposal import decide_proposal
from staff.services.employee_facts import EmployeeFacts
from staff.services.open_handover import HandoverFacts, open_handover
from staff.services.report_clock_failure import report_clock_failure
from staff.services.revoke_request import revoke_request
from tests.attendance_made import AFTER_OCTOBER, NOVEMBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
LATER = at("2026-11-10 10:00")


@pytest.fixture
def office(world: World) -> Department:
    made = Department(world)
    made.on_time(made.manager, OCTOBER_DAYS)
    made.on_time(made.wang, OCTOBER_DAYS)
    return made


def close(office: Department) -> None:
    close_month(month=OCTOBER, by=office.world.hr, at=AFTER_OCTOBER)


def absent_two_days(office: Department) -> StaffProposal:
    """李某 missed the first two days: a dismissal is proposed."""
    li = office.person("E-041", "李某", wage="4350.00")
    office.on_time(li, OCTOBER_DAYS[2:])
    close(office)
    return StaffProposal.objects.get(employee=li)


def corrected(proposal: StaffProposal, trigger: str) -> StaffProposal:
    hr = AttendanceMonth.objects.latest("id").closed_by
    correct_closed(employees=[proposal.employee], since=OCTOBER, trigger=trigger, reason="补批病假", by=hr, at=LATER)
    proposal.refresh_from_db()
    return proposal


def test_a_proposal_the_corrected_facts_no_longer_bear_out_falls_and_comes_back_with_them(office: Department) -> None:
    proposal = absent_two_days(office)
    leave = office.granted(proposal.employee, RequestKind.LEAVE, OCTOBER_DAYS[0])
    corrected(proposal, "one")
    assert (proposal.state, proposal.decided_by, proposal.decided_at) == (ProposalState.DECLINED, None, LATER)
    assert proposal.reason == "重新判定后不再达到条件：补批病假"
    assert not any("辞退" in turn.verb for turn in turns(office.world.general_manager, LATER))
    leave.delete()
    corrected(proposal, "two")
    assert (proposal.state, proposal.reason) == (ProposalState.WAITING, "")
    told = InboxMessage.objects.filter(user=office.world.general_manager, title__contains="辞退")
    assert told.count() == 2


def test_a_proposal_that_waits_tells_the_facts_as_they_are_now(office: Department) -> None:
    proposal = absent_two_days(office)
    Punch.objects.create(employee=proposal.employee, on=OCTOBER_DAYS[2], at=time(16, 0), side="out", source=office.source)
    corrected(proposal, "one")
    assert proposal.state == ProposalState.WAITING and "2.5天" in proposal.fact


def test_what_a_person_decided_stands_whatever_is_corrected(office: Department) -> None:
    proposal = absent_two_days(office)
    decide_proposal(proposal=proposal, is_accepted=True, reason="属实", by=office.world.general_manager, at=LATER)
    office.granted(proposal.employee, RequestKind.LEAVE, OCTOBER_DAYS[0])
    corrected(proposal, "one")
    assert (proposal.state, proposal.reason) == (ProposalState.ACCEPTED, "属实")


def test_a_leaving_entered_after_the_closing_takes_back_the_absence_after_the_last_day(office: Department) -> None:
    """Gone on the 28th, told in November: the 29th and 30th, 900.00 each, go back, and so does the proposal; and again."""
    gone = office.person("E-060", "周某", wage="6525.00")
    office.on_time(gone, OCTOBER_DAYS[:-2])
    close(office)
    assert StaffProposal.objects.get(employee=gone).state == ProposalState.WAITING
    facts = HandoverFacts(kind="leaving", effective_on=date(2026, 10, 28))
    handover = open_handover(employee=gone, facts=facts, confirms_past=True, by=office.world.hr, at=LATER)
    complete_handover(handover=handover, on=date(2026, 10, 28), by=office.world.hr, at=LATER)
    difference = AttendanceDifference.objects.get()
    assert (difference.closed.month, difference.month, difference.total) == (OCTOBER, NOVEMBER, Decimal("-1800.00"))
    assert StaffProposal.objects.get(employee=gone).state == ProposalState.DECLINED
    correct_leaving(employee=gone, left_on=None, reason="认错了人", by=office.world.hr, at=LATER)
    assert sum(row.total for row in AttendanceDifference.objects.all()) == 0


def test_an_entry_day_corrected_after_the_closing_takes_back_the_absence_before_it(office: Department) -> None:
    new = office.person("E-061", "吴某", wage="6525.00")
    office.on_time(new, OCTOBER_DAYS[1:])
    close(office)
    facts = EmployeeFacts(name="吴某", unit=new.unit, post=new.post, manager=None, phone="", entered_on=OCTOBER_DAYS[1], user=None)
    change_employee(employee=new, facts=facts, by=office.world.hr, at=LATER)
    assert AttendanceDifference.objects.get().total == Decimal("-900.00")


def test_a_failed_clock_excuses_who_was_of_the_unit_then_wherever_they_are_now(office: Department) -> None:
    """赵某 could not punch on 8 October; 李某 of the warehouse stayed away. Then they change places."""
    eighth, world = OCTOBER_DAYS[0], office.world
    unpunched = office.person("E-050", "赵某", wage="6525.00")
    office.report(unpunched, [eighth])
    li = office.person("X-051", "李某", wage="6525.00")
    li.unit = world.unit["warehouse"]
    li.save()
    for one in (unpunched, li):
        office.on_time(one, OCTOBER_DAYS[1:])
    report_clock_failure(
        unit=world.unit["service"], first_on=eighth, last_on=eighth, reason="停电", by=world.service_manager, at=at("2026-10-09 09:00")
    )
    close(office)
    unpunched.unit, li.unit = li.unit, unpunched.unit
    for one in (unpunched, li):
        one.save()
        correct_closed(employees=[one], since=OCTOBER, trigger="again", reason="试", by=world.hr, at=LATER)
    found = dict(AttendanceMonth.objects.filter(employee__in=[unpunched, li]).values_list("employee", "deduction"))
    assert found == {unpunched.pk: Decimal("0.00"), li.pk: Decimal("900.00")}
    assert not AttendanceDifference.objects.exists()


def test_a_revoked_leave_is_absence_again_before_and_after_the_closing(office: Department) -> None:
    """李某 was given leave on the 8th and 9th; each proves wrong, one before the closing, one after it."""
    li, manager = office.person("E-070", "李某", wage="6525.00"), office.world.service_manager
    office.on_time(li, OCTOBER_DAYS[2:])
    first, second = (office.granted(li, RequestKind.LEAVE, day) for day in OCTOBER_DAYS[:2])
    revoke_request(request=first, reason="那天没有请假", by=manager, at=AFTER_OCTOBER)
    close(office)
    assert AttendanceMonth.objects.get(employee=li).deduction == Decimal("900.00")
    revoke_request(request=second, reason="假条是别人的", by=manager, at=LATER)
    difference = AttendanceDifference.objects.get()
    assert (difference.total, difference.reason) == (Decimal("900.00"), "关账后撤销批准：事假 10-09")
    second.refresh_from_db()
    assert (second.state, second.revoked_reason) == ("revoked", "假条是别人的")


def test_only_an_approval_is_revoked_once_with_a_reason_by_who_decides(office: Department) -> None:
    leave, world = office.granted(office.wang, RequestKind.LEAVE, OCTOBER_DAYS[0]), office.world
    own = office.granted(office.manager, RequestKind.LEAVE, OCTOBER_DAYS[0])
    with pytest.raises(ReasonMissing):
        revoke_request(request=leave, reason=" ", by=world.service_manager, at=LATER)
    with pytest.raises(OwnRequest):
        revoke_request(request=own, reason="错", by=world.service_manager, at=LATER)
    with pytest.raises(NotAllowed):
        revoke_request(request=leave, reason="错", by=world.service_engineer, at=LATER)
    revoke_request(request=leave, reason="错", by=world.service_manager, at=LATER)
    with pytest.raises(NotApproved):
        revoke_request(request=leave, reason="错", by=world.service_manager, at=LATER)
    assert InboxMessage.objects.filter(user=world.service_engineer, title="您的申请批准后撤销：事假 10-08").exists()


def test_leave_is_asked_for_back_to_the_first_month_kept_and_no_further(office: Department) -> None:
    wang = office.world.service_engineer
    for day, is_taken in ((OCTOBER_DAYS[0], True), (date(2026, 9, 29), False)):
        facts = RequestFacts(RequestKind.LEAVE, day, day, "家中有事", leave_kind=LeaveKind.PERSONAL)
        if is_taken:
            assert ask_leave(facts=facts, by=wang, at=LATER).first_on == day
        else:
            with pytest.raises(RequestContradicts, match="不在本系统"):
                ask_leave(facts=facts, by=wang, at=LATER)
