"""考勤: the person's own sheet, and the department with one row a person."""

from datetime import date
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.models import ConductRecord, Employee, ObjectionState
from staff.selectors.clock_failures import failures_in
from staff.selectors.department import person_rows, visible_people
from staff.selectors.department_totals import totals_of
from staff.selectors.managers import decided_by
from staff.selectors.missing_punches import missing_days
from staff.selectors.month_facts import last_day_of, last_judged_days
from staff.selectors.months import kept_month_in, month_choices, usual_month
from staff.selectors.people import employee_of, may_see_wage, visible_employees
from staff.selectors.statement import Statement, statement_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.regulation.clock import local_day, next_month
from yibin_service.foundation.wording import money, share

PAGE_ROWS = 50
MOST_ADDED_UP = 150  # more are not judged while one waits: then the last row adds up the page, and says so
NOBODY = "没有这位员工的考勤，或您无权查看"


@require_GET
@permitted(Verb.READ_STAFF)
def attendance(request: HttpRequest) -> HttpResponse:
    """Where 「考勤」 leads: who answers for others sees the department, everybody else the own month."""
    user, now = cast(User, request.user), database_now()
    wanted = request.GET.get("month", "")
    employee = employee_of(user)
    if employee is not None and not may(user, Verb.RECORD_CONDUCT) and not may(user, Verb.CLOSE_ATTENDANCE):
        month = kept_month_in(wanted, now) if wanted else usual_month(now, employee)
        return HttpResponseRedirect(reverse("attendance_sheet", args=[f"{month:%Y-%m}", employee.number]))
    month = kept_month_in(wanted, now) if wanted else usual_month(now)
    return HttpResponseRedirect(reverse("attendance_department", args=[f"{month:%Y-%m}"]))


@require_GET
@permitted(Verb.READ_STAFF)
def attendance_sheet(request: HttpRequest, label: str, number: str) -> HttpResponse:
    """One person's month, as far as this reader may see it."""
    user, now = cast(User, request.user), database_now()
    month = kept_month_in(label, now)
    employee = visible_person(user, number)
    sheet = statement_of(employee, month, now, shows_wage=may_see_wage(user, employee))
    return render(request, "staff/attendance.html", _drawn(sheet, user, now))


@require_GET
@permitted(Verb.READ_STAFF)
def attendance_turn(request: HttpRequest, number: str) -> HttpResponse:
    """Turn to another month of the same person: `?month=2026-10`."""
    user, now = cast(User, request.user), database_now()
    employee = visible_person(user, number)
    wanted = request.GET.get("month", "")
    month = kept_month_in(wanted, now) if wanted else usual_month(now, employee)
    return HttpResponseRedirect(reverse("attendance_sheet", args=[f"{month:%Y-%m}", employee.number]))


@require_GET
@permitted(Verb.READ_STAFF)
def attendance_department(request: HttpRequest, label: str) -> HttpResponse:
    """Everybody this reader may see, fifty a page."""
    user, now = cast(User, request.user), database_now()
    month = kept_month_in(label, now)
    everybody = visible_people(user, month)
    page = Paginator(everybody, PAGE_ROWS).get_page(request.GET.get("page"))
    is_whole = page.paginator.count <= MOST_ADDED_UP
    counted = person_rows(user, list(everybody if is_whole else page.object_list), month, now)
    here = {one.pk for one in page.object_list}
    rows = [row for row in counted if row.employee.pk in here]
    until = sorted(set(last_judged_days(page.object_list, month, local_day(now)).values()))
    context = {
        "page": page,
        "rows": rows,
        "totals": totals_of(counted) if len(counted) > 1 else None,
        "is_whole": is_whole,
        "month": month,
        "label": label,
        "until": until,
        "choices": month_choices(now),
        "may_close": may(user, Verb.CLOSE_ATTENDANCE) and next_month(month) <= local_day(now),
        "may_record": may(user, Verb.RECORD_CONDUCT),
        "may_report_clock": may(user, Verb.REPORT_CLOCK_FAILURE),
        "failures": failures_in(user, month),
        "may_export": may(user, Verb.READ_WAGES),
        "own": employee_of(user),
        "has_money": any(row.shows_wage for row in rows),
        "closed_count": sum(row.judged.closed is not None for row in counted),
        "counted": len(counted),
        "now": now,
    }
    return render(request, "staff/attendance_department.html", context)


