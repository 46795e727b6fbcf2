"""What a person handed on: in whose hands it is, what it waits for, how long, and whether they may be reminded."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cases.models import (
    ApprovalStep,
    Case,
    CaseState,
    ClockKind,
    Deadline,
    DeadlineBreach,
    OpinionState,
    ProposalState,
    Reminder,
    ReportKind,
    SiteReport,
    StepAction,
    StepState,
    TeamProposal,
)
from cases.selectors.approval import ROLE_OF_STEP, TITLE_OF_STEP
from liability.models import DeterminationState, LiabilityDetermination
from penalties.models import Settlement, SettlementState
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import span

MOST_SHOWN = 20
OPEN = (CaseState.FILED, CaseState.IN_HAND, CaseState.IN_APPROVAL, CaseState.APPROVED, CaseState.REPLIED)


@dataclass(frozen=True)
class Handed:
    """One thing out of one's hands. `people` are those it waits for; `title` is what they are."""

    case: Case
    key: str
    what: str
    title: str
    people: tuple[User, ...]
    since: datetime | None
    may_remind: bool
    is_reminded: bool
    waited: str
    act_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def names(self) -> str:
        return "、".join(str(person) for person in self.people)


@dataclass(frozen=True)
class Found:
    """A thing handed on, before its people are looked up: by roles, or given."""

    case: Case
    key: str
    what: str
    title: str
    since: datetime | None
    roles: tuple[Role, ...] = ()
    people: tuple[User, ...] = ()
    without: int | None = None
    may_remind: bool = True


def handed_on(user: User, now: datetime, *, case: Case | None = None) -> list[Handed]:
    """The person's things in others' hands, the longest waiting first; of one case when it is given.

    At most fifteen queries, however many things there are.
    """
    found = [thing for source in SOURCES for thing in source(user, case)]
    found.sort(key=lambda thing: thing.since or now)
    return list(_with_people(found[:MOST_SHOWN], user, now))


def _cases(case: Case | None) -> QuerySet[Case]:
    """Open cases with what a row says of the reply clock."""
    clock = Deadline.objects.filter(case=OuterRef("pk"), kind=ClockKind.REPLY)
    waived = DeadlineBreach.objects.filter(case=OuterRef("pk"), kind=ClockKind.REPLY, waived_at__isnull=False)
    cases = Case.objects.filter(state__in=OPEN).select_related("customer", "clerk", "engineer")
    cases = cases.annotate(
        reply_due_at=Subquery(clock.values("due_at")[:1]),
        reply_done_at=Subquery(clock.values("acted_at")[:1]),
        is_reply_waived=Exists(waived),
    )
    return cases if case is None else cases.filter(pk=case.pk)


def _by_id(rows: Iterable[Any], case: Case | None) -> dict[int, Case]:
    return {one.pk: one for one in _cases(case).filter(pk__in={row.case_id for row in rows})}


def _filed_cards(user: User, case: Case | None) -> Iterator[Found]:
    if not user.roles & {Role.SALES_CLERK, Role.SALES_HEAD}:
        return
    filed = _cases(case).filter(Q(card__filed_by=user) | Q(clerk=user), state=CaseState.FILED)
    for one in filed[:MOST_SHOWN]:
        roles = (Role.TECH_ENGINEER, Role.TECH_HEAD)
        yield Found(one, f"triage:{one.pk}", "分级", "技术中心", one.filed_at, roles)


def _teams(user: User, case: Case | None) -> Iterator[Found]:
    final = SiteReport.objects.filter(case=OuterRef("case"), kind=ReportKind.FINAL)
    proposals = (
        TeamProposal.objects.filter(proposed_by=user, case__state=CaseState.IN_HAND)
        .filter(Q(state=ProposalState.PROPOSED) | Q(~Exists(final), state=ProposalState.APPROVED, is_waiver=False))
        .prefetch_related("members__user")
    )
    rows = list(_of(proposals, case)[:MOST_SHOWN])
    cases = _by_id(rows, case)
    for row in rows:
        if row.case_id not in cases:
            continue
        if row.state == ProposalState.PROPOSED:
            what = "批准免现场" if row.is_waiver else "批准服务小组"
            roles = (Role.DEPUTY_GM,)
            yield Found(cases[row.case_id], f"team:{row.pk}", what, "分管副总经理", row.proposed_at, roles)
        else:
            people = tuple(member.user for member in row.members.all() if member.user and member.user_id != user.pk)
            yield Found(
                cases[row.case_id], f"report:{row.pk}", "提交现场调查报告", "服务小组", row.decided_at, (), people
            )


def _determinations(user: User, case: Case | None) -> Iterator[Found]:
    proposed = LiabilityDetermination.objects.filter(proposed_by=user, state=DeterminationState.PROPOSED)
    rows = list(_of(proposed, case)[:MOST_SHOWN])
    cases = _by_id(rows, case)
    for row in rows:
        if row.case_id in cases:
            role = Role.DEPUTY_GM if row.needs_finding and not row.finding_confirmed_at else Role.TECH_HEAD
            found = cases[row.case_id]
            yield Found(found, f"determination:{row.pk}", "确认责任认定", str(role.label), row.proposed_at, (role,))


