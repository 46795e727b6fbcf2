"""Money is Decimal, cut to the fen here and nowhere else. Parts of a sum add up to it exactly."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from math import lcm

FEN = Decimal("0.01")
KILOGRAM = Decimal("0.001")
ZERO = Decimal("0.00")
NO_TONNES = Decimal("0.000")
# Wide enough that no product or sum of admitted numbers is ever rounded by the arithmetic itself.
EXACT = Context(prec=2000, rounding=ROUND_HALF_UP)


class SharesIncomplete(ValueError):
    """Shares that do not add up to one cannot divide a sum."""


def fen(amount: Decimal) -> Decimal:
    """`amount` in CNY, half up to two places."""
    return EXACT.quantize(amount, FEN)


def kilogram(tonnes: Decimal) -> Decimal:
    """`tonnes`, half up to three places."""
    return EXACT.quantize(tonnes, KILOGRAM)


def part_of_tonnes(tonnes: Decimal, share: Decimal) -> Decimal:
    """`tonnes` × `share`, half up to three places."""
    return EXACT.quantize(EXACT.multiply(tonnes, share), KILOGRAM)


def times(*factors: Decimal) -> Decimal:
    """The product to the fen, rounded once at the end."""
    product = factors[0]
    for factor in factors[1:]:
        product = EXACT.multiply(product, factor)
    return EXACT.quantize(product, FEN)


def divided(amount: Decimal, divisor: Decimal) -> Decimal:
    """`amount` ÷ `divisor`, half up to the fen."""
    return EXACT.quantize(EXACT.divide(amount, divisor), FEN)


def total(amounts: Sequence[Decimal], start: Decimal = ZERO) -> Decimal:
    """The exact sum; `start` (0.00, or NO_TONNES) for none."""
    result = start
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def minus(amount: Decimal, taken: Decimal) -> Decimal:
    """The exact difference."""
    return EXACT.subtract(amount, taken)


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Divide `amount` (whole fen, not negative) in proportion to `weights`, by largest remainder.

    The parts add up to `amount` exactly. Among equal remainders the one that stands first takes the odd fen, so callers
    give the weights in the clause's order. Raises SharesIncomplete where no weight is above zero or one is below.
    """
    if not weights or min(weights) < 0 or max(weights) == 0:
        raise SharesIncomplete("weights must not be negative and one must be more than zero")
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(below for _, below in ratios))
    counts = [above * (common // below) for above, below in ratios]
    whole = sum(counts)
    in_fen = int(EXACT.scaleb(amount, 2))
    shares = [divmod(in_fen * count, whole) for count in counts]
    parts = [quotient for quotient, _ in shares]
    odd_fen = in_fen - sum(parts)
    if odd_fen:
        for index in sorted(range(len(parts)), key=lambda i: (-shares[i][1], i))[:odd_fen]:
            parts[index] += 1
    return [EXACT.scaleb(Decimal(part), -2) for part in parts]