def visible_person(user: User, number: str) -> Employee:
    """The employee of that number, if this person may see the attendance. Raises NotFound."""
    found = visible_employees(user).filter(number=number).first()
    if found is None:
        raise NotFound(NOBODY)
    return found


def _drawn(sheet: Statement, user: User, now: Any) -> dict[str, Any]:
    employee, month = sheet.employee, sheet.month
    is_own = employee.user_id == user.pk
    return {
        "sheet": sheet,
        "employee": employee,
        "month": month,
        "label": f"{month:%Y-%m}",
        "figures": figure_cards(sheet),
        "is_own": is_own,
        "may_object": is_own and sheet.closed is None and may(user, Verb.OBJECT_ATTENDANCE),
        "may_ask": is_own and may(user, Verb.ASK_LEAVE),
        "may_withdraw": may(user, Verb.WITHDRAW_DEMERIT) and sheet.demerit is not None and not sheet.demerit.withdrawn_at,
        "may_record": may(user, Verb.RECORD_CONDUCT),
        "answering": _answered_by(user, sheet),
        "missing": _missing_decided_by(user, sheet),
        "conduct": ConductRecord.objects.filter(
            employee=employee, on__range=(month, last_day_of(month))
        ).select_related("recorded_by"),
        "percent": f"{sheet.share * 100:.1f}%" if sheet.share is not None else "",
        "choices": month_choices(now, employee),
        "until": last_judged_days([employee], month, local_day(now))[employee.pk],
        "next_month": next_month(month),
        "weekdays": "一二三四五六日",
        "now": now,
    }


def _answered_by(user: User, sheet: Statement) -> set[int]:
    """The objections on this sheet that this reader may answer."""
    waiting = {one.pk for one in sheet.objections if one.state == ObjectionState.WAITING}
    people = decided_by(user, Verb.ANSWER_ATTENDANCE)
    return waiting if waiting and people.filter(pk=sheet.employee.pk).exists() else set()


def _missing_decided_by(user: User, sheet: Statement) -> set[date]:
    """The days with a missing punch that this reader may decide on."""
    days = missing_days(sheet.judged)
    return days if days and decided_by(user, Verb.DECIDE_LEAVE).filter(pk=sheet.employee.pk).exists() else set()


def figure_cards(sheet: Statement) -> list[dict[str, str]]:
    """The four figures on top."""
    result, counts = sheet.result, sheet.counts
    together = result["late"] + result["early"]
    reached = "达到记大过线" if result["demerit"] else f"满 {counts['demerit_count']}次记大过"
    if sheet.shows_money and sheet.payable is not None and sheet.share is not None:
        over = "超过" if "over_20_percent" in result["flags"] else "未超"
        first = {"number": money(sheet.payable), "unit": "元", "detail": f"占月工资 {sheet.share * 100:.1f}%，{over} {share(sheet.limit_share)}"}
        if sheet.differences:
            first["detail"] = f"其中以前月份差额 {money(sum(row.total for row in sheet.differences))} 元"
    elif sheet.shows_wage:
        first = {"number": "未算", "unit": "", "detail": "没有月末在用的工资，请人力资源录入"}
    else:
        first = {"number": money(result["fines"]), "unit": "元", "detail": "只列罚款；与工资有关的数不在此显示"}
    year = f"{sheet.month.year}年此前累计 {sheet.judged.document['prior']['absent_days_this_year']}天"
    return [
        {"label": "本月扣款合计" if sheet.shows_wage else "本月罚款"} | first,
        {"label": "迟到 / 早退", "number": f"{result['late']} / {result['early']}", "unit": "次", "detail": f"合计 {together}次，{reached}"},
        {"label": "旷工", "number": result["absent_days"], "unit": "天", "detail": year},
        {
            "label": "应出勤 / 外勤 / 请假",
            "number": f"{counts['scheduled']} / {counts['field']} / {counts['leave']}",
            "unit": "天",
            "detail": f"日报 {counts['reported']} / {counts['reports_due']} 已交",
        },
    ]


urlpatterns = [
    path("attendance/", attendance, name="attendance"),
    path("attendance/people/<str:number>/", attendance_turn, name="attendance_turn"),
    path("attendance/<str:label>/", attendance_department, name="attendance_department"),
    path("attendance/<str:label>/sheets/<str:number>/", attendance_sheet, name="attendance_sheet"),
]
