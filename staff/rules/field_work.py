"""Days and instants of field work (S.2(2), S.3). READING: the text names no day or hour; the numbers are parameters or stand here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yibin_service.foundation.regulation.clock import add_hours, local, local_day, midnight
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.parameters import ParameterSet

REPORT_REACH_DAYS = 7  # a daily report may be written on its day or so many days later
REMIND_FROM, REMIND_UNTIL = time(17, 30), time(20, 0)
DAYS_OF_A_WEEK = 7
FRIDAY = 4
VISIT_DAYS: Mapping[str, ParameterKey] = {
    "key": ParameterKey.VISIT_KEY_DAYS,
    "regular": ParameterKey.VISIT_REGULAR_DAYS,
    "occasional": ParameterKey.VISIT_OCCASIONAL_DAYS,
}


def may_still_report(on: date, today: date) -> bool:
    """Whether the day's report may be written today: not before its day, not later than REPORT_REACH_DAYS after it."""
    return timedelta(0) <= today - on <= timedelta(days=REPORT_REACH_DAYS)


def is_reminding_time(at: datetime) -> bool:
    """Whether those without a report are reminded now: the same evening, both ends included."""
    return REMIND_FROM <= local(at).time() <= REMIND_UNTIL


def written_when(said: datetime | None, at: datetime) -> datetime:
    """When a form was really filled in: what the phone says, unless it says later than the product's clock."""
    return said if said is not None and said <= at else at


def begins(at: datetime) -> datetime:
    """The minute of an instant: what people type has no seconds, and is not earlier for that."""
    return at.replace(second=0, microsecond=0)


def accept_due(given_at: datetime, p: ParameterSet) -> datetime:
    """By when a 派工单 is to be accepted."""
    return add_hours(given_at, p.whole(ParameterKey.DISPATCH_ACCEPT_HOURS))


def record_due(arrived_at: datetime, p: ParameterSet) -> datetime:
    """By when the first 维修服务单 is to be there after arrival."""
    return add_hours(arrived_at, p.whole(ParameterKey.SERVICE_RECORD_HOURS))


def opinion_due(heard_at: datetime, p: ParameterSet) -> datetime:
    """By when what a customer said is to be with 销售处."""
    return add_hours(heard_at, p.whole(ParameterKey.OPINION_SHEET_HOURS))


@dataclass(frozen=True, slots=True)
class NextEnd:
    """What is to be done next on an open order, and by when."""

    what: str
    at: datetime


def next_end(*, accept_by: datetime | None, record_by: datetime | None, due_at: datetime) -> NextEnd:
    """To accept, then to write the first 维修服务单 after arrival, else to be done; never later than the order's own end.

    None: that step is done, or not yet to be done.
    """
    if accept_by is not None:
        return NextEnd("接受", min(accept_by, due_at))
    if record_by is not None and record_by < due_at:
        return NextEnd("填维修服务单", record_by)
    return NextEnd("办完", due_at)


def days_at_customer(
    arrived_at: datetime, ended_at: datetime | None, due_at: datetime, worked_until: datetime | None
) -> tuple[date, date]:
    """The first and the last day an order counts as field work: from the arrival to its end, both included.

    READING: one that nobody ended counts until it is due, or until the last 维修服务单 if that is later: what was
    forgotten does not excuse for ever.
    """
    first = local_day(arrived_at)
    last = local_day(ended_at) if ended_at else max(local_day(due_at), local_day(worked_until or arrived_at))
    return first, max(first, last)


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def next_week(day: date) -> date:
    """The Monday after the week of `day`."""
    return monday_of(day) + timedelta(days=DAYS_OF_A_WEEK)


def days_of(week: date) -> list[date]:
    """Monday to Sunday."""
    return [week + timedelta(days=offset) for offset in range(DAYS_OF_A_WEEK)]


def plan_due(week: date) -> datetime:
    """The plan of the week that begins on `week` is in time until Friday 24:00 of the week before."""
    return midnight(week - timedelta(days=DAYS_OF_A_WEEK) + timedelta(days=FRIDAY + 1))


def visit_due(customer_class: str, last: date, p: ParameterSet) -> date:
    """The day by which a customer is to be visited again, counted from the last visit, or from the card's first day."""
    return last + timedelta(days=p.whole(VISIT_DAYS[customer_class]))


def is_payment_late(collected_on: date, at: datetime, p: ParameterSet) -> bool:
    """Whether money not handed over is flagged: the full days since it was taken exceed the parameter."""
    return (local_day(at) - collected_on).days > p.whole(ParameterKey.PAYMENT_HANDOVER_DAYS)
