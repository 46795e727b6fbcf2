"""Which column is which: found by the names that clocks, 钉钉 and 企业微信 give them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .cells import plain
from .errors import UnreadableFile

HEADING_ROWS = 20
MARKS = re.compile(r"[\s*:()\[\]【】_-]")


class Meaning(StrEnum):
    NUMBER = "工号"
    NAME = "姓名"
    DATE = "日期"
    TIME = "打卡时间"
    MOMENT = "日期时间"
    SIDE = "上下班"
    IN = "上班打卡"
    OUT = "下班打卡"


# The first name of a row that stands in the file is taken: a clock's own number is only used where there is no 工号.
NAMES: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.NUMBER: ("工号", "员工工号", "员工编号", "人员工号", "人员编号", "员工号", "考勤号码", "考勤号", "考勤编号", "登记号码", "编号"),
    Meaning.NAME: ("姓名", "员工姓名", "人员姓名", "名字"),
    Meaning.DATE: ("日期", "打卡日期", "考勤日期", "刷卡日期", "出勤日期"),
    Meaning.TIME: ("打卡时间", "刷卡时间", "打卡时刻", "打卡记录", "刷卡记录", "时间", "考勤时间"),
    Meaning.MOMENT: ("日期时间", "打卡日期时间", "日期/时间", "刷卡日期时间", "考勤日期时间"),
    Meaning.SIDE: ("上下班", "打卡类型", "签到类型", "考勤类型", "考勤状态", "进出"),
    Meaning.IN: ("上班打卡", "上班打卡时间", "上班1打卡时间", "上班1打卡", "签到", "签到时间", "最早打卡", "最早", "上班"),
    Meaning.OUT: ("下班打卡", "下班打卡时间", "下班1打卡时间", "下班1打卡", "签退", "签退时间", "最晚打卡", "最晚", "下班"),
}
NOT_FOUND = (
    "没有认出表头：前 {rows} 行里要有「工号」（或考勤号码、人员编号），"
    "以及「日期」和「打卡时间」、「日期时间」，或「上班打卡」和「下班打卡」；请补上表头再传"
)
NO_NUMBER = "没有「工号」一列（或考勤号码、人员编号）：只凭姓名分不清同名的人，请导出时带上工号再传"
NO_TIME = "没有打卡时间一列：要有「打卡时间」「日期时间」，或「上班打卡」「下班打卡」；请补上再传"
NO_DATE = "没有「日期」一列，时间里也没有日期：请导出时带上日期再传"


@dataclass(frozen=True)
class Columns:
    """Where each meaning stands, and the file's own words for it."""

    at: Mapping[Meaning, int]
    words: Mapping[Meaning, str]

    def cell(self, row: tuple[Any, ...], meaning: Meaning) -> Any:
        """The row's cell of this meaning; None where there is none."""
        place = self.at.get(meaning)
        return row[place] if place is not None and place < len(row) else None


def find_columns(row: tuple[Any, ...]) -> Columns | None:
    """The columns, if the row is one of headings: a number or name with anything of time."""
    headings = [MARKS.sub("", plain(cell)) for cell in row]
    at: dict[Meaning, int] = {}
    for meaning, names in NAMES.items():
        name = next((name for name in names if name in headings), None)
        if name is not None:
            at[meaning] = headings.index(name)
    times = {Meaning.TIME, Meaning.MOMENT, Meaning.IN, Meaning.OUT, Meaning.DATE}
    if not at.keys() & {Meaning.NUMBER, Meaning.NAME} or not at.keys() & times:
        return None
    return Columns(at, {meaning: plain(row[place]) for meaning, place in at.items()})


def check_columns(columns: Columns) -> None:
    """Raises UnreadableFile where what is needed to tell who pressed when is missing."""
    has = columns.at.keys()
    if Meaning.NUMBER not in has:
        raise UnreadableFile(NO_NUMBER)
    if has & {Meaning.IN, Meaning.OUT} and not has & {Meaning.DATE, Meaning.MOMENT}:
        raise UnreadableFile(NO_DATE)
    if not has & {Meaning.TIME, Meaning.MOMENT, Meaning.IN, Meaning.OUT, Meaning.DATE}:
        raise UnreadableFile(NO_TIME)
