"""P.四.4  What each settlement costs. Every settlement's money is rounded once."""

from decimal import Decimal

from liability.rules.determine import WHOLE
from yibin_service.foundation.regulation.clauses import P_4_4
from yibin_service.foundation.regulation.money import NO_TONNES, ZERO, minus, part_of_tonnes, times, total
from yibin_service.foundation.regulation.parameters import ParameterSet

from .facts import Compensate, Exchange, Method, Return, Settlement, SettlementKind
from .result import SettlementLoss


class FeeMissing(ValueError):
    """P.四.4  A return was to be re-pulped on a machine for which the version names no fee."""


def settlement_loss(
    settlement: Settlement, *, machine: int | None, output_share: Decimal | None, p: ParameterSet
) -> SettlementLoss:
    """P.四.4  The loss of one settlement.

    `output_share` is the workshop's share where output may be counted as such, None where everything is counted by price.
    """
    if isinstance(settlement, Return):
        return _returned(settlement, machine, p)
    if isinstance(settlement, Compensate):
        return _compensated(settlement, output_share)
    return _exchanged(settlement)


def _returned(settlement: Return, machine: int | None, p: ParameterSet) -> SettlementLoss:
    """退  Re-pulped: tonnes × the machine's fee. READING: not re-pulped: the loss as assessed."""
    if not settlement.repulp:
        if settlement.assessed_loss is None:
            raise ValueError("a return without re-pulping has an assessed loss")
        amount = settlement.assessed_loss
        return _in_money(SettlementKind.RETURN, amount, f"核定损失 {amount:,} 元")
    fee = None if machine is None else p.repulping_fee(machine)
    if fee is None:
        raise FeeMissing(f"{p.code}: machine {machine}")
    amount = times(settlement.tonnes, fee.fee)
    return _in_money(
        SettlementKind.RETURN,
        amount,
        f"{settlement.tonnes:,} 吨 × {fee.fee:,} 元/吨（{machine}号纸机回抄费）= {amount:,} 元",
    )


def _compensated(settlement: Compensate, output_share: Decimal | None) -> SettlementLoss:
    """赔  By price, or off the workshop's output. READING: for output the other units still pay their part in money."""
    by_price = times(settlement.tonnes, settlement.ex_works_price)
    product = f"{settlement.tonnes:,} 吨 × {settlement.ex_works_price:,} 元/吨"
    if settlement.method is Method.PRICE or output_share is None:
        return _in_money(SettlementKind.COMPENSATE, by_price, f"{product} = {by_price:,} 元")
    others = minus(WHOLE, output_share)
    amount = times(settlement.tonnes, settlement.ex_works_price, others)
    tonnes = part_of_tonnes(settlement.tonnes, output_share)
    return SettlementLoss(
        kind=SettlementKind.COMPENSATE,
        amount=amount,
        by_price=by_price,
        clause=P_4_4,
        formula=f"{product} × {others}（车间以外的份额）= {amount:,} 元；"
        f"车间扣产量 {settlement.tonnes:,} 吨 × {output_share} = {tonnes:,} 吨",
        output_tonnes=tonnes,
        output_amount=amount,
    )


def _exchanged(settlement: Exchange) -> SettlementLoss:
    """换  Transport and storage incurred."""
    amount = total((settlement.transport_cost, settlement.storage_cost))
    formula = f"运输 {settlement.transport_cost:,} 元 + 保管 {settlement.storage_cost:,} 元 = {amount:,} 元"
    return _in_money(SettlementKind.EXCHANGE, amount, formula)


def _in_money(kind: SettlementKind, amount: Decimal, formula: str) -> SettlementLoss:
    return SettlementLoss(kind, amount, amount, P_4_4, formula, NO_TONNES, ZERO)
