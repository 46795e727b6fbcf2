"""A settlement's row as the rules take it, and what a case has settled so far."""

from collections.abc import Iterable
from decimal import Decimal

from cases.models import Case
from penalties.models import Settlement, SettlementKind, SettlementState
from penalties.rules.facts import Compensate, Exchange, Method, Return
from penalties.rules.facts import Settlement as SettlementFact
from yibin_service.foundation.regulation.money import ZERO, total
from yibin_service.foundation.wording import tonnes, yuan

LIVE_STATES = (SettlementState.AGREED, SettlementState.EXECUTED, SettlementState.CONFIRMED)


def settlement_fact(row: Settlement) -> SettlementFact:
    """The row's figures: agreed ones until it is executed, the actual ones from then on."""
    if row.kind == SettlementKind.EXCHANGE:
        return Exchange(row.transport_cost or ZERO, row.storage_cost or ZERO)
    assert row.tonnes is not None, "the database keeps weight with 退 and 赔"
    if row.kind == SettlementKind.RETURN:
        return Return(row.tonnes, bool(row.is_repulped), None if row.is_repulped else row.assessed_loss or ZERO)
    return Compensate(row.tonnes, row.ex_works_price or ZERO, Method(row.method))


def live_settlements(case: Case, *, without: int | None = None) -> list[Settlement]:
    """Agreed, executed and confirmed settlements, in order; `without` leaves one out."""
    rows = Settlement.objects.filter(case=case, state__in=LIVE_STATES).order_by("ordinal")
    return [row for row in rows if row.pk != without]


def settled_by_kind(rows: Iterable[Settlement]) -> dict[str, Decimal]:
    """What the rows come to by kind, counted by price."""
    rows = list(rows)
    return {
        kind: total([row.amount for row in rows if row.kind == kind]) for kind in SettlementKind.values
    }


def described(settlement: Settlement) -> str:
    """「退 3.250 吨，3,900.00 元」 for events, strips and rows."""
    weight = f" {tonnes(settlement.tonnes)} 吨" if settlement.tonnes else ""
    return f"{settlement.get_kind_display()}{weight}，{yuan(settlement.amount)}"
