"""Plays many lives at once in the order of time."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

Life = Iterator[datetime]
OPENS, SHUTS = 8, 18


class Stage:
    """Lives are resumed when their instant has come; two at the same instant in the order they were added."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._added = 0

    def add(self, life: Life) -> None:
        """Start the life: it runs to its first instant."""
        self._push(life)

    def play(self, until: datetime, reached: Callable[[datetime], None] = lambda moment: None) -> None:
        """Resume lives up to `until`; what would come later stays undone. `reached` is told the instant before each."""
        while self._waiting and self._waiting[0][0] <= until:
            reached(self._waiting[0][0])
            self._push(heapq.heappop(self._waiting)[2])

    def _push(self, life: Life) -> None:
        moment = next(life, None)
        if moment is not None:
            self._added += 1
            heapq.heappush(self._waiting, (moment, self._added, life))


def office_hour(moment: datetime) -> datetime:
    """The instant itself by day; in the night, the same minute after eight in the morning."""
    if moment.hour < OPENS:
        return moment.replace(hour=OPENS)
    if moment.hour >= SHUTS:
        return (moment + timedelta(days=1)).replace(hour=OPENS)
    return moment
