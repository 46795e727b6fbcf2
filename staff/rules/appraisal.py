"""The month's appraisal (S.5(1)): points within their limits, complaints off, the grade, and when it is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from yibin_service.foundation.regulation.clock import midnight, next_month
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

ONE_DAY = timedelta(days=1)
ONE_PLACE = Decimal("0.1")
REMINDED_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sheet; `key` names its points."""

    code: str
    group: str
    title: str
    key: K


ITEMS = (
    Item("initiative", "工作态度", "积极性", K.ATTITUDE_INITIATIVE_POINTS),
    Item("cooperation", "工作态度", "协调性", K.ATTITUDE_COOPERATION_POINTS),
    Item("loyalty", "工作态度", "忠诚度", K.ATTITUDE_LOYALTY_POINTS),
    Item("planning", "职务能力", "计划能力", K.ABILITY_PLANNING_POINTS),
    Item("execution", "职务能力", "执行能力", K.ABILITY_EXECUTION_POINTS),
    Item("quality", "职务能力", "工作品质", K.ABILITY_QUALITY_POINTS),
    Item("performance", "工作绩效", "工作绩效", K.PERFORMANCE_POINTS),
)


class PointsOutside(ValueError):
    """Points missing or beyond their limits: `faults` by item."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("；".join(self.faults.values()))


@dataclass(frozen=True, slots=True)
class Scored:
    """What the sheet comes to. `grade` is empty where the version has no bands."""

    points: Decimal
    complaints: int
    deduction: Decimal
    total: Decimal
    grade: str
    formula: str


def limits_of(p: ParameterSet) -> dict[str, int]:
    """The most points of each item in this version."""
    return {item.code: p.whole(item.key) for item in ITEMS}


def appraise(points: Mapping[str, Decimal], complaints: int, p: ParameterSet) -> Scored:
    """The sum of the items, each upheld complaint off it, never below zero, and the grade. Raises PointsOutside."""
    _check(points, limits_of(p))
    earned = sum((points[item.code] for item in ITEMS), Decimal(0))
    each = p.whole(K.COMPLAINT_POINTS)
    deduction = min(earned, Decimal(each * complaints))
    total = earned - deduction
    return Scored(earned, complaints, deduction, total, grade_of(total, p), _formula(points, complaints, each, total))


def grade_of(total: Decimal, p: ParameterSet) -> str:
    """A, B or C by the bands of the version, both bounds belonging to the better grade; empty where it has none."""
    best, good = p[K.GRADE_A_FROM], p[K.GRADE_B_FROM]
    if not isinstance(best, int) or not isinstance(good, int):
        return ""
    if total >= best:
        return "A"
    return "B" if total >= good else "C"


def bands_in_words(p: ParameterSet) -> str:
    """The bands as people read them, or that there are none."""
    best, good = p[K.GRADE_A_FROM], p[K.GRADE_B_FROM]
    if best is None or good is None:
        return "本版本没有定等级分数，只评分、不评等"
    return f"A 等不低于 {best} 分，B 等不低于 {good} 分，以下为 C 等"


def last_day_for(month: date, p: ParameterSet) -> date:
    """The last day to put the month's appraisal forward, in the month after. READING: 「八日前」 includes the 8th."""
    return next_month(month).replace(day=p.whole(K.APPRAISAL_DAY))


def due_at(month: date, p: ParameterSet) -> datetime:
    """The end of that day."""
    return midnight(last_day_for(month, p) + ONE_DAY)


def reminded_from(month: date, p: ParameterSet) -> date:
    """From this day on whoever has sheets to score is reminded: the 6th for the 8th."""
    return max(last_day_for(month, p) - REMINDED_BEFORE, next_month(month))


def is_raise_due(grades: Iterable[str], p: ParameterSet) -> bool:
    """Whether the grades of one calendar year propose a raise."""
    return list(grades).count("A") >= p.whole(K.RAISE_AFTER_A_GRADES)


def is_demotion_due(grades: Iterable[str], p: ParameterSet) -> bool:
    """Whether they propose demotion or the end of the contract."""
    return list(grades).count("C") >= p.whole(K.DEMOTION_AFTER_C_GRADES)


def points_in_words(points: Decimal | None) -> str:
    """「88」 or 「88.5」."""
    if points is None:
        return ""
    return f"{points:.0f}" if points == points.to_integral_value() else f"{points:.1f}"


def mean_of(totals: Iterable[Decimal]) -> Decimal | None:
    """The department's score: the mean of its people, half up to one place. READING: the sheet for departments is lost."""
    known = list(totals)
    if not known:
        return None
    return (sum(known, Decimal(0)) / len(known)).quantize(ONE_PLACE, rounding=ROUND_HALF_UP)


def _check(points: Mapping[str, Decimal], limits: Mapping[str, int]) -> None:
    faults = {}
    for item in ITEMS:
        given, most = points.get(item.code), limits[item.code]
        if given is None or not 0 <= given <= most or given != round(given, 1):
            faults[item.code] = f"「{item.title}」请填 0 到 {most} 分，最多一位小数"
    if faults:
        raise PointsOutside(faults)


def _formula(points: Mapping[str, Decimal], complaints: int, each: int, total: Decimal) -> str:
    summed = " + ".join(points_in_words(points[item.code]) for item in ITEMS)
    if not complaints:
        return f"{summed} = {points_in_words(total)} 分"
    floor = "，不低于 0 分" if total == 0 else ""
    return f"{summed} − 投诉 {complaints}次 × {each} = {points_in_words(total)} 分{floor}"
