"""Daily reports: writing one, the day of everybody, and what was gathered."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from staff.forms.daily_report import DailyReportForm
from staff.selectors.daily_reports import board_of, own_days
from staff.selectors.feedback import feedback_rows, gathered
from staff.selectors.people import employee_of
from staff.services.file_daily_report import file_daily_report
from staff.views.own_act import OwnActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day

PAGE, LONGEST_SEARCH, FEEDBACK_DAYS = 50, 60, 7


def day_asked(text: str, otherwise: date) -> date:
    """A day of the address, or another one where it is none of our time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if 1990 <= day.year < 2200 else otherwise


class FileDailyReport(OwnActPage):
    """Today's report, or that of an earlier day not yet told."""

    verb = Verb.WRITE_DAILY_REPORT
    form_class = DailyReportForm
    template_name = "staff/daily_report_form.html"
    title = "写日报"
    button = "提交给经理"
    back_name, back_words = "daily_report_list", "回到日报"
    kept_as = "日报"

    def initial(self) -> dict[str, Any]:
        return {"on": day_asked(self.request.GET.get("on", ""), local_day(self.now))}

    def consequences(self) -> list[str]:
        return ["每天一份，提交后不能改", "没有网络也可以提交：先存在本机，有网络时自动送出一次"]

    def page_context(self) -> dict[str, Any]:
        owed = [row.on for row in own_days(self.employee, local_day(self.now)) if row.is_owed]
        return super().page_context() | {"owed": owed}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, DailyReportForm)
        report = file_daily_report(employee=self.employee, facts=form.report, by=self.user, at=at)
        return self.done(f"已提交 {report.on:%m-%d} 的日报", report=report.pk)


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def daily_report_list(request: HttpRequest) -> HttpResponse:
    """The own last days; for who leads others, the day of everybody: who has told, who has not."""
    assert isinstance(request.user, User)
    user, today = request.user, local_day(database_now())
    own = employee_of(user)
    day = min(day_asked(request.GET.get("day", ""), today), today)
    rows = board_of(user, day)
    context = {
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "rows": rows if any(own is None or row.employee.pk != own.pk for row in rows) else [],
        "owed": sum(row.is_owed for row in rows),
        "own": own_days(own, today) if own and may(user, Verb.WRITE_DAILY_REPORT) else [],
        "may_write": may(user, Verb.WRITE_DAILY_REPORT),
    }
    return render(request, "staff/daily_report_list.html", context)


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def feedback_list(request: HttpRequest) -> HttpResponse:
    """The week's feedback, gathered from the records: quality reaction, needs, problems (S.3(2))."""
    assert isinstance(request.user, User)
    today = local_day(database_now())
    last = min(day_asked(request.GET.get("until", ""), today), today)
    first = min(day_asked(request.GET.get("from", ""), last - timedelta(days=FEEDBACK_DAYS - 1)), last)
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    page = Paginator(gathered(request.user, first, last, text), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": feedback_rows(page.object_list), "first": first, "last": last, "text": text}
    return render(request, "staff/feedback_list.html", context)


urlpatterns = [
    path("daily-reports/", daily_report_list, name="daily_report_list"),
    path("daily-reports/new/", FileDailyReport.as_view(), name="file_daily_report"),
    path("feedback/", feedback_list, name="feedback_list"),
]
