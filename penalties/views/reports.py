"""Pages of the month reports: the list, one month, checking it, issuing it, signing for it."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from penalties.forms.reports import IssueReportForm
from penalties.rules.month import Month, NoMonth
from penalties.selectors.bonus_notices import visible_bonus_notices
from penalties.selectors.ledger_links import ledger_address
from penalties.selectors.report_page import (
    ReportView,
    change_of,
    months_chart,
    months_sentence,
    report_view,
    units_chart,
    units_sentence,
)
from penalties.selectors.reports import NO_REPORT, first_month, report_lines
from penalties.services.issue_month_report import issue_month_report
from penalties.services.report_errors import AlreadyIssued, AlreadySigned, NotIssuedYet
from penalties.services.sign_report import sign_report
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.wording import money, yuan


@require_GET
@permitted(Verb.READ_REPORTS)
def report_list(request: HttpRequest) -> HttpResponse:
    """Every month since the books began."""
    now = database_now()
    return render(request, "penalties/report_list.html", {"lines": report_lines(now), "now": now})


@require_GET
@permitted(Verb.READ_REPORTS)
def report(request: HttpRequest, label: str) -> HttpResponse:
    """One month: sealed, held, or a preview."""
    now = database_now()
    view = report_view(month_in(label), now)
    user = cast(User, request.user)
    return render(request, "penalties/report.html", _drawn(view, user))


def month_in(label: str) -> Month:
    """The month of an address, or NotFound."""
    try:
        return Month.read(label)
    except NoMonth:
        raise NotFound(NO_REPORT) from None


def _drawn(view: ReportView, user: User) -> dict[str, Any]:
    figures, first = view.figures, first_month()
    previous, following = view.month.previous, view.month.next
    return {
        "view": view,
        "month": view.month,
        "report": view.report,
        "summary": figures["summary"],
        "figures": figure_cards(view),
        "units": [_unit(row, view) for row in figures["units"]],
        "unit_totals": figures["unit_totals"],
        "machines": figures["machines"],
        "defects": figures["defects"],
        "customers": figures["customers"],
        "clocks": figures["clocks"],
        "months": [row | {"title": Month.read(row["month"]).title} for row in figures["months"]],
        "months_chart": months_chart(figures),
        "units_chart": units_chart(figures) | {"links": [row["url"] for row in _by_total(figures, view)]},
        "previous": previous if first is not None and first <= previous else None,
        "following": following if following.starts_at <= view.now else None,
        "may_issue": may(user, Verb.ISSUE_REPORT) and not view.is_sealed and _is_due(view),
        "may_sign": may(user, Verb.SIGN_REPORT) and view.is_sealed and view.report.state == "issued",  # type: ignore[union-attr]
        "months_sentence": months_sentence(figures),
        "units_sentence": units_sentence(figures),
        "bonus_notices": visible_bonus_notices(user).filter(report=view.report) if view.report else [],
        "may_read_cases": may(user, Verb.READ_CASES),
        "ledger_url": ledger_address(view.month) if may(user, Verb.READ_LEDGER) else "",
        "now": view.now,
    }


def _is_due(view: ReportView) -> bool:
    return view.due_at is not None and view.due_at <= view.now


def _unit(row: dict[str, Any], view: ReportView) -> dict[str, Any]:
    return row | {"notice": view.notices.get(row["unit"]), "url": ledger_address(view.month, unit=row["unit"])}


def _by_total(figures: dict[str, Any], view: ReportView) -> list[dict[str, Any]]:
    names = units_chart(figures)["names"]
    rows = {row["name"]: _unit(row, view) for row in figures["units"]}
    return [rows[name] for name in names]


def figure_cards(view: ReportView) -> list[dict[str, str]]:
    """The four figures of the month."""
    summary = view.figures["summary"]
    units = view.figures["units"]
    carriers = [row for row in units if row["recovery"] != "0.00"]
    due, met = summary["replies_due"], summary["replies_met"]
    running = 0 if view.is_over else due - met - summary["replies_late"] - summary["replies_waived"]
    rate = f"{met * 100 / due:.1f}%；" if due and not running else ""
    still = f"，{running}件还没有到期" if running else ""
    return [
        {"label": "退赔换损失合计", "number": money(summary["loss"]), "detail": change_of(summary, view.previous)},
        {
            "label": "追回",
            "number": money(summary["recovered"]),
            "detail": "承运单位承担" if carriers else "本月没有追偿到账",
        },
        {
            "label": "收到意见 / 入账",
            "number": f"{summary['filed']} / {summary['settled']}",
            "unit": "件",
            "detail": f"结案 {summary['closed']}件，{'月末' if view.is_over else '现在'}未结 {summary['open']}件",
        },
        {
            "label": "按时答复",
            "number": f"{met} / {due}",
            "unit": "件",
            "detail": f"{rate}超期 {summary['replies_late']}件{still}，罚款合计 {money(summary['fines'])}",
        },
    ]


class ReportActPage(ActPage):
    """An act on one month, at `/reports/2026-10/<verb>/`."""

    subject: ReportView
    template_name = "penalties/report_act.html"

    def load(self, **kwargs: Any) -> ReportView:
        return report_view(month_in(kwargs["label"]), self.now)

    def initial(self) -> dict[str, Any]:
        return {}

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": f"{self.subject.month.title}月报",
            "back_url": self.address,
            "back_words": "回到月报",
            "consequences": self.consequences(),
            "view": self.subject,
            "month": self.subject.month,
            **self.confirmation(),
        }

    def confirmation(self) -> dict[str, str]:
        """The question asked before the act is sent; none where nothing is sealed by it."""
        return {}

    @property
    def address(self) -> str:
        return reverse("report", args=[self.subject.month.label])

    def consequences(self) -> list[str]:
        return []


class CheckBooksPage(ReportActPage):
    """Check the books of a month now, in the worker."""

    verb = Verb.READ_REPORTS
    form_class = ActForm
    title = "重新对账"
    button = "重新对账"

    def consequences(self) -> list[str]:
        return ["系统逐笔重算台账和各案，结果写在月报和台账校验页上", "不改动任何一笔，也不签发"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        month = self.subject.month
        job = request_job(
            kind="ledger_check",
            key=month.label,
            title=f"{month.title}对账",
            arguments={"month": month.label},
            by=self.user,
            at=at,
        )
        url = reverse("job", args=[job.pk]) if job.requested_by_id == self.user.pk else self.address
        return Answer(url=url, message=f"已开始对账，做完后看{month.title}月报", body={"month": month.label})


class IssueReportPage(ReportActPage):
    """技术中心主任 issues what the system held."""

    verb = Verb.ISSUE_REPORT
    form_class = IssueReportForm
    title = "签发月报并封账"
    button = "签发并封账"

    def check(self) -> None:
        if self.subject.is_sealed:
            raise AlreadyIssued(f"{self.subject.month.title}月报已签发，没有重复")

    def confirmation(self) -> dict[str, str]:
        question = f"签发{self.subject.month.title}月报并封账？"
        return {"confirm_question": "confirm-act", "question": question, "refrain": "先不签发"}

    def consequences(self) -> list[str]:
        month, summary = self.subject.month, self.subject.figures["summary"]
        return [
            "按现在的台账重新对账；还有发现就不签发，并说明是哪一笔",
            f"{month.title}封账：损失合计 {yuan(summary['loss'])}，之后的更正记入以后的月份并指明原笔",
            "给各单位生成奖金扣减通知单，企管办签收后放行",
            "签发后不能收回；迟发说明印在月报上",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        month = self.subject.month
        report = issue_month_report(
            month=month, by=self.user, at=at, delay_note=form.cleaned_data["delay_note"]
        )
        message = f"已签发{report}，请企管办签收；Excel 和 PDF 正在制作"
        return Answer(url=self.address, message=message, body={"month": month.label, "hash": report.figures_hash})


class SignReportPage(ReportActPage):
    """企管办 signs for the report and releases its notices."""

    verb = Verb.SIGN_REPORT
    form_class = ActForm
    title = "签收月报"
    button = "签收月报"

    def check(self) -> None:
        if not self.subject.is_sealed:
            raise NotIssuedYet
        if self.subject.report and self.subject.report.signed_at:
            raise AlreadySigned(f"{self.subject.month.title}月报已签收，没有重复")

    def confirmation(self) -> dict[str, str]:
        question = f"签收{self.subject.month.title}月报？"
        return {"confirm_question": "confirm-act", "question": question, "refrain": "先不签收"}

    def consequences(self) -> list[str]:
        count = len({notice.number for notice in self.subject.notices.values()})
        return [f"放行 {count}张奖金扣减通知单，各单位负责人收到消息，开始认领", "月报的数字和文件不变", "签收后不能收回"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        month = self.subject.month
        report = sign_report(month=month, by=self.user, at=at)
        released = report.notices.count()
        message = f"已签收{report}，{released}张通知单已放行，等各单位认领"
        return Answer(url=self.address, message=message, body={"month": month.label, "notices": released})


urlpatterns = [
    path("reports/", report_list, name="report_list"),
    path("reports/<str:label>/", report, name="report"),
    path("reports/<str:label>/check/", CheckBooksPage.as_view(), name="check_books"),
    path("reports/<str:label>/issue/", IssueReportPage.as_view(), name="issue_month_report"),
    path("reports/<str:label>/sign/", SignReportPage.as_view(), name="sign_report"),
]
