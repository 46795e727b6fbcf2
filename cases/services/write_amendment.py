"""Write accepted changes into the card, its rolls and its case."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, ProtectedError
from django.utils.dateparse import parse_datetime

from cases.models import CardLine, Case, CaseState, Customer, Defect, Product
from cases.rules.card_errors import TooLate
from cases.services.compare_card import Change
from cases.services.concern_unit import concern_units
from yibin_service.foundation.org.models import PaperMachine

ROWS: dict[str, Any] = {"customer": Customer, "product": Product, "machine": PaperMachine, "defect": Defect}
TIMES = frozenset({"received_by_sales_at", "arrived_at", "opened_at"})
OF_THE_CASE = frozenset({"customer", "machine", "defect"})
# Positions are moved out of the way before they are given anew.
ASIDE = 10_000


def write_changes(*, case: Case, changes: Sequence[Change], at: datetime) -> None:
    """The card's next version with the changes in it; the case is locked by the caller, who has checked them."""
    write_values(case=case, values={change.field: change.value for change in changes}, at=at)


def write_values(*, case: Case, values: dict[str, Any], at: datetime) -> None:
    """The same from stored values. What liability and lists read from the case follows the card."""
    card = case.card
    for field, value in values.items():
        if field not in {"lines", "machine"}:
            setattr(card, field, _read(field, value))
    card.version += 1
    card.save()
    if "lines" in values:
        _write_lines(case, values["lines"], at)
    _follow(case, values, at)


def _follow(case: Case, values: dict[str, Any], at: datetime) -> None:
    """Until the triage the loss of the case is the estimate; afterwards it is 技术中心's."""
    for field in OF_THE_CASE & set(values):
        setattr(case, field, _read(field, values[field]))
    if "machine" in values:
        case.workshop = case.machine.workshop
        concern_units(case=case, units=[case.workshop], at=at)
    if "estimated_loss" in values and case.state == CaseState.FILED:
        case.direct_loss = case.card.estimated_loss
    case.save(update_fields=["customer", "machine", "defect", "workshop", "direct_loss"])


def _read(field: str, value: Any) -> Any:
    if field in ROWS:
        rows = ROWS[field].objects
        return (rows.select_related("workshop") if field == "machine" else rows).get(pk=value)
    if field in TIMES:
        return parse_datetime(value) if value else None
    return Decimal(value) if field == "estimated_loss" else value


def _write_lines(case: Case, wanted: Sequence[dict[str, Any]], at: datetime) -> None:
    """A roll keeps its row while its number stays; a roll that is gone must not be settled already."""
    rows = {row.roll_no: row for row in CardLine.objects.filter(card=case.card)}
    gone = [row.pk for roll_no, row in rows.items() if roll_no not in {line["roll_no"] for line in wanted}]
    try:
        CardLine.objects.filter(pk__in=gone).delete()
    except ProtectedError:
        raise TooLate("有纸卷已在结算中，不能去掉", field="lines") from None
    CardLine.objects.filter(card=case.card).update(position=F("position") + ASIDE)
    machines = PaperMachine.objects.select_related("workshop").in_bulk([line["machine"] for line in wanted])
    for position, line in enumerate(wanted, start=1):
        row = rows.get(line["roll_no"]) or CardLine(card=case.card, roll_no=line["roll_no"])
        row.position, row.note = position, line["note"]
        row.tonnes = Decimal(line["tonnes"])
        row.width = Decimal(line["width"]) if line["width"] is not None else None
        row.machine = machines[line["machine"]]
        row.workshop = row.machine.workshop
        row.product_id, row.defect_id = line["product"], line["defect"]
        row.save()
    concern_units(case=case, units=[machine.workshop for machine in machines.values()], at=at)