def _opinions(user: User, case: Case | None) -> Iterator[Found]:
    steps = ApprovalStep.objects.filter(
        opinion__submitted_by=user,
        opinion__state__in=(OpinionState.SUBMITTED, OpinionState.APPROVED),
        state=StepState.PENDING,
    ).select_related("opinion")
    rows = list((steps if case is None else steps.filter(opinion__case=case))[:MOST_SHOWN])
    cases = {one.pk: one for one in _cases(case).filter(pk__in={step.opinion.case_id for step in rows})}
    for step in rows:
        found = cases.get(step.opinion.case_id)
        if found is None:
            continue
        is_report = step.action == StepAction.REPORT
        what = f"{'阅示' if is_report else '审批'}处理意见（第{step.opinion.draft_no}稿）"
        yield Found(
            case=found,
            key=f"step:{step.pk}",
            what=f"{what}，不影响答复" if is_report else what,
            title=TITLE_OF_STEP[step.role],
            since=step.reached_at,
            roles=(ROLE_OF_STEP[step.role],),
            may_remind=not is_report,
        )


def _approved(user: User, case: Case | None) -> Iterator[Found]:
    """What a leader agreed to and 技术中心 has not answered yet."""
    steps = ApprovalStep.objects.filter(
        decided_by=user,
        state=StepState.APPROVED,
        opinion__state=OpinionState.APPROVED,
        opinion__case__state=CaseState.APPROVED,
    ).select_related("opinion")
    rows = list((steps if case is None else steps.filter(opinion__case=case))[:MOST_SHOWN])
    cases = {one.pk: one for one in _cases(case).filter(pk__in={step.opinion.case_id for step in rows})}
    for step in rows:
        found = cases.get(step.opinion.case_id)
        if found and found.engineer:
            people = (found.engineer,)
            yield Found(found, f"answer:{found.pk}", "答复客户", "技术中心", step.decided_at, (), people)


def _replied(user: User, case: Case | None) -> Iterator[Found]:
    """What 技术中心 answered: the settlements are the clerk's."""
    for one in _cases(case).filter(reply__issued_by=user, state=CaseState.REPLIED)[:MOST_SHOWN]:
        yield Found(one, f"settle:{one.pk}", "登记送达、办理结算", "销售处", one.replied_at, (), (one.clerk,))


def _settlements(user: User, case: Case | None) -> Iterator[Found]:
    executed = Settlement.objects.filter(executed_by=user, state=SettlementState.EXECUTED)
    rows = list(_of(executed, case)[:MOST_SHOWN])
    cases = _by_id(rows, case)
    for row in rows:
        if row.case_id in cases:
            found = cases[row.case_id]
            yield Found(
                case=found,
                key=f"settlement:{row.pk}",
                what=f"确认第{row.ordinal}次结算（{row.get_kind_display()}）",
                title="销售处",
                since=row.executed_at,
                roles=(Role.SALES_HEAD,),
                people=(found.clerk,),
                without=row.agreed_by_id,
            )


def _of(rows: QuerySet[Any], case: Case | None) -> QuerySet[Any]:
    return rows if case is None else rows.filter(case=case)


SOURCES: tuple[Callable[[User, Case | None], Iterator[Found]], ...] = (
    _filed_cards,
    _teams,
    _determinations,
    _opinions,
    _approved,
    _replied,
    _settlements,
)


def _with_people(found: list[Found], user: User, now: datetime) -> Iterator[Handed]:
    holders = _holders({role for thing in found for role in thing.roles})
    today = set(
        Reminder.objects.filter(by=user, on=local_day(now), case__in={thing.case.pk for thing in found}).values_list(
            "case_id", "to_id"
        )
        if found
        else ()
    )
    for thing in found:
        held = (person for role in thing.roles for person in holders.get(role, ()))
        asked = {person.pk: person for person in (*held, *thing.people)}
        people = tuple(person for pk, person in asked.items() if pk not in (user.pk, thing.without))
        yield Handed(
            case=thing.case,
            key=thing.key,
            what=thing.what,
            title=thing.title,
            people=people,
            since=thing.since,
            may_remind=thing.may_remind and bool(people),
            waited=span(now - thing.since) if thing.since else "",
            is_reminded=bool(people) and all((thing.case.pk, person.pk) in today for person in people),
        )


def _holders(roles: set[Role]) -> dict[str, list[User]]:
    if not roles:
        return {}
    held: dict[str, list[User]] = {}
    grants = RoleGrant.objects.filter(role__in=roles, revoked_at=None, user__is_active=True)
    for grant in grants.select_related("user").order_by("user_id"):
        held.setdefault(grant.role, []).append(grant.user)
    return held
