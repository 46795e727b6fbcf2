"""Charts on paper: their shapes follow the figures."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from penalties.reports.charts import Series, bars_chart, columns_chart, in_wan, scale

D = Decimal


def boxes(svg: str) -> list[dict[str, float]]:
    rects = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
    return [{key: float(value) for key, value in rect.attrib.items() if key != "fill"} for rect in rects]


@pytest.mark.parametrize(
    "largest, top",
    [("0", "1"), ("0.57", "0.6"), ("0.5", "0.5"), ("11.47", "12"), ("1", "1"), ("999.99", "1000"), ("0.01", "0.01")],
)
def test_a_scale_ends_at_or_just_above_the_largest(largest: str, top: str) -> None:
    step, found = scale(D(largest))
    assert found == D(top)
    assert found % step == 0


def test_columns_are_as_high_as_their_sums() -> None:
    svg = columns_chart(["9月", "10月"], [Series("退", (D(1), D(2))), Series("赔", (D(3), D(2)))])
    shapes = boxes(svg)[2:]  # the legend's two squares come first
    assert [round(one["height"] / shapes[0]["height"], 1) for one in shapes] == [1.0, 3.0, 2.0, 2.0]
    assert re.findall(r">(\d\.\d\d)<", svg)[-2:] == ["4.00", "4.00"]


def test_parts_below_zero_are_left_to_the_total() -> None:
    svg = columns_chart(["10月"], [Series("退", (D(2),)), Series("费用", (D("-0.5"),))])
    assert len(boxes(svg)) == 3
    assert ">1.50<" in svg


def test_bars_are_as_long_as_their_sums_and_carry_them_in_words() -> None:
    svg = bars_chart(["四抄车间", "质检处"], ["11010.00", "2490.00"])
    long, short = boxes(svg)
    assert round(long["width"] / short["width"], 2) == round(11010 / 2490, 2)
    assert ">11,010.00<" in svg and ">四抄车间<" in svg


def test_a_sum_below_zero_goes_to_the_left_of_the_line() -> None:
    right, left = boxes(bars_chart(["甲", "乙"], ["100.00", "-50.00"]))
    assert left["x"] + left["width"] == pytest.approx(right["x"], abs=0.2)


def test_names_are_written_as_text() -> None:
    svg = bars_chart(['<b>&"厂'], ["1.00"])
    assert "&lt;b&gt;&amp;" in svg
    ElementTree.fromstring(svg)


def test_charts_without_figures_can_be_drawn() -> None:
    for svg in (bars_chart([], []), columns_chart([], []), columns_chart(["1月"], [Series("退", (D(0),))])):
        ElementTree.fromstring(svg)


def test_wan_is_a_ten_thousandth() -> None:
    assert in_wan("14270.00") == D("1.427")
