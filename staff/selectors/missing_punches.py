"""Days of which the clock has one punch only: what a manager decides on."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from staff.models import CorrectedSide, Employee
from staff.rules.facts import EventKind
from staff.selectors.judged import Judged, judge_one


@dataclass(frozen=True)
class MissingPunch:
    """A missing coming or going as the month stands now; `other` is the one the clock has, `shift` the hours of the day."""

    employee: Employee
    on: date
    side: CorrectedSide
    other: time
    shift: str

    @property
    def words(self) -> str:
        """「10-29 下班无卡」."""
        return f"{self.on:%m-%d} {self.side.label}无卡"


def missing_days(judged: Judged) -> set[date]:
    """The days of the month with a missing punch, corrections after the closing counted in."""
    _, result = _standing(judged)
    return {
        date.fromisoformat(event["date"]) for event in result["events"] if event["kind"] == EventKind.MISSING_PUNCH
    }


def missing_punch_of(employee: Employee, on: date, at: datetime) -> MissingPunch | None:
    """The missing punch of that day; None where the day has none (any more). Raises CalendarUnknown."""
    judged = judge_one(employee, on.replace(day=1), at)
    if on not in missing_days(judged):
        return None
    document, _ = _standing(judged)
    day = next(day for day in document["days"] if day["date"] == on.isoformat())
    shift = day.get("shift", document["shift"])
    return MissingPunch(
        employee=employee,
        on=on,
        side=CorrectedSide.IN if day["in"] is None else CorrectedSide.OUT,
        other=time.fromisoformat(day["in"] or day["out"]),
        shift=f"{shift['start']}—{shift['end']}",
    )


def _standing(judged: Judged) -> tuple[dict[str, Any], dict[str, Any]]:
    """Document and result as they stand now."""
    row = judged.closed
    return (row.standing_document, row.standing_result) if row else (judged.document, judged.result)
