"""Shares as a person decides them."""

from decimal import Decimal

import pytest

from liability.rules.manual_shares import fault_of


def fault(*shares: tuple[str, str]) -> str:
    return fault_of([unit for unit, _ in shares], [Decimal(fraction) for _, fraction in shares])


@pytest.mark.parametrize(
    "shares",
    [
        (("物资处", "1"),),
        (("物资处", "0.6"), ("承运单位", "0.4")),
        (("物资处", "0.3333"), ("质检处", "0.3333"), ("承运单位", "0.3334")),
        (("物资处", "0.0001"), ("承运单位", "0.9999")),
    ],
)
def test_shares_that_add_up_to_one_stand(shares: tuple[tuple[str, str], ...]) -> None:
    assert fault(*shares) == ""


@pytest.mark.parametrize("rest", ["0.3999", "0.4001"])
def test_a_sum_on_either_side_of_one_is_named(rest: str) -> None:
    assert "合计要等于 100%" in fault(("物资处", "0.6"), ("承运单位", rest))


def test_the_sum_is_told_in_per_cent() -> None:
    assert "现在是 99.99%" in fault(("物资处", "0.6"), ("承运单位", "0.3999"))


def test_a_unit_stands_once() -> None:
    assert "写了两次" in fault(("物资处", "0.5"), ("物资处", "0.5"))


@pytest.mark.parametrize("fraction", ["0", "-0.1", "1.0001"])
def test_a_share_is_more_than_nothing_and_at_most_the_whole(fraction: str) -> None:
    assert "大于 0" in fault(("物资处", fraction), ("承运单位", "0.5"))


def test_a_finer_share_than_two_places_of_a_per_cent_is_refused() -> None:
    assert "两位小数" in fault(("物资处", "0.33333"), ("承运单位", "0.66667"))


def test_no_share_is_no_division() -> None:
    assert fault() != ""
