"""Warn people of clocks that are about to run out."""

from datetime import datetime

from django.db import connection, transaction

from cases.models import ClockKind, Deadline
from cases.rules.warnings import OwedWarning, owed_warnings
from cases.selectors.deadline_people import DeadlinePeople, deadline_people
from cases.selectors.deadlines import go_live_on
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.selectors import send_window
from yibin_service.foundation.notices.services import Message, notify_many
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.selectors import parameters_on
from yibin_service.foundation.wording import end, span

MOST_AT_ONCE = 2_000

# The row of the warning comes first and is unique: whoever writes it sends the message, in the same transaction.
OWE = """
INSERT INTO cases_deadlinewarning (deadline_id, due_at, step, sent_at)
SELECT deadline.id, deadline.due_at, %(step)s, %(at)s
  FROM cases_deadline deadline
 WHERE deadline.due_at > %(after)s AND deadline.due_at <= %(until)s AND deadline.unit_of_count = %(unit)s
   AND deadline.acted_at IS NULL AND deadline.ended_at IS NULL AND deadline.breached_at IS NULL
   AND NOT EXISTS (SELECT FROM cases_deadlinewarning given
                    WHERE given.deadline_id = deadline.id AND given.due_at = deadline.due_at AND given.step = %(step)s)
 LIMIT %(most)s
    ON CONFLICT (deadline_id, due_at, step) DO NOTHING
RETURNING deadline_id
"""


def warn_deadlines(*, at: datetime) -> int:
    """Give every warning owed at `at` that was not given yet, once per clock, due instant and step; tells how many.

    By the version in force at `at`. A clock moved to another instant is warned of anew.
    """
    p = parameters_on(Family.AFTER_SALES, local_day(at))
    people = deadline_people()
    return sum(_warn(owed, people, at) for owed in owed_warnings(at, p))


def _warn(owed: OwedWarning, people: DeadlinePeople, at: datetime) -> int:
    """In parts, each a transaction of its own."""
    given = 0
    while True:
        part = _warn_part(owed, people, at)
        given += part
        if part < MOST_AT_ONCE:
            return given


@transaction.atomic
def _warn_part(owed: OwedWarning, people: DeadlinePeople, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            OWE,
            {
                "step": str(owed.step),
                "at": at,
                "after": owed.after,
                "until": owed.until,
                "unit": owed.unit_of_count,
                "most": MOST_AT_ONCE,
            },
        )
        found = [row[0] for row in cursor.fetchall()]
    if found:
        _tell(found, owed, people, at)
    return len(found)


def _tell(found: list[int], owed: OwedWarning, people: DeadlinePeople, at: datetime) -> None:
    deadlines = Deadline.objects.filter(pk__in=found).select_related("case__customer").order_by("due_at", "id")
    live, next_letter = go_live_on(at), send_window(at).next_instant(at)
    messages = [
        message
        for deadline in deadlines
        if live is None or local_day(deadline.starts_at) >= live
        for message in _messages(deadline, owed, people, at, with_letter=next_letter < deadline.due_at)
    ]
    notify_many(messages=messages, at=at)


def _messages(
    deadline: Deadline, owed: OwedWarning, people: DeadlinePeople, at: datetime, *, with_letter: bool
) -> list[Message]:
    """A letter that could only arrive after the end is not written."""
    case = deadline.case
    names = people.warned(deadline.kind, clerk_id=case.clerk_id, engineer_id=case.engineer_id)
    title = (
        f"{ClockKind(deadline.kind).label}还剩 {span(deadline.due_at - at)}："
        f"{case.number} {case.customer.name}，截止 {end(deadline.due_at, at.year)}"
    )
    url = case.get_absolute_url()
    key = f"warning:{deadline.pk}:{owed.step}:{deadline.due_at.isoformat()}"
    return [Message(name, key, title, "", url, Weight.DUE, with_letter) for name in names]
