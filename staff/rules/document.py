"""One employee's month as a JSON document: every fault with its place, or the facts with the version they are judged by."""

from datetime import date
from typing import Any

from yibin_service.foundation.regulation import reading as read
from yibin_service.foundation.regulation.faults import Fault, FaultyDocument, Wording, below, fault
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.reading import Field, Wrong
from yibin_service.foundation.regulation.version_choice import choose_version
from yibin_service.foundation.regulation.versions import STAFF_RULES, VersionBook

from .facts import EmployeeMonth, Prior, Shift, WorkDay

NOT_AFTER_START = Wording("must be after start", "应晚于上班时间")
NOT_ASCENDING = Wording("must be after the date before it", "日期应从早到晚，且不重复")
NOT_IN_MONTH = Wording("must be a day of {month}", "应为 {month} 的日期")
NOT_BEFORE_MONTH = Wording("must be before {month}", "应早于 {month}")

MONTH_FIELDS: dict[str, Field] = {
    "ref": Field(read.text),
    "regulation": Field(read.text, nullable=True),
    "month": Field(read.month),
    "monthly_wage": Field(read.decimal(2, above=0)),
    "shift": Field(read.anything),
    "prior": Field(read.anything),
    "days": Field(read.anything),
}
SHIFT_FIELDS: dict[str, Field] = {"start": Field(read.clock), "end": Field(read.clock)}
PRIOR_FIELDS: dict[str, Field] = {
    "demerits": Field(read.whole(low=0)),
    "absent_days_this_year": Field(read.decimal(1, low=0)),
    "last_absent_run": Field(read.anything),
}
DAY_FIELDS: dict[str, Field] = {
    "date": Field(read.day),
    "in": Field(read.clock, nullable=True),
    "out": Field(read.clock, nullable=True),
    "leave": Field(read.boolean),
    "field": Field(read.boolean),
    "daily_report": Field(read.boolean),
    "left_post_minutes": Field(read.anything),
    "phone_off_hours": Field(read.decimal(2, low=0)),
    "unreachable": Field(read.boolean),
    "shift": Field(read.anything, optional=True),
}
MINUTES = read.whole(low=1)


def read_month(raw: Any, versions: VersionBook) -> tuple[EmployeeMonth, ParameterSet]:
    """The facts of one document and the version of the month's first day. Raises FaultyDocument with every fault found."""
    found: list[Fault] = []
    values = read.read_object(raw, MONTH_FIELDS, "", found)
    if not isinstance(raw, dict):
        raise FaultyDocument(found)
    month: date | None = values.get("month")
    shift = _shift(values["shift"], "shift", found) if "shift" in values else None
    prior = _prior(values["prior"], month, found) if "prior" in values else None
    days = _days(values["days"], month, shift, found) if "days" in values else []
    version = None
    if "regulation" in values:
        version = choose_version(versions, STAFF_RULES, values["regulation"], month, found)
    if found or version is None or prior is None:
        raise FaultyDocument(read.in_key_order(found, MONTH_FIELDS))
    facts = EmployeeMonth(values["ref"], values["month"], values["monthly_wage"], prior, tuple(days))
    return facts, version


def _shift(raw: Any, place: str, found: list[Fault]) -> Shift | None:
    values = read.read_object(raw, SHIFT_FIELDS, place, found)
    if len(values) < len(SHIFT_FIELDS):
        return None
    if values["end"] <= values["start"]:
        found.append(Fault(below(place, "end"), NOT_AFTER_START))
        return None
    return Shift(values["start"], values["end"])


def _prior(raw: Any, month: date | None, found: list[Fault]) -> Prior | None:
    before = len(found)
    values = read.read_object(raw, PRIOR_FIELDS, "prior", found)
    run = _absent_run(values["last_absent_run"], month, found) if "last_absent_run" in values else ()
    if len(found) > before:
        return None
    return Prior(values["demerits"], values["absent_days_this_year"], run)


def _absent_run(raw: Any, month: date | None, found: list[Fault]) -> tuple[date, ...]:
    place = "prior.last_absent_run"
    run: list[date] = []
    for index, item in enumerate(read.items(raw, place, found)):
        here = f"{place}[{index}]"
        try:
            on = read.day(item)
        except Wrong as wrong:
            found.append(wrong.at(here))
            continue
        if month is not None and on >= month:
            found.append(fault(here, NOT_BEFORE_MONTH, month=f"{month:%Y-%m}"))
        if run and on <= run[-1]:
            found.append(Fault(here, NOT_ASCENDING))
        run.append(on)
    return tuple(run)


def _days(raw: Any, month: date | None, shift: Shift | None, found: list[Fault]) -> list[WorkDay]:
    """The sound days; every date is checked against the month and the days before it."""
    days: list[WorkDay] = []
    seen: list[date] = []
    for index, item in enumerate(read.items(raw, "days", found)):
        place = f"days[{index}]"
        before = len(found)
        values = read.read_object(item, DAY_FIELDS, place, found)
        own = _shift(values["shift"], f"{place}.shift", found) if values.get("shift") is not None else shift
        minutes = _minutes(values.get("left_post_minutes", []), f"{place}.left_post_minutes", found)
        if "date" in values:
            _check_date(values["date"], month, seen, f"{place}.date", found)
            seen.append(values["date"])
        if len(found) == before and own is not None:
            days.append(_work_day(values, own, minutes))
    return days


def _check_date(on: date, month: date | None, seen: list[date], place: str, found: list[Fault]) -> None:
    if month is not None and (on.year, on.month) != (month.year, month.month):
        found.append(fault(place, NOT_IN_MONTH, month=f"{month:%Y-%m}"))
    if seen and (on <= seen[-1] or on in seen):
        found.append(Fault(place, NOT_ASCENDING))


def _minutes(raw: Any, place: str, found: list[Fault]) -> tuple[int, ...]:
    minutes = []
    for index, item in enumerate(read.items(raw, place, found)):
        try:
            minutes.append(MINUTES(item))
        except Wrong as wrong:
            found.append(wrong.at(f"{place}[{index}]"))
    return tuple(minutes)


def _work_day(values: dict[str, Any], shift: Shift, minutes: tuple[int, ...]) -> WorkDay:
    return WorkDay(
        on=values["date"],
        shift=shift,
        clock_in=values["in"],
        clock_out=values["out"],
        on_leave=values["leave"],
        in_field=values["field"],
        reported=values["daily_report"],
        left_post_minutes=minutes,
        phone_off_hours=values["phone_off_hours"],
        unreachable=values["unreachable"],
    )
