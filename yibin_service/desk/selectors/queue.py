"""One person's queue: what every app holds for them, by the instant it ends."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache as kept

from cases.selectors import turns as cases_turns
from liability.selectors import turns as liability_turns
from penalties.selectors import report_turns
from penalties.selectors import turns as penalties_turns
from staff.selectors import appraisal_turns, attendance_turns, field_turns, handover_turns
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Turn

APPS = (cases_turns, liability_turns, penalties_turns, report_turns, attendance_turns, appraisal_turns, field_turns, handover_turns)
LONGEST_QUEUE = 50
SECONDS_KEPT = 30
MARK = 8


@dataclass(frozen=True)
class Queue:
    """The open things of one person, the most pressing first; `stamp` names the set of them."""

    turns: list[Turn]
    late: int
    soon: int

    @property
    def stamp(self) -> str:
        return "".join(sorted({mark_of(turn) for turn in self.turns}))


def queue_of(user: User, now: datetime, soon: timedelta) -> Queue:
    """Everything that waits for the person, at most LONGEST_QUEUE things."""
    found = [turn for app in APPS for turn in app.turns(user, now, LONGEST_QUEUE)]
    turns = sorted(found, key=lambda turn: _pressing(turn, now))[:LONGEST_QUEUE]
    ends = [turn.due_at for turn in turns if turn.due_at]
    late = sum(end < now for end in ends)
    return Queue(turns=turns, late=late, soon=sum(now <= end <= now + soon for end in ends))


def _pressing(turn: Turn, now: datetime) -> tuple[bool, datetime, datetime]:
    """By the end; without one, after those that have one, the longest waiting first."""
    return (turn.due_at is None, turn.due_at or now, turn.since or now)


def mark_of(turn: Turn) -> str:
    """A short name of one thing: the same thing has the same name tomorrow."""
    return hashlib.sha256(f"{turn.case_number} {turn.verb} {turn.url}".encode()).hexdigest()[:MARK]


def news_since(stamp: str, turns: Sequence[Turn]) -> int:
    """How many things are there that the page with that stamp did not show."""
    seen = {stamp[place : place + MARK] for place in range(0, len(stamp), MARK)}
    return sum(mark_of(turn) not in seen for turn in turns)


def waiting_count(user: User, now: datetime, last_event: int | None) -> int:
    """The number beside 工作台 on every page; kept until something happens anywhere, half a minute at most.

    `last_event` is the newest event's number: whatever is done anywhere may have changed the queue.
    """
    count = kept_count(user, last_event)
    if count is None:
        count = len(queue_of(user, now, timedelta(0)).turns)
        keep_count(user, count, last_event)
    return count


def kept_count(user: User, last_event: int | None) -> int | None:
    """The number if it was counted since that event; None means that nobody knows it now."""
    count: int | None = kept.get(_key(user, last_event))
    return count


def keep_count(user: User, count: int, last_event: int | None) -> None:
    """Remember what was just counted."""
    kept.set(_key(user, last_event), count, SECONDS_KEPT)


def _key(user: User, last_event: int | None) -> str:
    return f"waiting:{user.pk}:{last_event}"
