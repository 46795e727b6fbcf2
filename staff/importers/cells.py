"""Dates and times as clocks write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.utils.datetime import from_excel

from .errors import UnreadableCell

FIRST_YEAR, LAST_YEAR = 1990, 2199
FIRST_SERIAL, LAST_SERIAL = 32_874, 109_574  # Excel's days from 1990 to 2199
NOON, MINUTES, SECONDS = 12, 60, 86_400
NOTHING = frozenset({"", "-", "--", "---", "—", "——", "/", "无", "空", "未打卡", "缺卡", "缺勤", "旷工", "休息", "请假", "未签到", "未签退", "null", "none"})
DATE = re.compile(
    r"(?P<y>\d{4}|\d{2})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
    r"(?:[\s(]*(?:星期|周)[一二三四五六日天]\)?)?(?:[\sT]*0{1,2}:00(?::00)?)?"
)
SOLID_DATE = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
MOMENT = re.compile(
    r"(?:(?P<y>\d{4}|\d{2})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?:[\s(]*(?:星期|周)[一二三四五六日天]\)?)?[\sT]*)?"
    r"(?P<next>次日)?\s*(?P<half>上午|下午|晚上|AM|PM)?\s*"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s*(?P<after>AM|PM))?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[\s;,、|/()\[\]+]|正常|迟到|早退|严重|外勤|内勤|打卡|补卡|签到|签退|上班|下班")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day; `on` where the cell itself tells the day, `days_later` 1 for 「次日」."""

    at: time
    on: date | None = None
    days_later: int = 0

    def day(self, row_day: date | None) -> date | None:
        """The day of the press: the cell's own, or the row's."""
        on = self.on or row_day
        return on + timedelta(days=self.days_later) if on else None


def plain(value: Any) -> str:
    """A cell as one line of text: 全角 made 半角, ends trimmed, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).replace("\x00", "")
    return " ".join(text.split())


def read_day(value: Any) -> date:
    """A cell of the column of dates. Raises UnreadableCell."""
    if isinstance(value, datetime):
        return _sound(value.date(), value)
    if isinstance(value, date):
        return _sound(value, value)
    text = plain(value)
    _refuse_formula(text)
    if isinstance(value, int | float) and FIRST_SERIAL <= value <= LAST_SERIAL:
        return _sound(from_excel(int(value)).date(), value)
    found = DATE.fullmatch(text) or SOLID_DATE.fullmatch(text)
    if found is None:
        raise UnreadableCell(f"日期「{text[:20]}」认不出，如 2026-10-08" if text else "没有日期")
    return _day_of(found, text)


def read_moments(value: Any) -> list[Moment]:
    """The times of a cell, in its order; none where it says that nobody pressed. Raises UnreadableCell."""
    if isinstance(value, datetime):
        on = value.date() if value.year >= FIRST_YEAR else None
        return [Moment(_to_minute(value.time()), on)]
    if isinstance(value, time):
        return [Moment(_to_minute(value))]
    if isinstance(value, timedelta):
        return [_of_fraction(value.total_seconds() / SECONDS)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [_of_number(value)]
    text = plain(value)
    _refuse_formula(text)
    if text.lower() in NOTHING:
        return []
    found = list(MOMENT.finditer(text))
    if not found or BETWEEN.sub("", MOMENT.sub("", text)):
        raise UnreadableCell(f"时间「{text[:30]}」认不出，如 08:20")
    return [_moment_of(one, text) for one in found]


def _refuse_formula(text: str) -> None:
    if text.startswith("="):
        raise UnreadableCell(f"「{text[:20]}」是公式：请复制后选择性粘贴为数值")


def _of_number(value: float) -> Moment:
    if 0 <= value < 1:
        return _of_fraction(value)
    if FIRST_SERIAL <= value <= LAST_SERIAL:
        moment = from_excel(value)
        return Moment(_to_minute((moment + timedelta(milliseconds=500)).time()), moment.date())
    raise UnreadableCell(f"时间「{plain(value)}」认不出，如 08:20")


def _of_fraction(part: float) -> Moment:
    seconds = round(part * SECONDS)
    if not 0 <= seconds < SECONDS:
        raise UnreadableCell("时间不在一天之内")
    return Moment(time(seconds // 3600, seconds // MINUTES % MINUTES))


def _moment_of(found: re.Match[str], text: str) -> Moment:
    hour, half = int(found["hour"]), (found["half"] or found["after"] or "").upper()
    if half in {"下午", "晚上", "PM"} and hour < NOON:
        hour += NOON
    if half in {"上午", "AM"} and hour == NOON:
        hour = 0
    try:
        at = time(hour, int(found["minute"]))
    except ValueError:
        raise UnreadableCell(f"时间「{text[:30]}」没有这样的钟点") from None
    return Moment(at, _day_of(found, text) if found["y"] else None, 1 if found["next"] else 0)


def _day_of(found: re.Match[str], text: str) -> date:
    year = int(found["y"]) + (2000 if len(found["y"]) == len("26") else 0)
    try:
        return _sound(date(year, int(found["m"]), int(found["d"])), text)
    except ValueError as problem:
        if isinstance(problem, UnreadableCell):
            raise
        raise UnreadableCell(f"日期「{text[:20]}」历上没有") from None


def _sound(on: date, told: Any) -> date:
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise UnreadableCell(f"日期「{plain(told)[:20]}」的年份请核对")
    return on


def _to_minute(at: time) -> time:
    """Punches are judged by the minute: 08:30:59 is 08:30."""
    return at.replace(second=0, microsecond=0, tzinfo=None)
