"""The months' appraisals: whose there are, how far they are, and what stands on one sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from staff.models import AppraisalSheet, AppraisalState, ComplaintState, Employee, MeritRecord, ServiceComplaint
from staff.rules.appraisal import ITEMS, due_at, limits_of, mean_of
from staff.selectors.managers import decided_by, is_manager
from staff.selectors.month_facts import last_day_of
from staff.selectors.people import employed_on, visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.regulation.clock import local_day, next_month, previous_month
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import UNSETTLED, ParameterSet, is_unsettled
from yibin_service.foundation.regulation.selectors import parameter_rows, parameters_on, version_in_force

NO_SHEET = "没有这份考核表，或您无权查看"
MONTHS_SHOWN = 14
MONTHS_CHASED = 3
UNSETTLED_WORDS = {
    K.PERFORMANCE_POINTS: "工作绩效的分数",
    K.GRADE_A_FROM: "等级分数",
    K.APPRAISAL_COUNTERSIGNER: "会签人",
    K.PAY_RATIO: "分数对应的工资发放比例（未定以前不执行）",
}


@dataclass(frozen=True)
class SheetRow:
    """One person's month in the department's list. `sheet` is None until somebody writes on it."""

    employee: Employee
    month: date
    sheet: AppraisalSheet | None
    complaints: int
    waiting_complaints: int
    due_at: datetime
    now: datetime
    may_score: bool
    is_own: bool

    @property
    def state(self) -> AppraisalState:
        return AppraisalState(self.sheet.state) if self.sheet else AppraisalState.DRAFT

    @property
    def is_open(self) -> bool:
        """The month is over and nobody has scored it."""
        return self.state == AppraisalState.DRAFT and next_month(self.month) <= local_day(self.now)

    @property
    def is_late(self) -> bool:
        """Not put forward within the time, or put forward after it (the first time counts)."""
        scored = self.sheet.first_scored_at if self.sheet else None
        return (scored or self.now) >= self.due_at

    @property
    def shows_points(self) -> bool:
        """The person reads the points once they are countersigned; whoever answers for the person at once."""
        return self.state == AppraisalState.COUNTERSIGNED or (self.state == AppraisalState.SCORED and not self.is_own)


@dataclass(frozen=True)
class Line:
    """An item of the sheet as drawn. `is_unsettled`: its points are 待核定 in the version."""

    group: str
    title: str
    limit: int
    points: Decimal | None
    is_unsettled: bool


def rules_of(month: date) -> ParameterSet:
    """The version that judges the month: in force on its first day."""
    return parameters_on(Family.STAFF, month)


def rules_of_year(year: int, now: datetime) -> ParameterSet:
    """The version that judges the grades of a year: its December's, of the running year that of this month."""
    return rules_of(min(date(year, 12, 1), local_day(now).replace(day=1)))


def unsettled(month: date) -> frozenset[str]:
    """The keys of the appraisal that the month's version marks 待核定: the mill has not given them yet."""
    rows = parameter_rows(version_in_force(Family.STAFF, month))
    return frozenset(row.key for row in rows if row.is_reading and is_unsettled(row.note))


def unsettled_words(keys: Iterable[str]) -> str:
    """「待核定：工作绩效的分数、等级分数」, or nothing."""
    open_keys = set(keys)
    found = [words for key, words in UNSETTLED_WORDS.items() if key in open_keys]
    return f"{UNSETTLED}：{'、'.join(found)}" if found else ""


def appraised_people(month: date) -> QuerySet[Employee]:
    """Those of 售后服务部 on the payroll on some day of the month."""
    rows = Employee.objects.filter(unit__kind="service").select_related("unit", "manager__user", "user")
    return employed_on(rows, month, last_day_of(month)).order_by("number")


def visible_appraised(user: User, month: date) -> QuerySet[Employee]:
    """Of these, whom this person may see."""
    return appraised_people(month).filter(pk__in=visible_employees(user).values("pk"))


def appraised_person(user: User, month: date, number: str) -> Employee:
    """The person of that number with a sheet of the month. Raises NotFound."""
    found = visible_appraised(user, month).filter(number=number).first()
    if found is None:
        raise NotFound(NO_SHEET)
    return found


def rows_of(user: User, people: Iterable[Employee], month: date, now: datetime) -> list[SheetRow]:
    """The month of these people as this person sees it; a constant number of queries."""
    ones = list(people)
    ids = [one.pk for one in ones]
    sheets = AppraisalSheet.objects.filter(employee__in=ids, month=month)
    by_person = {sheet.employee_id: sheet for sheet in sheets.select_related("scored_by", "countersigned_by")}
    upheld = _counts(ServiceComplaint.objects.filter(employee__in=ids, counts_in=month))
    waiting = _counts(_waiting(month).filter(employee__in=ids))
    mine = set(decided_by(user, Verb.SCORE_APPRAISAL).filter(pk__in=ids).values_list("pk", flat=True))
    end = due_at(month, rules_of(month))
    return [
        SheetRow(
            employee=one,
            month=month,
            sheet=by_person.get(one.pk),
            complaints=upheld.get(one.pk, 0),
            waiting_complaints=waiting.get(one.pk, 0),
            due_at=end,
            now=now,
            may_score=one.pk in mine,
            is_own=one.user_id == user.pk,
        )
        for one in ones
    ]


