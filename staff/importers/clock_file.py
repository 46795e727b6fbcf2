"""An attendance clock's export read into presses: one row per press or one per day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO

from staff.rules.punch_file import Press
from staff.rules.punches import Side

from .cells import Moment, plain, read_day, read_moments
from .errors import UnreadableCell, UnreadableFile
from .headings import HEADING_ROWS, NOT_FOUND, Columns, Meaning, check_columns, find_columns
from .tables import Row, tables_in

LOOKED_AT = 50
TELL_EVERY = 2_000
LONGEST_NUMBER, LONGEST_NAME = 20, 40
SIDES = {
    "上班": Side.IN, "上班打卡": Side.IN, "签到": Side.IN, "进": Side.IN, "上班签到": Side.IN, "C/In": Side.IN,
    "下班": Side.OUT, "下班打卡": Side.OUT, "签退": Side.OUT, "出": Side.OUT, "下班签退": Side.OUT, "C/Out": Side.OUT,
}  # fmt: skip
NO_ROWS = "表头下面没有打卡记录：请核对导出的日期范围再传"
SWAPPED_PERSON = "「{number}」一列里是姓名，「{name}」一列里是号码：两列的表头对调了，请改好再传"
SWAPPED_TIME = "「{date}」一列里是时间，「{time}」一列里是日期：两列的表头对调了，请改好再传"
Tell = Callable[[int], None]


@dataclass(frozen=True)
class ClockFile:
    """What was understood: the sheet, the columns by the file's own words, and the presses in the file's order."""

    sheet: str
    columns: dict[str, str]
    presses: list[Press]
    row_count: int


def read_clock_file(content: BinaryIO, tell: Tell = lambda rows: None) -> ClockFile:
    """The presses of an export. Raises UnreadableFile, naming what to do; a faulty cell is its row's trouble alone.

    `tell` hears the number of rows read now and then.
    """
    sheet, heading_line, columns, rows = _find_table(content)
    check_columns(columns)
    body = [
        (line, row)
        for line, row in enumerate(_told(rows, tell), heading_line + 1)
        if any(cell is not None and cell != "" for cell in row)
    ]
    if not body:
        raise UnreadableFile(NO_ROWS)
    _check_not_swapped([row for _, row in body[:LOOKED_AT]], columns)
    presses = [press for line, row in body for press in _presses_of(line, row, columns)]
    words = {str(meaning): word for meaning, word in columns.words.items()}
    return ClockFile(sheet, words, presses, len(body))


def _find_table(content: BinaryIO) -> tuple[str, int, Columns, Iterator[Row]]:
    """The first sheet with headings among its first rows, and the rows below them."""
    for sheet, rows in tables_in(content):
        for line, row in enumerate(islice(rows, HEADING_ROWS), 1):
            columns = find_columns(row)
            if columns is not None:
                return sheet, line, columns, rows
    raise UnreadableFile(NOT_FOUND.format(rows=HEADING_ROWS))


def _told(rows: Iterator[Row], tell: Tell) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number % TELL_EVERY == 0:
            tell(number)
        yield row


def _presses_of(line: int, row: Row, columns: Columns) -> Iterator[Press]:
    """One press per time of the row; one without a time where nobody pressed; one with its trouble where unreadable."""
    number = plain(columns.cell(row, Meaning.NUMBER))[:LONGEST_NUMBER].removeprefix("'")
    name = plain(columns.cell(row, Meaning.NAME))[:LONGEST_NAME]
    try:
        on, moments = _times_of(row, columns)
    except UnreadableCell as problem:
        yield Press(line, number, name, trouble=str(problem))
        return
    if not moments:
        yield Press(line, number, name, on)
    for moment, side in moments:
        day = moment.day(on)
        trouble = "" if day else "没有日期"
        yield Press(line, number, name, day, moment.at, side, trouble)


def _times_of(row: Row, columns: Columns) -> tuple[date | None, list[tuple[Moment, Side]]]:
    told = SIDES.get(plain(columns.cell(row, Meaning.SIDE)), Side.UNTOLD)
    day_cell = columns.cell(row, Meaning.DATE)
    if not columns.at.keys() & {Meaning.TIME, Meaning.MOMENT, Meaning.IN, Meaning.OUT}:
        return None, [(moment, told) for moment in read_moments(day_cell)]  # a column 「日期」 that holds the time too
    moments = [(moment, told) for moment in read_moments(columns.cell(row, Meaning.MOMENT))]
    if not columns.at.keys() & {Meaning.MOMENT}:
        moments += [(moment, told) for moment in read_moments(columns.cell(row, Meaning.TIME))]
    if not moments or told is Side.UNTOLD:
        moments += _told_sides(row, columns, moments)
    is_dated = bool(moments) and all(moment.on for moment, _ in moments)
    return (None if is_dated or Meaning.DATE not in columns.at else read_day(day_cell)), moments


def _told_sides(row: Row, columns: Columns, others: list[tuple[Moment, Side]]) -> list[tuple[Moment, Side]]:
    """The columns of coming and going; a press that stands among the row's times too is not taken a second time."""
    found = [(moment, Side.IN) for moment in read_moments(columns.cell(row, Meaning.IN))]
    found += [(moment, Side.OUT) for moment in read_moments(columns.cell(row, Meaning.OUT))]
    return [one for one in found if all(one[0].at != other.at for other, _ in others)]


def _check_not_swapped(rows: list[Row], columns: Columns) -> None:
    words = columns.words
    numbers = [plain(columns.cell(row, Meaning.NUMBER)) for row in rows]
    names = [plain(columns.cell(row, Meaning.NAME)) for row in rows]
    if Meaning.NAME in columns.at and _mostly(numbers, _is_name) and _mostly(names, str.isdigit):
        raise UnreadableFile(SWAPPED_PERSON.format(number=words[Meaning.NUMBER], name=words[Meaning.NAME]))
    if {Meaning.DATE, Meaning.TIME} <= columns.at.keys():
        dates = [columns.cell(row, Meaning.DATE) for row in rows]
        times = [columns.cell(row, Meaning.TIME) for row in rows]
        if _mostly(dates, _is_time_only) and _mostly(times, _is_day_only):
            raise UnreadableFile(SWAPPED_TIME.format(date=words[Meaning.DATE], time=words[Meaning.TIME]))


def _mostly(cells: list[Any], fits: Callable[[Any], bool]) -> bool:
    return sum(fits(cell) for cell in cells) * 2 > len(cells)


def _is_name(text: str) -> bool:
    return bool(text) and not any(c.isdigit() for c in text)


def _is_time_only(cell: Any) -> bool:
    try:
        moments = read_moments(cell)
    except UnreadableCell:
        return False
    return bool(moments) and all(moment.on is None for moment in moments)


def _is_day_only(cell: Any) -> bool:
    if isinstance(cell, datetime) and cell.time() != time.min:
        return False
    try:
        read_day(cell)
    except UnreadableCell:
        return False
    return True
