"""Reads of clocks: when they fall due, how they stand, what was missed, and when the sweep last ran."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from cases.models import Case, ClockKind, Deadline, DeadlineBreach, SweepRun
from cases.rules import deadlines as rule
from cases.rules.intake import Cause, ProblemKind, provisional_report_clock_start, report_clock_start
from cases.selectors.parameters import parameters_of
from cases.selectors.presence import has_none
from yibin_service.foundation.org.models import Unit, UnitKind
from yibin_service.foundation.org.selectors import is_workday, unit_of_kind
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.selectors import parameters_on
from yibin_service.foundation.wording import instant

SWEEP = "deadlines"
# A longer silence of the sweep, or a jump of the clock, is shown on every breach found after it.
LONGEST_SILENCE = timedelta(hours=6)
LIABLE = {ClockKind.CARD_FILING: UnitKind.SALES, ClockKind.REPLY: UnitKind.TECHNICAL_CENTER}
EVERY_YEAR_WRITTEN = 0


@dataclass(frozen=True)
class Clock:
    """A clock by the rule, before it is a row."""

    kind: ClockKind
    starts_at: datetime
    due_at: datetime
    acted_at: datetime | None
    unit_of_count: str

    @property
    def clause(self) -> str:
        return rule.DEADLINE_CLAUSES[rule.DeadlineKind(self.kind)].id


def clocks_of_card(case: Case) -> list[Clock]:
    """The clocks of a case by its card's times and its bound version, the reply provisionally, in the order shown."""
    card, p = case.card, parameters_of(case)
    received, filed = card.received_by_sales_at, case.filed_at
    clocks = [Clock(ClockKind.CARD_FILING, received, rule.card_filing_due(received, p), filed, "hours")]
    start = _report_clock_start(case)
    if start is not None:
        due_at = rule.user_report_due(start, p)
        clocks.append(Clock(ClockKind.USER_REPORT, start, due_at, received, "hours"))
    reply = rule.provisional_reply_due(filed, p, is_workday)
    return [*clocks, Clock(ClockKind.REPLY, filed, reply, None, "days")]


def _report_clock_start(case: Case) -> datetime | None:
    """By the cause once one is confirmed, until then by the problem kind of the card."""
    card = case.card
    if case.cause:
        return report_clock_start(Cause(case.cause), arrived_at=card.arrived_at, opened_at=card.opened_at)
    return provisional_report_clock_start(
        ProblemKind(card.problem_kind), arrived_at=card.arrived_at, opened_at=card.opened_at
    )


def liable_unit(kind: str) -> Unit | None:
    """Whose breach it is when a clock of the kind is missed; None for the customer's report."""
    return unit_of_kind(LIABLE[ClockKind(kind)]) if kind in LIABLE else None


def clocks_of(case: Case) -> QuerySet[Deadline]:
    """The stored clocks of a case in the order shown; each has `due_at`, `done_at`, `is_waived` for the badge."""
    waived = DeadlineBreach.objects.filter(
        case=OuterRef("case"), kind=OuterRef("kind"), due_at=OuterRef("due_at"), waived_at__isnull=False
    )
    return Deadline.objects.filter(case=case).annotate(is_waived=Exists(waived)).order_by("id")


def breaches_of(case: Case) -> QuerySet[DeadlineBreach]:
    """Everything missed in a case, earliest first, with unit and waiver."""
    return DeadlineBreach.objects.filter(case=case).select_related("unit", "waived_by").order_by("due_at", "id")


def breaches_shown(case: Case) -> list[DeadlineBreach]:
    """As `breaches_of`, one query for the same object of a case: many parts of its page draw them."""
    if has_none(case, "breaches"):
        return []
    rows = DeadlineBreach.objects.select_related("unit", "waived_by").order_by("due_at", "id")
    prefetch_related_objects([case], Prefetch("breaches", queryset=rows))
    return list(case.breaches.all())


def standing_breaches() -> QuerySet[DeadlineBreach]:
    """Breaches that may have consequences: neither waived nor overturned by an accepted amendment."""
    return DeadlineBreach.objects.filter(waived_at=None, overturned_at=None)


@dataclass(frozen=True)
class Gap:
    """A stretch in which no sweep ran: the product stood still, or the clock jumped. The two look the same."""

    since: datetime
    until: datetime

    @property
    def words(self) -> str:
        return f"系统时钟从 {instant(self.since, EVERY_YEAR_WRITTEN)} 到 {instant(self.until, EVERY_YEAR_WRITTEN)}"


def gap_between(last: datetime | None, at: datetime) -> Gap | None:
    """The gap between two readings of the clock, forwards or backwards, if it is longer than LONGEST_SILENCE."""
    return Gap(last, at) if last is not None and abs(at - last) > LONGEST_SILENCE else None


def last_sweep() -> SweepRun | None:
    """When the deadlines were last swept, and the last gap before."""
    return SweepRun.objects.filter(kind=SWEEP).first()


def gap_note(*, due_at: datetime, at: datetime) -> str:
    """What is written on a breach found at `at`: the gap its due instant lies in, or nothing."""
    run = last_sweep()
    if run is None:
        return ""
    known = Gap(run.gap_from, run.gap_to) if run.gap_from and run.gap_to else None
    gaps = [gap for gap in (gap_between(run.ran_at, at), known) if gap is not None]
    return next((gap.words for gap in gaps if gap.since < due_at <= gap.until), "")


def go_live_on(at: datetime) -> date | None:
    """The first day of the product by the version in force at `at`: what fell due before is told to nobody."""
    return parameters_on(Family.AFTER_SALES, local_day(at)).optional_day(ParameterKey.GO_LIVE_ON)
