"""What a judged event says to the person it concerns: the fact with its numbers, and its money."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from yibin_service.foundation.regulation.money import EXACT, ZERO, divided, minus
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.wording import share

from .attendance import HALVES_OF_A_DAY, report_is_due
from .days import DayFacts
from .facts import EventKind
from .month import FINED

Event = Mapping[str, Any]
FLAG_WORDS = {
    "below_minimum_wage": "扣款后低于当地最低工资，请人核定；系统不自动少扣",
    "over_20_percent": "扣款超过当月工资的 {limit}，请人核定；系统不自动少扣",
    "third_demerit": "第三次及以后记大过，制度没有写，请人核定",
}


def flag_words(flag: str, p: ParameterSet) -> str:
    """What a compliance flag of a month's result says, with the limit of the version."""
    return FLAG_WORDS[flag].format(limit=share(p.decimal(K.DEDUCTION_FLAG_SHARE)))


def priced_events(result: Mapping[str, Any], wage: Decimal | None, p: ParameterSet) -> list[tuple[Event, Decimal | None]]:
    """Each event with its money, CNY; None for absence where the wage is not known.

    The absence is rounded once for the month: each row is what the running sum grows by, so that rows add up to it.
    """
    events = result["events"]
    halves = Counter(event["date"] for event in events if event["kind"] == EventKind.ABSENT_HALF)
    running, told = Decimal(0), ZERO
    found: list[tuple[Event, Decimal | None]] = []
    for event in events:
        if event["kind"] in FINED:
            found.append((event, p.decimal(K.ATTENDANCE_FINE)))
        elif event["kind"] == EventKind.MISSING_PUNCH:
            found.append((event, ZERO))
        elif wage is None:
            found.append((event, None))
        else:
            running = EXACT.add(running, _multiple(event, halves[event["date"]], p))
            grown = divided(EXACT.multiply(running, wage), p.decimal(K.WAGE_DAYS_PER_MONTH))
            found.append((event, minus(grown, told)))
            told = grown
    return found


def _multiple(event: Event, halves: int, p: ParameterSet) -> Decimal:
    """Days' wages one event of absence costs; of two half days, each half of a full day's."""
    full = p.decimal(K.FULL_DAY_WAGE_MULTIPLE)
    if event["kind"] == EventKind.ABSENT_FULL:
        return full
    if halves >= HALVES_OF_A_DAY:
        return EXACT.divide(full, Decimal(HALVES_OF_A_DAY))
    return p.decimal(K.HALF_DAY_WAGE_MULTIPLE)


def event_fact(event: Event, day: DayFacts, p: ParameterSet) -> str:
    """「08:41 到，应 08:30，晚 11分」: what happened on the day, in one line."""
    kind, minutes = event["kind"], event["minutes"]
    if kind == EventKind.LATE:
        return _late(day, minutes, _near(minutes, p.whole(K.LATE_HALF_DAY_OVER_MINUTES)))
    if kind == EventKind.EARLY:
        return _early(day, minutes, _near(minutes, p.whole(K.EARLY_HALF_DAY_OVER_MINUTES)))
    if kind == EventKind.LEFT_POST:
        return f"离岗 {minutes}分"
    if kind == EventKind.MISSING_PUNCH:
        return "上班无卡" if day.clock_in is None else "下班无卡"
    if kind == EventKind.ABSENT_HALF:
        return _half(event, day, p)
    return _full(event, day, p)


def _near(minutes: int, limit: int) -> str:
    """The limit is told where it is near: from two thirds of it on."""
    return f"（≤ {limit}分）" if minutes * 3 >= limit * 2 else ""


def _late(day: DayFacts, minutes: int, limit: str) -> str:
    return f"{_at(day.clock_in)} 到，应 {_at(day.shift.start)}，晚 {minutes}分{limit}{_part(day)}"


def _early(day: DayFacts, minutes: int, limit: str) -> str:
    return f"{_at(day.clock_out)} 走，应 {_at(day.shift.end)}，早 {minutes}分{limit}{_part(day)}"


