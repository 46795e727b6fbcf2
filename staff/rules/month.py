"""S.4  One employee's month: events, fines, absence, demerit, and what a person must decide. Nothing is cut silently."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from yibin_service.foundation.regulation.clauses import S_4, S_4P_1, S_4P_2, S_4P_3, S_4P_4, S_4P_5, S_4P_6
from yibin_service.foundation.regulation.money import EXACT, ZERO, divided, minus, times, total
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

from .attendance import HALVES_OF_A_DAY, Event, absent_halves, judge_day
from .facts import EmployeeMonth, EventKind
from .result import MonthResult, Step, days_text

SECOND_DEMERIT = 2
FINED = (EventKind.LATE, EventKind.EARLY, EventKind.LEFT_POST)


@dataclass(frozen=True, slots=True)
class _Money:
    """What is deducted, CNY."""

    fines: Decimal
    absence: Decimal
    demerit: Decimal

    @property
    def total(self) -> Decimal:
        return total([self.fines, self.absence, self.demerit])


def assess_month(facts: EmployeeMonth, p: ParameterSet) -> MonthResult:
    """Judge one employee's month by one version."""
    by_day = [judge_day(day, p) for day in facts.days]
    counts = Counter(event.kind for events in by_day for event in events)
    halves = [absent_halves(events) for events in by_day]
    has_demerit = counts[EventKind.LATE] + counts[EventKind.EARLY] >= p.whole(K.DEMERIT_COUNT)
    money = _Money(
        fines=times(p.decimal(K.ATTENDANCE_FINE), Decimal(sum(counts[kind] for kind in FINED))),
        absence=absence_deduction(halves, facts.monthly_wage, p),
        demerit=demerit_fine(facts.prior.demerits, p) if has_demerit else ZERO,
    )
    return MonthResult(
        ref=facts.ref,
        regulation=p.code,
        events=tuple(event for events in by_day for event in events),
        late=counts[EventKind.LATE],
        early=counts[EventKind.EARLY],
        left_post=counts[EventKind.LEFT_POST],
        missing_punch=counts[EventKind.MISSING_PUNCH],
        absent_halves=sum(halves),
        fines=money.fines,
        absence_deduction=money.absence,
        demerit=has_demerit,
        demerit_fine=money.demerit,
        total_deduction=money.total,
        dismissal=is_dismissal(sum(halves), facts.prior.absent_days_this_year, p),
        deemed_resigned=is_deemed_resigned(halves, len(facts.prior.last_absent_run), p),
        flags=_flags(facts, has_demerit, money.total, p),
        basis=_basis(facts, counts, halves, money, p),
    )


def absence_deduction(halves: list[int], monthly_wage: Decimal, p: ParameterSet) -> Decimal:
    """S.4罚(3), S.4罚(4)  Days' wages for absence, rounded once. READING: a day's wage is the month's ÷ 21.75."""
    multiples = EXACT.multiply(Decimal(halves.count(1)), p.decimal(K.HALF_DAY_WAGE_MULTIPLE))
    full = EXACT.multiply(Decimal(halves.count(HALVES_OF_A_DAY)), p.decimal(K.FULL_DAY_WAGE_MULTIPLE))
    return divided(EXACT.multiply(EXACT.add(multiples, full), monthly_wage), p.decimal(K.WAGE_DAYS_PER_MONTH))


def demerit_fine(earlier: int, p: ParameterSet) -> Decimal:
    """S.4罚(2)  READING: the third and later ones cost as set, counting all earlier ones of whatever year."""
    if earlier == 0:
        return p.decimal(K.DEMERIT_FIRST_FINE)
    if earlier < SECOND_DEMERIT:
        return p.decimal(K.DEMERIT_SECOND_FINE)
    return p.decimal(K.DEMERIT_LATER_FINE)


def is_dismissal(halves: int, earlier_days: Decimal, p: ParameterSet) -> bool:
    """S.4罚(5)  Enough absence in the month, or with some in this month enough in the year."""
    days = EXACT.divide(Decimal(halves), Decimal(HALVES_OF_A_DAY))
    in_year = EXACT.add(days, earlier_days)
    return days >= p.decimal(K.DISMISSAL_DAYS_IN_MONTH) or (
        halves > 0 and in_year >= p.decimal(K.DISMISSAL_DAYS_IN_YEAR)
    )


