"""Tables in a workbook, read back by openpyxl."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from yibin_service.foundation.sheets import Column, Kind, add_sheet

COLUMNS = (
    Column("name", "名称", width=20),
    Column("amount", "金额（元）", Kind.MONEY, 14, True),
    Column("tonnes", "吨", Kind.TONNES, 10, True),
    Column("share", "比例", Kind.SHARE),
    Column("count", "件", Kind.WHOLE, 8, True),
    Column("on", "日期", Kind.DAY),
    Column("at", "时间", Kind.INSTANT),
)
ROW: dict[str, Any] = {
    "name": "造纸厂",
    "amount": "-1234.50",
    "tonnes": "12.600",
    "share": "0.7000",
    "count": 3,
    "on": "2026-10-31",
    "at": "2026-10-31T23:59:00+08:00",
}


def sheet(*rows: dict[str, Any], columns: Sequence[Column] = COLUMNS) -> Worksheet:
    book = Workbook(write_only=True)
    add_sheet(book, "表", "某表", [(columns, rows)])
    content = BytesIO()
    book.save(content)
    return load_workbook(BytesIO(content.getvalue()))["表"]


def texts(*words: str) -> list[Any]:
    found = sheet(*[{"name": word} for word in words], columns=COLUMNS[:1])
    return [row[0].value for row in found.iter_rows(min_row=3)]


def test_cells_are_typed() -> None:
    values = [cell.value for cell in sheet(ROW)[3]]
    assert values == ["造纸厂", -1234.5, 12.6, 0.7, 3, datetime(2026, 10, 31), datetime(2026, 10, 31, 23, 59)]
    assert values[5].date() == date(2026, 10, 31)


def test_numbers_carry_their_format() -> None:
    formats = [cell.number_format for cell in sheet(ROW)[3]]
    assert formats[1:] == ["#,##0.00;-#,##0.00", "#,##0.000;-#,##0.000", "0.00%", "0", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_the_heading_is_frozen_repeated_on_paper_and_filtered() -> None:
    found = sheet(ROW)
    assert (found.freeze_panes, found.print_title_rows, found.auto_filter.ref) == ("A3", "$2:$2", "A2:G3")
    assert [cell.value for cell in found[2]] == [column.title for column in COLUMNS]
    assert found["A1"].value == "某表"


def test_columns_have_their_widths() -> None:
    found = sheet(ROW)
    assert [found.column_dimensions[letter].width for letter in "ABC"] == [20, 14, 10]


def test_totals_stand_below_and_do_not_drift() -> None:
    found = sheet(ROW | {"amount": "0.10"}, ROW | {"amount": "0.20"}, ROW | {"amount": None})
    assert [cell.value for cell in found[6]] == ["合计 3行", 0.3, 37.8, None, 9, None, None]
    assert found["B6"].font.bold


def test_a_table_without_sums_has_no_total_row() -> None:
    assert texts("一", "二") == ["一", "二"]


def test_an_empty_table_keeps_its_heading() -> None:
    found = sheet()
    assert found.max_row == 2


@pytest.mark.parametrize("word", ["=1+1", '=HYPERLINK("http://x","y")', "+86", "-cmd|' /C calc'!A0", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(word: str) -> None:
    found = sheet({"name": word}, columns=COLUMNS[:1])
    cell = found["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (word, "s", True)


@pytest.mark.parametrize(
    ("ends", "value", "format"),
    [
        ("2026-11-26T00:00:00+08:00", datetime(2026, 11, 25, 23, 59, 59), 'yyyy-mm-dd" 24:00"'),
        ("2026-11-26T00:01:00+08:00", datetime(2026, 11, 26, 0, 1), "yyyy-mm-dd hh:mm"),
        (None, None, "yyyy-mm-dd hh:mm"),
    ],
)
def test_a_period_that_ends_at_midnight_shows_24_of_its_last_day(ends: Any, value: Any, format: str) -> None:
    cell = sheet({"end": ends}, columns=(Column("end", "截止", Kind.END),))["A3"]
    assert (cell.value, cell.number_format) == (value, format)


@pytest.mark.parametrize(
    ("figure", "value", "format"),
    [(Decimal("1234.50"), 1234.5, "#,##0.00;-#,##0.00"), (3, 3, "0"), ("迟", "迟", "General")],
)
def test_a_figure_among_words_is_typed_by_what_it_is(figure: Any, value: Any, format: str) -> None:
    cell = sheet({"value": figure}, columns=(Column("value", "内容", Kind.FIGURE),))["A3"]
    assert (cell.value, cell.number_format) == (value, format)


def test_a_negative_sum_stays_a_number() -> None:
    cell = sheet(ROW)["B3"]
    assert (cell.value, cell.data_type) == (-1234.5, "n")


@pytest.mark.parametrize("word", ["重庆化工厂", "外加", "品质", "厂", "加\n质", "🧻纸", "A\u00a0"])
def test_characters_at_the_ends_of_cells_survive(word: str) -> None:
    assert texts(word) == [word]


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    assert texts("卷\x00号\x0b7", "长" * 40_000) == ["卷号7", "长" * 32_767]


def test_tables_side_by_side_keep_to_their_columns_and_have_their_own_totals() -> None:
    short = (Column("name", "机台"), Column("amount", "损失", Kind.MONEY, 12, True))
    book = Workbook(write_only=True)
    rows = [{"name": f"{number}号", "amount": "1.00"} for number in range(3)]
    add_sheet(book, "表", "某表", [(short, rows[:1]), (short, rows), (short, [])])
    content = BytesIO()
    book.save(content)
    found = load_workbook(BytesIO(content.getvalue()))["表"]
    assert [[cell.value for cell in row] for row in found.iter_rows(min_row=2)] == [
        ["机台", "损失", None, "机台", "损失", None, "机台", "损失"],
        ["0号", 1, None, "0号", 1, None, None, None],
        ["合计 1行", 1, None, "1号", 1, None, None, None],
        [None, None, None, "2号", 1, None, None, None],
        [None, None, None, "合计 3行", 3, None, None, None],
    ]