def _half(event: Event, day: DayFacts, p: ParameterSet) -> str:
    minutes = event["minutes"]
    if event["clause"] == "S.4(4)":
        return f"离岗 {minutes}分（> {p.whole(K.LEFT_POST_ABSENCE_OVER_MINUTES)}分）"
    if day.clock_in is not None and _minutes(day.shift.start, day.clock_in) == minutes:
        return _late(day, minutes, f"（> {p.whole(K.LATE_HALF_DAY_OVER_MINUTES)}分）")
    return _early(day, minutes, f"（> {p.whole(K.EARLY_HALF_DAY_OVER_MINUTES)}分）")


def _full(event: Event, day: DayFacts, p: ParameterSet) -> str:
    if event["clause"] == "S.4(4)":
        if day.clock_in is None and day.clock_out is None:
            return "全天没有打卡，没有请假"
        if day.clock_in is not None and day.clock_in >= day.shift.end:
            return f"{_at(day.clock_in)} 到，{_at(day.shift.end)} 已下班"
        return f"{_at(day.clock_out)} 走，{_at(day.shift.start)} 才上班"
    reasons = []
    if not day.is_reported and report_is_due(on_leave=bool(day.leave), in_field=bool(day.field), p=p):
        reasons.append("没有当天的日报")
    if day.phone_off_hours > p.decimal(K.PHONE_OFF_OVER_HOURS):
        reasons.append(f"关机 {day.phone_off_hours.normalize():f}小时（> {p.decimal(K.PHONE_OFF_OVER_HOURS)}小时）")
    if day.is_unreachable:
        reasons.append("无法联络")
    return "、".join(reasons)


def corrected_title(day: DayFacts) -> str:
    """「缺卡」 where the clock had nothing, 「补卡」 where an approved time stands instead of what it had."""
    is_missing = ("in" in day.corrected and day.came is None) or ("out" in day.corrected and day.went is None)
    return "缺卡" if is_missing else "补卡"


def correction_fact(day: DayFacts) -> str:
    """「下班无卡；补卡 17:30 已批准」: what an approved correction stands for."""
    said = []
    for side in day.corrected:
        name, clock, entered = ("上班", day.came, day.clock_in) if side == "in" else ("下班", day.went, day.clock_out)
        said.append(f"{name}{f'打卡 {_at(clock)}' if clock else '无卡'}；补卡 {_at(entered)} 已批准")
    return "；".join(said)


def demerit_fact(result: Mapping[str, Any], p: ParameterSet) -> str:
    """「迟到 4 + 早退 1 = 5次 ≥ 5次」."""
    late, early = result["late"], result["early"]
    return f"迟到 {late} + 早退 {early} = {late + early}次 ≥ {p.whole(K.DEMERIT_COUNT)}次"


def day_words(day: DayFacts, events: Sequence[Event]) -> str:
    """What stands on the day in the calendar: its gravest word with minutes, else leave or field."""
    titles = {
        EventKind.LATE: "迟到", EventKind.EARLY: "早退", EventKind.LEFT_POST: "离岗", EventKind.ABSENT_HALF: "旷工半天",
        EventKind.ABSENT_FULL: "旷工一天", EventKind.MISSING_PUNCH: "缺卡",
    }  # fmt: skip
    if events:
        return "、".join(
            f"{titles[event['kind']]} {event['minutes']}分" if event["kind"] in FINED else titles[event["kind"]]
            for event in events
        )
    if day.leave:
        return "请假"
    if day.field:
        return "外勤"
    if day.corrected:
        return "缺卡 已补" if corrected_title(day) == "缺卡" else "补卡"
    return "考勤机故障" if day.has_clock_failed else ""


def _at(at: time | None) -> str:
    return f"{at:%H:%M}" if at else "缺"


def _part(day: DayFacts) -> str:
    return f"（{day.part_leave}）" if day.part_leave else ""


def _minutes(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute
