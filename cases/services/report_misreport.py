"""Report that a member of the service team told what was not so (P.四.5)."""

from datetime import date, datetime

from django.db import transaction

from cases.models import Case, Misreport, MisreportState, ProposalState, TeamMember
from cases.rules.misreport_errors import AlreadyReported, NotAMember, OwnMisreport
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clauses import P_4_5
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def report_misreport(
    *,
    case: Case,
    member_id: int,
    told: str,
    fact_on: date,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Misreport:
    """Put down what was told and when; it has no effect until 分管副总经理 confirms it.

    Raises StalePage, NotAMember, AlreadyReported, OwnMisreport, InvalidInput.
    """
    require(by, Verb.REPORT_MISREPORT)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    member = _member(case, member_id)
    if member.user_id == by.pk:
        raise OwnMisreport("自己的事请由别人提出", field="member")
    _check(case, told, fact_on, at)
    if case.misreports.filter(member=member).exclude(state=MisreportState.REFUSED).exists():
        raise AlreadyReported
    misreport = Misreport.objects.create(
        case=case, member=member, told=told.strip(), fact_on=fact_on, reported_by=by, reported_at=at
    )
    touch_case(case)
    text = f"提出：{member.name}（{member.unit.name}）报告与事实不符\n{misreport.told}"
    record_event(stream=case.stream, verb="report_misreport", text=text, by=by, at=at, clause=P_4_5.id)
    tell_turn(
        case=case,
        users=[user for user in users_with_role(Role.DEPUTY_GM) if user.pk != by.pk],
        key=f"misreport:{misreport.pk}",
        what=f"核实{member.name}的报告是否属实",
        why="确认后当月奖金扣发；是销售人员的，销售处另罚款",
        at=at,
    )
    return misreport


def _member(case: Case, member_id: int) -> TeamMember:
    """A member of a team that was approved for the case, in force or since changed."""
    teams = (ProposalState.APPROVED, ProposalState.SUPERSEDED)
    member = (
        TeamMember.objects.select_related("unit")
        .filter(pk=member_id, proposal__case=case, proposal__state__in=teams, proposal__decided_at__isnull=False)
        .first()
    )
    if member is None:
        raise NotAMember(field="member")
    return member


def _check(case: Case, told: str, fact_on: date, at: datetime) -> None:
    faults = {}
    if not told.strip():
        faults["told"] = "请写清报告了什么、事实是什么、依据在哪里"
    if fact_on > local_day(at):
        faults["fact_on"] = f"不能晚于今天 {local_day(at):%Y-%m-%d}"
    elif fact_on < local_day(case.filed_at):
        faults["fact_on"] = f"不能早于送达技术中心之日 {local_day(case.filed_at):%Y-%m-%d}"
    if faults:
        raise InvalidInput(faults)
