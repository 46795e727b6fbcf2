"""How figures, times and periods are written for people: one way everywhere, on screen, on paper and in messages.

Plain Python. Nothing here decides anything: it draws what it is given. Missing values (None, "") are drawn as "".
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from yibin_service.foundation.regulation.money import fen, kilogram

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUS = "−"
WEEKDAYS = "一二三四五六日"

DEFAULT_SOON = timedelta(hours=24)
DEFAULT_URGENT = timedelta(hours=6)


def _exact(value: Decimal | int | str) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _drawn(value: Decimal | int) -> str:
    """Thousands separators and a true minus; no sign on zero."""
    return f"{value:,}".replace("-", MINUS) if value else f"{abs(value):,}"


def money(value: Decimal | int | str | None) -> str:
    """Yuan to the fen without a unit: `33,988.90`, `−2,940.00`, `0.00`."""
    return "" if value is None or value == "" else _drawn(fen(_exact(value)))


def money_or_blank(value: Decimal | int | str | None) -> str:
    """As `money`, but nothing for zero: for columns with few figures."""
    return "" if value is None or value == "" or not _exact(value) else money(value)


def yuan(value: Decimal | int | str | None) -> str:
    """`33,988.90 元`."""
    return f"{money(value)} 元" if money(value) else ""


def signed_money(value: Decimal | int | str | None) -> str:
    """A difference: `+3,398.89`, `−3,398.89`, `0.00`."""
    text = money(value)
    return f"+{text}" if value is not None and text and _exact(value) > 0 else text


def tonnes(value: Decimal | int | str | None) -> str:
    """Tonnes, three places, without a unit: `12.600`."""
    return "" if value is None or value == "" else _drawn(kilogram(_exact(value)))


def share(value: Decimal | int | str | None) -> str:
    """A fraction of one as per cent: `70%`; `33.33%` where it is not whole."""
    if value is None or value == "":
        return ""
    percent = fen(_exact(value) * 100)
    return f"{_drawn(int(percent) if percent == int(percent) else percent)}%"


def count(value: int | None, measure_word: str) -> str:
    """A count joined to its measure word: `6件`, `1,234笔`."""
    return "" if value is None else f"{_drawn(value)}{measure_word}"


def local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)


def day(value: date | datetime | None, this_year: int) -> str:
    """`11-25`, or `2025-11-25` in another year."""
    if not value:
        return ""
    on = local(value).date() if isinstance(value, datetime) else value
    return f"{on:%m-%d}" if on.year == this_year else f"{on:%Y-%m-%d}"


def printed_day(value: date | datetime | None) -> str:
    """`2026年11月1日`, for paper."""
    if not value:
        return ""
    on = local(value).date() if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"


def month(value: date | datetime | None) -> str:
    """`2026年10月`."""
    if not value:
        return ""
    on = local(value).date() if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月"


def weekday(value: date | datetime | None) -> str:
    """`星期一`."""
    if not value:
        return ""
    on = local(value).date() if isinstance(value, datetime) else value
    return f"星期{WEEKDAYS[on.weekday()]}"


def instant(moment: datetime | None, this_year: int) -> str:
    """When something happened: `11-20 16:35`, `2025-11-20 16:35`. Midnight stays 00:00 of its own day."""
    return f"{day(moment, this_year)} {local(moment):%H:%M}" if moment else ""


def end(moment: datetime | None, this_year: int) -> str:
    """When a period ends: `11-25 18:00`; an end at midnight is `24:00` of the period's last day."""
    if not moment:
        return ""
    here = local(moment)
    if here.time() == time(0):
        return f"{day(here.date() - timedelta(days=1), this_year)} 24:00"
    return instant(moment, this_year)


def span(length: timedelta) -> str:
    """A length of time, rounded down: `2天14小时`; under a day `14小时`; under 6 hours `5小时12分`; under one `48分钟`."""
    minutes = int(abs(length).total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{days}天{hours % 24}小时" if hours % 24 else f"{days}天"
    if hours >= 6:
        return f"{hours}小时"
    if hours:
        return f"{hours}小时{minutes % 60}分" if minutes % 60 else f"{hours}小时"
    return f"{minutes}分钟" if minutes else "不到1分钟"


class DueState(StrEnum):
    """How a deadline stands; each has its own colour, icon and words."""

    NOT_STARTED = "none"
    RUNNING = "run"
    SOON = "soon"
    URGENT = "urgent"
    LATE = "late"
    MET = "met"
    LATE_DONE = "late-done"
    WAIVED = "waived"


@dataclass(frozen=True)
class Due:
    """A deadline as drawn: its state and the words on the badge."""

    state: DueState
    words: str
    ends: str = ""

    @property
    def is_late(self) -> bool:
        return self.state in {DueState.LATE, DueState.LATE_DONE}

    @property
    def is_running(self) -> bool:
        return self.state in {DueState.RUNNING, DueState.SOON, DueState.URGENT}


def _open(left: timedelta, soon: timedelta, urgent: timedelta) -> tuple[DueState, str]:
    if left < timedelta(0):
        return DueState.LATE, f"超期 {span(left)}"
    state = DueState.URGENT if left <= urgent else DueState.SOON if left <= soon else DueState.RUNNING
    return state, f"剩 {span(left)}"


def _done(spare: timedelta) -> tuple[DueState, str]:
    if spare < timedelta(0):
        return DueState.LATE_DONE, f"超期 {span(spare)}"
    return DueState.MET, f"按时 · 早{span(spare)}" if spare >= timedelta(minutes=1) else "按时"


def due(
    due_at: datetime | None,
    now: datetime,
    *,
    done_at: datetime | None = None,
    is_waived: bool = False,
    soon: timedelta = DEFAULT_SOON,
    urgent: timedelta = DEFAULT_URGENT,
) -> Due:
    """The state and words of a deadline at `now`.

    Met when done at or before `due_at`; late when open after it. A waived one says so whatever the times. `soon` and
    `urgent` are the warning parameters.
    """
    if due_at is None:
        return Due(DueState.NOT_STARTED, "未起算")
    ends = end(due_at, local(now).year)
    if is_waived:
        return Due(DueState.WAIVED, "已豁免", ends)
    state, words = _done(due_at - done_at) if done_at else _open(due_at - now, soon, urgent)
    return Due(state, words, ends)


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def _group_in_capitals(group: int) -> str:
    words = ""
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            words += DIGITS[digit] + PLACES[place]
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零")


def _whole_in_capitals(whole: int) -> str:
    words, is_gap = "", False
    for at in (2, 1, 0):
        group = whole // 10_000**at % 10_000
        if group:
            words += ("零" if words and (is_gap or group < 1000) else "") + _group_in_capitals(group) + GROUPS[at]
        is_gap = bool(words) and not group
    return words


def capital_yuan(value: Decimal | int | str | None) -> str:
    """A sum as cheques write it: 「人民币壹万捌仟柒佰捌拾伍元壹角伍分」; 整 after 元 and 角, none after 分; up to 亿.

    Raises ValueError from a million million on: nothing here comes near.
    """
    if value is None or value == "":
        return ""
    amount = fen(_exact(value))
    if abs(amount) >= 10**12:
        raise ValueError(f"too large to be written out: {amount}")
    whole, cents = divmod(int(abs(amount) * 100), 100)
    jiao, last = divmod(cents, 10)
    yuan_words = _whole_in_capitals(whole)
    words = f"{yuan_words}元" if yuan_words else "" if cents else "零元"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif last and words:
        words += "零"
    words += f"{DIGITS[last]}分" if last else "整"
    return f"人民币{'负' if amount < 0 else ''}{words}"
