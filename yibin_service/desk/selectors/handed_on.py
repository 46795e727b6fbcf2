"""What a person handed on: in whose hands it is, what it waits for, how long, and whether they may be reminded."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from cases.models import (
    ApprovalStep,
    Case,
    CaseState,
    ClockKind,
    Deadline,
    DeadlineBreach,
    HandlingOpinion,
    OpinionState,
    ProposalState,
    Reminder,
    Reply,
    ReportKind,
    SiteReport,
    StepAction,
    StepState,
    TeamProposal,
)
from cases.selectors.approval import ROLE_OF_STEP, TITLE_OF_STEP
from cases.selectors.presence import has_none
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
    """A thing handed on, before its case and its people are looked up: by roles, or given.

    `asks` names the one of the case's own people it waits for.
    """

    case_id: int
    key: str
    what: str
    title: str
    since: datetime | None
    roles: tuple[Role, ...] = ()
    people: tuple[User, ...] = ()
    asks: Literal["", "clerk", "engineer"] = ""
    without: int | None = None
    may_remind: bool = True

    def people_of(self, case: Case) -> tuple[User, ...]:
        """Those given, and the one of the case."""
        own = getattr(case, self.asks) if self.asks else None
        return (*self.people, own) if own else self.people


def handed_on(user: User, now: datetime, *, case: Case | None = None) -> list[Handed]:
    """The person's things in others' hands, the longest waiting first; of one case when it is given.

    At most twelve queries, however many things there are; one for a person who never handed anything on.
    """
    found = [thing for source in _sources(user) for thing in source(user, case)]
    cases = {one.pk: one for one in _cases(case).filter(pk__in={thing.case_id for thing in found})} if found else {}
    standing = [thing for thing in found if thing.case_id in cases and _has_its_people(thing, cases[thing.case_id])]
    standing.sort(key=lambda thing: thing.since or now)
    return list(_with_people(standing[:MOST_SHOWN], cases, user, now))


def may_remind_of(user: User, case: Case) -> bool:
    """Whether anything of this case is out of this person's hands that somebody may be reminded of.

    Of a case that was looked around only the kinds are asked that it holds.
    """
    empty = {source for source, _, _, name in SOURCES if has_none(case, name)}
    if case.state != CaseState.FILED:
        empty.add(_filed_cards)
    found = (thing for source in _sources(user) if source not in empty for thing in source(user, case))
    return any(thing.may_remind and _has_its_people(thing, case) for thing in found)


def _has_its_people(thing: Found, case: Case) -> bool:
    """A case may have no engineer yet: then there is nobody to wait for."""
    return not thing.asks or getattr(case, thing.asks) is not None


def _cases(case: Case | None) -> QuerySet[Case]:
    """Open cases with what a row says of the reply clock."""
    clock = Deadline.objects.filter(case=OuterRef("pk"), kind=ClockKind.REPLY).order_by()
    waived = DeadlineBreach.objects.filter(case=OuterRef("pk"), kind=ClockKind.REPLY, waived_at__isnull=False)
    cases = _open_cases(case).select_related("customer", "clerk", "engineer")
    return cases.annotate(
        reply_due_at=Subquery(clock.values("due_at")[:1]),
        reply_done_at=Subquery(clock.values("acted_at")[:1]),
        is_reply_waived=Exists(waived),
    )


def _open_cases(case: Case | None) -> QuerySet[Case]:
    cases = Case.objects.filter(state__in=OPEN)
    return cases if case is None else cases.filter(pk=case.pk)


def _filed_cards(user: User, case: Case | None) -> Iterator[Found]:
    if not user.roles & {Role.SALES_CLERK, Role.SALES_HEAD}:
        return
    filed = _open_cases(case).filter(Q(card__filed_by=user) | Q(clerk=user), state=CaseState.FILED)
    for pk, filed_at in filed.values_list("pk", "filed_at")[:MOST_SHOWN]:
        roles = (Role.TECH_ENGINEER, Role.TECH_HEAD)
        yield Found(pk, f"triage:{pk}", "分级", "技术中心", filed_at, roles)


def _teams(user: User, case: Case | None) -> Iterator[Found]:
    final = SiteReport.objects.filter(case=OuterRef("case"), kind=ReportKind.FINAL)
    proposals = (
        TeamProposal.objects.filter(proposed_by=user, case__state=CaseState.IN_HAND)
        .filter(Q(state=ProposalState.PROPOSED) | Q(~Exists(final), state=ProposalState.APPROVED, is_waiver=False))
        .prefetch_related("members__user")
        .order_by("-case_id", "ordinal")
    )
    for row in _of(proposals, case)[:MOST_SHOWN]:
        if row.state == ProposalState.PROPOSED:
            what = "批准免现场" if row.is_waiver else "批准服务小组"
            roles = (Role.DEPUTY_GM,)
            yield Found(row.case_id, f"team:{row.pk}", what, "分管副总经理", row.proposed_at, roles)
        else:
            people = tuple(member.user for member in row.members.all() if member.user and member.user_id != user.pk)
            yield Found(row.case_id, f"report:{row.pk}", "提交现场调查报告", "服务小组", row.decided_at, (), people)


def _determinations(user: User, case: Case | None) -> Iterator[Found]:
    proposed = LiabilityDetermination.objects.filter(proposed_by=user, state=DeterminationState.PROPOSED)
    for row in _of(proposed, case).order_by("-case_id", "ordinal")[:MOST_SHOWN]:
        role = Role.DEPUTY_GM if row.needs_finding and not row.finding_confirmed_at else Role.TECH_HEAD
        what, title = "确认责任认定", str(role.label)
        yield Found(row.case_id, f"determination:{row.pk}", what, title, row.proposed_at, (role,))


def _opinions(user: User, case: Case | None) -> Iterator[Found]:
    steps = ApprovalStep.objects.filter(
        opinion__submitted_by=user,
        opinion__state__in=(OpinionState.SUBMITTED, OpinionState.APPROVED),
        state=StepState.PENDING,
    )
    for step in _steps(steps, case):
        is_report = step.action == StepAction.REPORT
        what = f"{'阅示' if is_report else '审批'}处理意见（第{step.opinion.draft_no}稿）"
        yield Found(
            case_id=step.opinion.case_id,
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
    )
    for step in _steps(steps, case):
        pk = step.opinion.case_id
        yield Found(pk, f"answer:{pk}", "答复客户", "技术中心", step.decided_at, asks="engineer")


def _steps(steps: QuerySet[ApprovalStep], case: Case | None) -> QuerySet[ApprovalStep]:
    rows = steps if case is None else steps.filter(opinion__case=case)
    return rows.select_related("opinion").order_by("-opinion__case_id", "opinion__draft_no", "position")[:MOST_SHOWN]


def _replied(user: User, case: Case | None) -> Iterator[Found]:
    """What 技术中心 answered: the settlements are the clerk's."""
    replied = _open_cases(case).filter(reply__issued_by=user, state=CaseState.REPLIED)
    for pk, replied_at in replied.values_list("pk", "replied_at")[:MOST_SHOWN]:
        yield Found(pk, f"settle:{pk}", "登记送达、办理结算", "销售处", replied_at, asks="clerk")


