"""Tables in a workbook: typed cells, a frozen heading, totals, widths; text that looks like a formula stays text.

Rows are dictionaries of frozen values (text with fixed places, RFC 3339, ISO days); a column's kind says how they are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from yibin_service.foundation.regulation.clock import local


class Kind(StrEnum):
    """How a column's values are typed and shown."""

    TEXT = "text"
    MONEY = "money"
    TONNES = "tonnes"
    SHARE = "share"
    WHOLE = "whole"
    DAY = "day"
    INSTANT = "instant"
    END = "end"  # when a period ends: midnight is shown as 24:00 of its last day
    FIGURE = "figure"  # as given: a Decimal is money, an int a count, the rest text


FORMATS = {
    Kind.MONEY: "#,##0.00;-#,##0.00",
    Kind.TONNES: "#,##0.000;-#,##0.000",
    Kind.SHARE: "0.00%",
    Kind.WHOLE: "0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.INSTANT: "yyyy-mm-dd hh:mm",
    Kind.END: "yyyy-mm-dd hh:mm",
}
# The cell holds the last second of the day, so that it sorts and counts as the day people read.
LAST_SECOND, MIDNIGHT_FORMAT = timedelta(seconds=1), 'yyyy-mm-dd" 24:00"'
RIGHT = {Kind.MONEY, Kind.TONNES, Kind.SHARE, Kind.WHOLE}
ADDED = {Kind.MONEY, Kind.TONNES, Kind.WHOLE}
HEADING_ROWS = 2
A4 = 9  # the paper size in a workbook's own numbering
LONGEST_CELL = 32_767  # what a cell may hold

_thin = Side(style="thin", color="FFB8C0C8")
EDGE = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)
SUM_EDGE = Border(left=_thin, right=_thin, top=Side(style="medium", color="FF1B2733"), bottom=_thin)
HEADING_FILL = PatternFill("solid", fgColor="FFE8F1F2")
BOLD, TITLE = Font(bold=True), Font(bold=True, size=14)


@dataclass(frozen=True)
class Column:
    """One column: the key of its values, its Chinese heading, kind and width; `is_added` puts its sum below."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: float = 12
    is_added: bool = False


def add_sheet(
    book: Workbook, name: str, title: str, blocks: Sequence[tuple[Sequence[Column], Sequence[Mapping[str, Any]]]]
) -> WriteOnlyWorksheet:
    """A sheet with a title, a frozen heading and one or more tables side by side, a column apart, each with its totals."""
    sheet: WriteOnlyWorksheet = book.create_sheet(name)
    sheet.freeze_panes = f"A{HEADING_ROWS + 1}"
    sheet.print_title_rows = f"{HEADING_ROWS}:{HEADING_ROWS}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    columns = _spread(blocks)
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width if column else 3
    if len(blocks) == 1 and blocks[0][1]:
        last = get_column_letter(len(columns))
        sheet.auto_filter.ref = f"A{HEADING_ROWS}:{last}{HEADING_ROWS + len(blocks[0][1])}"
    sheet.append([_title(sheet, title)])
    sheet.append([_heading(sheet, column) for column in columns])
    for row in _rows(blocks):
        sheet.append([_cell(sheet, column, value, is_sum) for column, value, is_sum in row])
    return sheet


def _spread(blocks: Sequence[tuple[Sequence[Column], Any]]) -> list[Column | None]:
    columns: list[Column | None] = []
    for one, _ in blocks:
        columns += [*([None] if columns else []), *one]
    return columns


def _rows(
    blocks: Sequence[tuple[Sequence[Column], Sequence[Mapping[str, Any]]]],
) -> Iterable[list[tuple[Column | None, Any, bool]]]:
    """Rows of all tables side by side; each table's totals directly below its own rows."""
    bodies = [[*rows, *_totals(columns, rows)] for columns, rows in blocks]
    for at in range(max((len(body) for body in bodies), default=0)):
        line: list[tuple[Column | None, Any, bool]] = []
        for (columns, rows), body in zip(blocks, bodies, strict=True):
            values = body[at] if at < len(body) else {}
            is_sum = at == len(rows)
            line += [(None, None, False)] if line else []
            line += [(column, values.get(column.key), is_sum and bool(values)) for column in columns]
        yield line


def _totals(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The totals row, where a column is added up and there is a row: 「合计」 under the first column."""
    if not rows or not any(column.is_added for column in columns):
        return []
    sums: dict[str, Any] = {
        column.key: sum(
            (Decimal(str(row[column.key])) for row in rows if row.get(column.key) not in (None, "")), Decimal(0)
        )
        for column in columns
        if column.is_added
    }
    return [{columns[0].key: f"合计 {len(rows)}行"} | sums]


def _title(sheet: WriteOnlyWorksheet, words: str) -> Cell:
    cell = text_cell(sheet, words)
    cell.font = TITLE
    return cell


def _heading(sheet: WriteOnlyWorksheet, column: Column | None) -> Cell | None:
    if column is None:
        return None
    cell = text_cell(sheet, column.title)
    cell.font, cell.fill, cell.border = BOLD, HEADING_FILL, EDGE
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, column: Column | None, value: Any, is_sum: bool) -> Cell | None:
    if column is None:
        return None
    kind = _kind_of(column, value)
    is_words = isinstance(value, str) and (kind is Kind.TEXT or is_sum)
    cell = text_cell(sheet, value) if is_words else WriteOnlyCell(sheet, typed(kind, value))
    if not is_words and kind in FORMATS:
        cell.number_format = MIDNIGHT_FORMAT if kind is Kind.END and _is_midnight(value) else FORMATS[kind]
    cell.border = SUM_EDGE if is_sum else EDGE
    cell.alignment = Alignment(
        horizontal="right" if kind in RIGHT and not is_words else None, vertical="top", wrap_text=is_words
    )
    if is_sum:
        cell.font = BOLD
    return cell


def _kind_of(column: Column, value: Any) -> Kind:
    if column.kind is not Kind.FIGURE:
        return column.kind
    return Kind.MONEY if isinstance(value, Decimal) else Kind.WHOLE if isinstance(value, int) else Kind.TEXT


def _is_midnight(value: Any) -> bool:
    return bool(value) and local(datetime.fromisoformat(value)).time() == time(0)


def text_cell(sheet: WriteOnlyWorksheet, words: str) -> Cell:
    """A cell that is text whatever it begins with, and holds nothing a workbook cannot."""
    kept = ILLEGAL_CHARACTERS_RE.sub("", words)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, kept)
    cell.data_type = "s"
    if kept[:1] in {"=", "+", "-", "@"}:
        cell.quotePrefix = True
    return cell


def typed(kind: Kind, value: Any) -> Any:
    """A frozen value as the workbook's own type; None and empty text stay empty."""
    if value is None or value == "":
        return None
    if kind in {Kind.MONEY, Kind.TONNES, Kind.SHARE}:
        return Decimal(str(value))
    if kind is Kind.WHOLE:
        return int(value)
    if kind is Kind.DAY:
        return date.fromisoformat(value)
    if kind is Kind.INSTANT:
        return local(datetime.fromisoformat(value)).replace(tzinfo=None)
    if kind is Kind.END:
        ends = local(datetime.fromisoformat(value)).replace(tzinfo=None)
        return ends - LAST_SECOND if _is_midnight(value) else ends
    return str(value)
