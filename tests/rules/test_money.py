"""Money is cut to the fen in one place, and parts add up to the whole."""

from decimal import Decimal as D

import pytest

from yibin_service.foundation.regulation.money import (
    SharesIncomplete,
    divided,
    fen,
    part_of_tonnes,
    split,
    times,
    total,
)


def test_half_a_fen_goes_up() -> None:
    assert fen(D("0.005")) == D("0.01")


def test_less_than_half_a_fen_goes_down() -> None:
    assert fen(D("0.00499")) == D("0.00")


def test_a_product_is_rounded_once_at_its_end() -> None:
    # 0.333 × 0.15 × 0.1 = 0.004995; rounding 0.04995 on the way would make 0.005 and so 0.01.
    assert times(D("0.333"), D("0.15"), D("0.1")) == D("0.00")


def test_a_product_of_very_long_numbers_is_exact() -> None:
    long = D("9" * 40 + ".99")
    assert times(long, D("1.000")) == long


def test_a_quotient_is_rounded_half_up() -> None:
    assert divided(D("1.00"), D("8")) == D("0.13")


def test_a_sum_of_nothing_is_nought_with_two_places() -> None:
    assert str(total([])) == "0.00"


def test_tonnes_of_a_share_are_rounded_half_up_to_the_kilogram() -> None:
    assert part_of_tonnes(D("0.005"), D("0.7000")) == D("0.004")
    assert part_of_tonnes(D("0.001"), D("0.5000")) == D("0.001")


def test_parts_add_up_to_the_whole() -> None:
    assert split(D("1000.01"), [D("0.9"), D("0.1")]) == [D("900.01"), D("100.00")]


def test_the_largest_remainder_takes_the_odd_fen() -> None:
    assert split(D("0.02"), [D("0.7"), D("0.3")]) == [D("0.01"), D("0.01")]
    assert split(D("0.01"), [D("0.3"), D("0.7")]) == [D("0.00"), D("0.01")]


def test_among_equal_remainders_the_first_takes_the_odd_fen() -> None:
    assert split(D("0.01"), [D("0.5"), D("0.5")]) == [D("0.01"), D("0.00")]


def test_two_odd_fen_go_to_the_first_two_of_three_equals() -> None:
    assert split(D("0.05"), [D("1"), D("1"), D("1")]) == [D("0.02"), D("0.02"), D("0.01")]


def test_weights_need_not_add_up_to_one() -> None:
    assert split(D("30.00"), [D("0.3"), D("0.3")]) == [D("15.00"), D("15.00")]


@pytest.mark.parametrize("weights", [[], [D("0"), D("0")], [D("-1"), D("2")]])
def test_weights_that_cannot_divide_are_refused(weights: list[D]) -> None:
    with pytest.raises(SharesIncomplete):
        split(D("1.00"), weights)
