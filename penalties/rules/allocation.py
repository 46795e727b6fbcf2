"""P.三, P.四  Dividing the loss among the units, to the fen, by largest remainder; and the recovery from the carrier beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from liability.rules.determine import Determination
from liability.rules.facts import UNIT_NAMES, Party
from yibin_service.foundation.regulation.clauses import P_3_3, P_4_1_2
from yibin_service.foundation.regulation.money import EXACT, NO_TONNES, ZERO, minus, split, total
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

from .result import Allocation


@dataclass(frozen=True, slots=True)
class Division:
    """The loss divided by the clause's shares. `amounts` follow `determination.shares`; `external` is the carrier's part E."""

    determination: Determination
    common: Decimal  # divided among all
    output: Decimal  # divided among the units beside the workshop
    tonnes: Decimal  # taken off the workshop's output
    amounts: tuple[Decimal, ...]
    external: Decimal


def divide(determination: Determination, *, common: Decimal, output: Decimal, tonnes: Decimal) -> Division:
    """P.四.4  Two divisions, each by largest remainder: output among the others in proportion, the rest among all."""
    shares = determination.shares
    amounts = split(common, [share.fraction for share in shares])
    others = [index for index, share in enumerate(shares) if share.party is not Party.WORKSHOP]
    if output and others:
        for index, part in zip(others, split(output, [shares[index].fraction for index in others]), strict=True):
            amounts[index] = EXACT.add(amounts[index], part)
    external = total([part for share, part in zip(shares, amounts, strict=True) if share.party is Party.CARRIER])
    return Division(determination, common, output, tonnes, tuple(amounts), external)


def allocations_of(division: Division, *, recovered: Decimal, sales_mistake: bool) -> tuple[Allocation, ...]:
    """P.三  The units' lines in the clause's order, then the recovery lines; lines of nothing are left out."""
    lines = []
    for share, amount in zip(division.determination.shares, division.amounts, strict=True):
        tonnes = division.tonnes if share.party is Party.WORKSHOP else NO_TONNES
        if share.party is Party.CARRIER or not (amount or tonnes):
            continue
        formula = _formula(division, share.party, share.fraction, amount)
        clause = division.determination.clause
        lines.append(Allocation(share.party, share.unit, share.fraction, amount, tonnes, clause, formula))
    return (*lines, *_recovery(division.external, recovered, sales_mistake))


def _formula(division: Division, party: Party, fraction: Decimal, amount: Decimal) -> str:
    """The unit's part in words: of the common loss, and of the output the others pay for."""
    if party is Party.WORKSHOP or not division.output:
        exact = EXACT.multiply(division.common, fraction)
        return f"{division.common:,} 元 × {fraction} {'=' if exact == amount else '≈'} {amount:,} 元"
    return f"{division.common:,} 元 × {fraction} + 产量折价 {division.output:,} 元中的份额 = {amount:,} 元"


def _recovery(external: Decimal, recovered: Decimal, sales_mistake: bool) -> Sequence[Allocation]:
    """P.三.3  What the carrier paid, then who bears the rest. READING: 公司, unless 销售处's mistake was confirmed."""
    rest = minus(external, recovered)
    bearer = Party.SALES if sales_mistake else Party.COMPANY
    lines = []
    if recovered:
        lines.append(_recovery_line(Party.CARRIER, recovered, f"已追偿 {recovered:,} 元"))
    if rest:
        lines.append(_recovery_line(bearer, rest, f"{external:,} 元 − 已追偿 {recovered:,} 元 = {rest:,} 元"))
    return lines


def _recovery_line(party: Party, amount: Decimal, formula: str) -> Allocation:
    return Allocation(party, UNIT_NAMES[party], None, amount, NO_TONNES, P_3_3, formula)


def late_handling(loss: Decimal, recovered: Decimal, p: ParameterSet) -> tuple[Allocation, ...]:
    """P.四.1(2)  The card was late and cost evidence and handling: 销售处 and 公司 bear the net loss instead of P.三's units.

    READING: the net loss is what the carrier did not pay; the carrier's line stays.
    """
    net = minus(loss, recovered)
    fractions = [p.decimal(K.LATE_HANDLING_SALES_SHARE), p.decimal(K.LATE_HANDLING_COMPANY_SHARE)]
    lines = [_recovery_line(Party.CARRIER, recovered, f"已追偿 {recovered:,} 元")] if recovered else []
    parts = split(net, fractions)
    for party, fraction, amount in zip((Party.SALES, Party.COMPANY), fractions, parts, strict=True):
        if amount:
            sign = "=" if EXACT.multiply(net, fraction) == amount else "≈"
            formula = f"({loss:,} 元 − 已追偿 {recovered:,} 元) × {fraction} {sign} {amount:,} 元"
            unit = UNIT_NAMES[party]
            lines.append(Allocation(party, unit, fraction, amount, NO_TONNES, P_4_1_2, formula))
    return tuple(lines)


def counted_recovery(recovered: Decimal, external: Decimal) -> Decimal:
    """P.三.3  Of what was recovered, no more counts than the carrier's part."""
    return min(recovered, external) if external else ZERO
