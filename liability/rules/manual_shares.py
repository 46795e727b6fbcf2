"""Shares as a person decides them: each unit once, four places, together one whole."""

from collections.abc import Sequence
from decimal import Decimal

WHOLE = Decimal(1)
PLACES = Decimal("0.0001")


def fault_of(units: Sequence[str], fractions: Sequence[Decimal]) -> str:
    """What keeps these shares from standing, in words; empty when nothing does."""
    if not units:
        return "请至少写一个单位的比例"
    twice = next((unit for unit in units if units.count(unit) > 1), None)
    if twice:
        return f"「{twice}」写了两次，请合成一行"
    wrong = next((unit for unit, fraction in zip(units, fractions, strict=True) if not 0 < fraction <= 1), None)
    if wrong:
        return f"「{wrong}」的比例请填大于 0、不超过 100 的数"
    if any(fraction != fraction.quantize(PLACES) for fraction in fractions):
        return "比例最多写两位小数，如 33.33"
    return _fault_of_sum(sum(fractions, Decimal(0)))


def _fault_of_sum(whole: Decimal) -> str:
    if whole == WHOLE:
        return ""
    percent = (whole * 100).normalize()
    return f"各单位比例合计要等于 100%，现在是 {percent:f}%"
