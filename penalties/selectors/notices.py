"""Notices of deduction: what goes on them when a month is sealed, and who may see and answer which."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from penalties.models import DeductionNotice, NoticeState, Side
from penalties.rules.month import Month, NoMonth
from penalties.selectors.month_details import frozen
from penalties.selectors.month_figures import WITHOUT_BONUS, entries_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import PERMISSIONS, Verb, may
from yibin_service.foundation.access.roles import LEADERS, TECH, Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.money import NO_TONNES, ZERO

NO_NOTICE = "没有这张通知单，或您无权查看"
READS_ALL = TECH | LEADERS | {Role.ENTERPRISE_MANAGEMENT, Role.FINANCE, Role.AUDITOR}
LINE_COLUMNS = {
    "sequence": "sequence",
    "case": "case__number",
    "customer": "case__customer__name",
    "defect": "case__defect__name",
    "clause": "clause",
    "formula": "formula",
    "amount": "amount",
    "tonnes": "tonnes",
}


@dataclass
class PlannedNotice:
    """What one unit is to be told of a month: its entries, their net and the output taken off."""

    unit: Unit
    amount: Decimal
    tonnes: Decimal
    lines: list[dict[str, Any]]

    @property
    def says_something(self) -> bool:
        return bool(self.amount or self.tonnes)


def planned_notices(month: Month) -> list[PlannedNotice]:
    """Every unit with a bonus that bears something of the month, in the order of the units; nets of zero too.

    公司 and 承运单位 have no bonus to deduct from. What was posted on a unit dissolved since goes to its successor.
    """
    rows = entries_of(month).filter(side=Side.CHARGE).exclude(unit__kind__in=WITHOUT_BONUS).order_by("sequence")
    planned: dict[int, PlannedNotice] = {}
    units = _live_units()
    for unit_id, *columns in rows.values_list("unit_id", *LINE_COLUMNS.values()):
        unit = units[unit_id]
        notice = planned.setdefault(unit.pk, PlannedNotice(unit, ZERO, NO_TONNES, []))
        line = dict(zip(LINE_COLUMNS, columns, strict=True))
        notice.amount += line["amount"]
        notice.tonnes += line["tonnes"]
        notice.lines.append({name: frozen(value) for name, value in line.items()})
    return sorted(planned.values(), key=lambda notice: (notice.unit.position, notice.unit.pk))


def _live_units() -> dict[int, Unit]:
    """Each unit's key with the unit that answers for it today."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    return {pk: _live(unit, units) for pk, unit in units.items()}


def _live(unit: Unit, units: dict[int, Unit]) -> Unit:
    seen = set()
    while not unit.is_active and unit.successor_id and unit.pk not in seen:
        seen.add(unit.pk)
        unit = units[unit.successor_id]
    return unit


def homes_of_units() -> dict[int, int]:
    """Each unit's key with that of the unit that answers for it."""
    return {pk: unit.pk for pk, unit in _live_units().items()}


def live_unit(unit: Unit) -> Unit:
    """The unit itself, or the one that took its place."""
    return _live_units()[unit.pk]


def units_answered_for(user: User) -> list[int]:
    """The person's own unit and those it took the place of."""
    if not user.unit_id:
        return []
    return [pk for pk, unit in _live_units().items() if unit.pk == user.unit_id]


def visible_notices(user: User) -> QuerySet[DeductionNotice]:
    """Those who read notices of all units, and for a unit's head the own unit's once they are released."""
    if not may(user, Verb.READ_NOTICES):
        return DeductionNotice.objects.none()
    rows = DeductionNotice.objects.select_related("report", "unit", "answered_by", "deducted_by", "pdf__file")
    if user.roles & READS_ALL:
        return rows
    return rows.filter(~Q(state=NoticeState.SEALED), unit_id__in=units_answered_for(user))


@dataclass(frozen=True)
class NoticeFilter:
    """What the address of the list asks for; what it does not know it leaves out."""

    month: Month | None = None
    state: str = ""

    @classmethod
    def read(cls, month: str, state: str) -> "NoticeFilter":
        try:
            wanted = Month.read(month) if month else None
        except NoMonth:
            wanted = None
        return cls(wanted, state if state in NoticeState.values else "")


@dataclass(frozen=True)
class NoticeList:
    """The filtered notices, newest month first, with exact count and sums."""

    rows: QuerySet[DeductionNotice]
    count: int
    amount: Decimal
    tonnes: Decimal


def listed_notices(user: User, wanted: NoticeFilter) -> NoticeList:
    """Those of the visible notices that the filter asks for."""
    rows = visible_notices(user).defer("lines", "report__figures", "report__details", "report__findings")
    if wanted.month is not None:
        rows = rows.filter(report__month=wanted.month.first)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    sums = rows.aggregate(count=Count("pk"), amount=Sum("amount", default=ZERO), tonnes=Sum("tonnes", default=NO_TONNES))
    return NoticeList(rows.order_by("-report__month", "number"), sums["count"], sums["amount"], sums["tonnes"])


def notice_months(user: User) -> list[Month]:
    """Months this person has notices of, the newest first."""
    days = visible_notices(user).order_by("-report__month").values_list("report__month", flat=True).distinct()
    return [Month(day) for day in days]


def notice_for(user: User, number: str) -> DeductionNotice:
    """The notice of this number, or NotFound."""
    rows = visible_notices(user).defer("report__details", "report__findings").select_related("objection_answered_by")
    notice = rows.filter(number=number).first()
    if notice is None:
        raise NotFound(NO_NOTICE)
    return notice


def any_notice(number: str) -> DeductionNotice:
    """A notice with all that its sheet prints, for the worker. Raises NotFound."""
    related = ("report", "unit", "answered_by", "objection_answered_by", "deducted_by", "report__signed_by")
    notice = DeductionNotice.objects.select_related(*related).defer("report__details").filter(number=number).first()
    if notice is None:
        raise NotFound(NO_NOTICE)
    return notice


def may_answer(user: User, notice: DeductionNotice) -> bool:
    """Whether the person heads the unit the notice is for."""
    return may(user, Verb.ANSWER_NOTICE) and notice.unit_id in units_answered_for(user)


def answerers(unit: Unit) -> Iterable[User]:
    """Whoever answers notices for the unit."""
    home = live_unit(unit)
    people = {user.pk: user for role in PERMISSIONS[Verb.ANSWER_NOTICE] for user in users_with_role(Role(role), home)}
    return people.values()
