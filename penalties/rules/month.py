"""P.一.5  The month of a report: where it begins and ends, when it is due, what its seal is taken over."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from yibin_service.foundation.regulation.clock import ONE_DAY, SHANGHAI, midnight, next_month, previous_month

LABEL = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class NoMonth(ValueError):
    """The text does not name a month."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of the mill. `first` is its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, label: str) -> "Month":
        """From `2026-10`. Raises NoMonth."""
        found = LABEL.fullmatch(label)
        if found is None or found[1] < "2000":
            raise NoMonth(label)
        return cls(date(int(found[1]), int(found[2]), 1))

    @property
    def label(self) -> str:
        """`2026-10`."""
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        """`2026年10月`."""
        return f"{self.first.year}年{self.first.month}月"

    @property
    def starts_at(self) -> datetime:
        """00:00 of the first day: an act at this instant belongs to the month."""
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """24:00 of the last day. An act at this instant belongs to the next month; a period that ends now, to this one."""
        return midnight(next_month(self.first))

    @property
    def last_day(self) -> date:
        return next_month(self.first) - ONE_DAY

    @property
    def next(self) -> "Month":
        return Month(next_month(self.first))

    @property
    def previous(self) -> "Month":
        return Month(previous_month(self.first))

    def due_at(self, day: int, at: time) -> datetime:
        """When the report is issued: `day` of the month after, at `at`."""
        return datetime.combine(next_month(self.first).replace(day=day), at, tzinfo=SHANGHAI)

    def and_before(self, count: int) -> list["Month"]:
        """`count` months that end with this one, the earliest first."""
        months = [self]
        while len(months) < count:
            months.append(months[-1].previous)
        return months[::-1]


def canonical(content: object) -> bytes:
    """The bytes a seal is taken over: JSON, keys sorted, no spaces, UTF-8. Sums are text with fixed places, never floats."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_refuse
    ).encode()


def fingerprint(content: object) -> str:
    """SHA-256 of the canonical bytes. Raises TypeError where the content holds anything but text, whole numbers and the like."""
    _check(content)
    return hashlib.sha256(canonical(content)).hexdigest()


def text_of(amount: Decimal) -> str:
    """How sums, tonnes and shares are frozen: plain digits, as many places as the number has."""
    return f"{amount:f}"


def _check(content: object) -> None:
    if isinstance(content, dict):
        for value in content.values():
            _check(value)
    elif isinstance(content, list):
        for value in content:
            _check(value)
    elif isinstance(content, float):
        _refuse(content)


def _refuse(value: object) -> object:
    raise TypeError(f"{type(value).__name__} cannot be sealed")