def row_of(user: User, employee: Employee, month: date, now: datetime) -> SheetRow:
    """One person's."""
    return rows_of(user, [employee], month, now)[0]


def lines_of(row: SheetRow) -> list[Line]:
    """The items with their limits, and the points where this reader may see them."""
    scored = {}
    if row.sheet and row.shows_points:
        scored = {score.item: score for score in row.sheet.scores.all()}
    limits, open_keys = limits_of(rules_of(row.month)), unsettled(row.month)
    found = []
    for item in ITEMS:
        score = scored.get(item.code)
        limit, points = (score.limit, score.points) if score else (limits[item.code], None)
        found.append(Line(item.group, item.title, limit, points, item.key in open_keys))
    return found


def visible_sheets_of_appraisal(user: User) -> QuerySet[AppraisalSheet]:
    """Every sheet begun of those this person may see."""
    rows = AppraisalSheet.objects.filter(employee__in=visible_employees(user).values("pk"))
    return rows.select_related("employee").prefetch_related("scores")


def visible_complaints(user: User) -> QuerySet[ServiceComplaint]:
    """The complaints about those this person may see."""
    rows = ServiceComplaint.objects.filter(employee__in=visible_employees(user).values("pk"))
    return rows.select_related("employee", "case", "dispatch")


def complaints_of(employee: Employee, month: date) -> list[ServiceComplaint]:
    """What counts in the month, and what was received in it."""
    rows = ServiceComplaint.objects.filter(employee=employee).select_related(
        "case", "dispatch", "visit__customer", "verified_by", "recorded_by"
    )
    received = rows.filter(received_on__gte=month, received_on__lt=next_month(month), counts_in=None)
    return [*rows.filter(counts_in=month), *received]


def count_complaints(employee: Employee, month: date) -> int:
    """How many take points off this month."""
    return ServiceComplaint.objects.filter(employee=employee, counts_in=month).count()


def month_to_count_in(employee: Employee, received_on: date) -> date:
    """The month of the complaint, or the first one after it whose sheet is not scored yet."""
    scored = set(
        AppraisalSheet.objects.filter(employee=employee).exclude(state=AppraisalState.DRAFT).values_list("month", flat=True)
    )
    month = received_on.replace(day=1)
    while month in scored:
        month = next_month(month)
    return month


def merits_of(employee: Employee, year: int) -> list[MeritRecord]:
    """The year's training, wishes and rewards."""
    return list(MeritRecord.objects.filter(employee=employee, on__year=year).select_related("recorded_by"))


def may_countersign(user: User, sheet: AppraisalSheet) -> bool:
    """Whether this person countersigns: whom the parameter names; 人力资源 where 分管副总经理 has scored a manager."""
    if not may(user, Verb.COUNTERSIGN_APPRAISAL) or user.pk in {sheet.scored_by_id, sheet.employee.user_id}:
        return False
    named = Role(rules_of(sheet.month).text(K.APPRAISAL_COUNTERSIGNER))
    return named in user.roles or (Role.HR in user.roles and is_manager(sheet.employee))


def sheets_to_countersign(user: User) -> list[AppraisalSheet]:
    """Scored ones that wait for this person."""
    if not may(user, Verb.COUNTERSIGN_APPRAISAL):
        return []
    rows = AppraisalSheet.objects.filter(state=AppraisalState.SCORED).select_related("employee__unit")
    return [sheet for sheet in rows.order_by("month", "employee__number") if may_countersign(user, sheet)]


def department_score(people: QuerySet[Employee], month: date) -> Decimal | None:
    """The mean of those countersigned among these people."""
    done = AppraisalSheet.objects.filter(month=month, state=AppraisalState.COUNTERSIGNED, employee__in=people.values("pk"))
    return mean_of(sheet.total for sheet in done if sheet.total is not None)


def usual_appraisal_month(now: datetime, employee: Employee | None = None) -> date:
    """The month that is being appraised: the last one, or this one for who has only come."""
    this = local_day(now).replace(day=1)
    return this if employee is not None and employee.entered_on >= this else previous_month(this)


def appraisal_months(now: datetime) -> list[date]:
    """This month and those before it, newest first."""
    months = [local_day(now).replace(day=1)]
    while len(months) < MONTHS_SHOWN:
        months.append(previous_month(months[-1]))
    return months


def unscored_people(month: date) -> QuerySet[Employee]:
    """Whose sheet of the month nobody has scored."""
    scored = AppraisalSheet.objects.filter(month=month).exclude(state=AppraisalState.DRAFT)
    return appraised_people(month).exclude(pk__in=scored.values("employee"))


def months_to_score(now: datetime) -> list[date]:
    """Last month, and before it those left open since the department began to appraise: the oldest first."""
    newest = usual_appraisal_month(now)
    begun = AppraisalSheet.objects.order_by("month").values_list("month", flat=True).first() or newest
    months = [newest]
    while len(months) < MONTHS_CHASED and months[-1] > begun:
        months.append(previous_month(months[-1]))
    return months[::-1]


def _waiting(month: date) -> QuerySet[ServiceComplaint]:
    return ServiceComplaint.objects.filter(
        state=ComplaintState.WAITING, received_on__gte=month, received_on__lt=next_month(month)
    )


def _counts(rows: QuerySet[ServiceComplaint]) -> dict[int, int]:
    return dict(rows.order_by().values_list("employee").annotate(Count("pk")))