def _settlements(user: User, case: Case | None) -> Iterator[Found]:
    executed = Settlement.objects.filter(executed_by=user, state=SettlementState.EXECUTED)
    for row in _of(executed, case).order_by("-case_id", "ordinal")[:MOST_SHOWN]:
        yield Found(
            case_id=row.case_id,
            key=f"settlement:{row.pk}",
            what=f"确认第{row.ordinal}次结算（{row.get_kind_display()}）",
            title="销售处",
            since=row.executed_at,
            roles=(Role.SALES_HEAD,),
            asks="clerk",
            without=row.agreed_by_id,
        )


def _of(rows: QuerySet[Any], case: Case | None) -> QuerySet[Any]:
    return rows if case is None else rows.filter(case=case)


Source = Callable[[User, Case | None], Iterator[Found]]

# Each with the rows that name who handed on, and their name on a case: what a person never wrote, or a looked at case
# does not hold, is not asked about.
SOURCES: tuple[tuple[Source, type[Model], str, str], ...] = (
    (_teams, TeamProposal, "proposed_by_id", "team_proposals"),
    (_determinations, LiabilityDetermination, "proposed_by_id", "determinations"),
    (_opinions, HandlingOpinion, "submitted_by_id", "opinions"),
    (_approved, ApprovalStep, "decided_by_id", "opinions"),
    (_replied, Reply, "issued_by_id", "reply"),
    (_settlements, Settlement, "executed_by_id", "settlements"),
)
TRACES = "SELECT " + ", ".join(
    f"EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE {column} = %(user)s)" for _, model, column, _ in SOURCES
)


def _sources(user: User) -> list[Source]:
    """Those of which this person has ever written a row: one query, by the indexes of the foreign keys."""
    with connection.cursor() as cursor:
        cursor.execute(TRACES, {"user": user.pk})
        found = cursor.fetchone()
    return [_filed_cards, *(source for (source, *_), is_there in zip(SOURCES, found, strict=True) if is_there)]


def _with_people(found: list[Found], cases: dict[int, Case], user: User, now: datetime) -> Iterator[Handed]:
    holders = _holders({role for thing in found for role in thing.roles})
    reminders = Reminder.objects.filter(by=user, on=local_day(now), case__in={thing.case_id for thing in found})
    today = set(reminders.values_list("case_id", "to_id")) if found else set()
    for thing in found:
        held = (person for role in thing.roles for person in holders.get(role, ()))
        asked = {person.pk: person for person in (*held, *thing.people_of(cases[thing.case_id]))}
        people = tuple(person for pk, person in asked.items() if pk not in (user.pk, thing.without))
        yield Handed(
            case=cases[thing.case_id],
            key=thing.key,
            what=thing.what,
            title=thing.title,
            people=people,
            since=thing.since,
            may_remind=thing.may_remind and bool(people),
            waited=span(now - thing.since) if thing.since else "",
            is_reminded=bool(people) and all((thing.case_id, person.pk) in today for person in people),
        )


def _holders(roles: set[Role]) -> dict[str, list[User]]:
    if not roles:
        return {}
    held: dict[str, list[User]] = {}
    grants = RoleGrant.objects.filter(role__in=roles, revoked_at=None, user__is_active=True)
    for grant in grants.select_related("user").order_by("user_id"):
        held.setdefault(grant.role, []).append(grant.user)
    return held