def is_deemed_resigned(halves: list[int], run_before: int, p: ParameterSet) -> bool:
    """S.4罚(6)  READING: a run of scheduled workdays of full absence, begun before the month or in it, reaching into it."""
    run = run_before
    for of_day in halves:
        run = run + 1 if of_day == HALVES_OF_A_DAY else 0
        if run >= p.whole(K.RESIGNATION_RUN_DAYS):
            return True
    return False


def _flags(facts: EmployeeMonth, has_demerit: bool, deduction: Decimal, p: ParameterSet) -> tuple[str, ...]:
    """What a person must look at, sorted: limits of the law, and a demerit the regulation did not foresee."""
    minimum = p.optional_decimal(K.BELOW_MINIMUM_WAGE)
    flags = []
    if minimum is not None and minus(facts.monthly_wage, deduction) < minimum:
        flags.append("below_minimum_wage")
    if deduction > EXACT.multiply(facts.monthly_wage, p.decimal(K.DEDUCTION_FLAG_SHARE)):
        flags.append("over_20_percent")
    if has_demerit and facts.prior.demerits >= SECOND_DEMERIT:
        flags.append("third_demerit")
    return tuple(flags)


def _basis(
    facts: EmployeeMonth, counts: Counter[EventKind], halves: list[int], money: _Money, p: ParameterSet
) -> tuple[Step, ...]:
    """The sums with their numbers; the events carry their own clauses."""
    times_fined = sum(counts[kind] for kind in FINED)
    fine = p.decimal(K.ATTENDANCE_FINE)
    steps = [Step(S_4P_1, "迟到、早退、擅离职守罚款", f"{times_fined} 次 × {fine:,} 元 = {money.fines:,} 元")]
    if any(halves):
        steps.append(_absence_step(facts, halves, money.absence, p))
    late_or_early = counts[EventKind.LATE] + counts[EventKind.EARLY]
    if money.demerit or late_or_early >= p.whole(K.DEMERIT_COUNT):
        text = f"第 {facts.prior.demerits + 1} 次行政记大过，罚款 {money.demerit:,} 元"
        steps.append(Step(S_4P_2, text, f"迟到、早退 {late_or_early} 次 ≥ {p.whole(K.DEMERIT_COUNT)} 次"))
    if is_dismissal(sum(halves), facts.prior.absent_days_this_year, p):
        days = f"本月 {days_text(sum(halves))} 天，本年此前 {facts.prior.absent_days_this_year} 天"
        steps.append(Step(S_4P_5, "旷工达到辞退条件，提请处理", days))
    if is_deemed_resigned(halves, len(facts.prior.last_absent_run), p):
        steps.append(Step(S_4P_6, "连续旷工，视为自动离职", f"连续应出勤日 ≥ {p.whole(K.RESIGNATION_RUN_DAYS)} 天"))
    sums = f"{money.fines:,} + {money.absence:,} + {money.demerit:,} = {money.total:,} 元"
    return (*steps, Step(S_4, "扣款合计", sums))


def _absence_step(facts: EmployeeMonth, halves: list[int], deduction: Decimal, p: ParameterSet) -> Step:
    clause = S_4P_4 if HALVES_OF_A_DAY in halves else S_4P_3
    half, full = halves.count(1), halves.count(HALVES_OF_A_DAY)
    multiples = f"({half} × {p.decimal(K.HALF_DAY_WAGE_MULTIPLE)} + {full} × {p.decimal(K.FULL_DAY_WAGE_MULTIPLE)})"
    daily = f"{facts.monthly_wage:,} ÷ {p.decimal(K.WAGE_DAYS_PER_MONTH)}"
    text = f"旷工 {days_text(sum(halves))} 天扣工资（半天、整天各按天数工资）"
    return Step(clause, text, f"{multiples} × {daily} = {deduction:,} 元")


__all__ = ["Event", "assess_month"]
