"""P.二.1, P.二.2  When each clock of a case falls due, and how it stands. A deadline is met iff the act's time ≤ due."""

from datetime import datetime
from enum import StrEnum

from yibin_service.foundation.regulation.clauses import P_2_1, P_2_2, Clause
from yibin_service.foundation.regulation.clock import IsWorkday, add_days, add_hours
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

from .triage import Tier, reply_days


class DeadlineKind(StrEnum):
    """The clocks of a case, in the order they are shown."""

    CARD_FILING = "card_filing"
    USER_REPORT = "user_report"
    REPLY = "reply"


class DeadlineState(StrEnum):
    """How a clock stands at an instant."""

    MET = "met"
    BREACHED = "breached"
    RUNNING = "running"

    @property
    def is_breach(self) -> bool:
        return self is DeadlineState.BREACHED


DEADLINE_CLAUSES: dict[DeadlineKind, Clause] = {
    DeadlineKind.CARD_FILING: P_2_1,
    DeadlineKind.USER_REPORT: P_2_1,
    DeadlineKind.REPLY: P_2_2,
}


def state_of(due_at: datetime, *, acted_at: datetime | None, now: datetime) -> DeadlineState:
    """Met when acted at or before `due_at`; breached when acted after it, or not at all and `now` is past it."""
    if acted_at is not None:
        return DeadlineState.MET if acted_at <= due_at else DeadlineState.BREACHED
    return DeadlineState.BREACHED if now > due_at else DeadlineState.RUNNING


def card_filing_due(received_by_sales_at: datetime, p: ParameterSet) -> datetime:
    """P.二.1  The card is with 技术中心 within the hours after 销售处 received the opinion."""
    return add_hours(received_by_sales_at, p.whole(K.CARD_FILING_HOURS))


def user_report_due(started_at: datetime, p: ParameterSet) -> datetime:
    """P.二.1  The user reports within the hours after arrival or opening. No unit's breach."""
    return add_hours(started_at, p.whole(K.USER_REPORT_HOURS))


def reply_due(card_filed_at: datetime, tier: Tier, p: ParameterSet, is_workday: IsWorkday | None = None) -> datetime:
    """P.二.2  24:00 of the tier's last day; the day of delivery does not count.

    `is_workday` is asked only where the version moves a last day that is a holiday.
    """
    return add_days(card_filed_at, reply_days(tier, p), _calendar(p, is_workday))


def provisional_reply_due(card_filed_at: datetime, p: ParameterSet, is_workday: IsWorkday | None = None) -> datetime:
    """P.二.2  READING: until triage the strictest clock runs."""
    return add_days(card_filed_at, p.whole(K.PROVISIONAL_REPLY_DAYS), _calendar(p, is_workday))


class CalendarNeeded(ValueError):
    """The version moves last days off holidays, but no calendar was given."""


def _calendar(p: ParameterSet, is_workday: IsWorkday | None) -> IsWorkday | None:
    if not p.flag(K.REPLY_HOLIDAY_SHIFT):
        return None
    if is_workday is None:
        raise CalendarNeeded(f"{p.code}: {K.REPLY_HOLIDAY_SHIFT}")
    return is_workday
