"""What follows from judged months: missing punches decided on, demerits withdrawn, proposals decided."""

from datetime import date, datetime
from typing import Any

from django.urls import path, reverse

from staff.forms.attendance import MissingPunchForm, ReasonForm
from staff.models import Demerit, ProposalKind, StaffProposal
from staff.selectors.managers import decided_by
from staff.selectors.missing_punches import MissingPunch, missing_punch_of
from staff.selectors.months import kept_month_in
from staff.selectors.people import visible_employees
from staff.services.attendance_errors import EventNotThere
from staff.services.decide_missing_punch import NOT_MISSING, decide_missing_punch
from staff.services.decide_proposal import check_undecided, decide_proposal
from staff.services.withdraw_demerit import check_standing, withdraw_demerit
from staff.views.attendance_act_page import AttendanceActPage, found, sheet_of
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class DecideMissingPunchPage(AttendanceActPage):
    """The manager enters when the person really came or left."""

    verb = Verb.DECIDE_LEAVE
    form_class = MissingPunchForm
    title = "决定缺卡"
    button = "按这个时刻判定"
    subject: MissingPunch | None

    def load(self, **kwargs: Any) -> MissingPunch | None:
        self.employee = found(decided_by(self.user, self.verb).filter(number=kwargs["number"]).first())
        self.on = found(_day_in(kwargs["label"], kwargs["day"]))
        kept_month_in(kwargs["label"], self.now)
        return missing_punch_of(self.employee, self.on, self.now)

    def check(self) -> None:
        if self.subject is None:
            raise EventNotThere(NOT_MISSING)

    def initial(self) -> dict[str, Any]:
        return {}

    def back(self) -> str:
        return sheet_of(self.employee, self.on)

    def facts(self) -> list[tuple[str, str]]:
        one = self.subject
        if one is None:
            return []
        there = "下班" if one.side == "in" else "上班"
        return [("员工", self.employee.name), ("缺卡", one.words), ("班次", one.shift), (f"{there}打卡", f"{one.other:%H:%M}")]

    def consequences(self) -> list[str]:
        return [
            "不决定的缺卡不处罚",
            "当天按这个时刻重新判定；已关账的月份，差额记入以后的月份",
            "本人收到消息，可以提异议；错了可以在申请里撤销",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        data = form.cleaned_data
        done = decide_missing_punch(
            employee=self.employee, on=self.on, clock=data["time"], reason=data["reason"], by=self.user, at=at
        )
        return self.done(f"已决定{self.employee.name}的缺卡：{done.what}")


def _day_in(label: str, day: str) -> date | None:
    """The day of an address, of the month named there."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return on if f"{on:%Y-%m}" == label else None


class WithdrawDemeritPage(AttendanceActPage):
    """分管副总经理 withdraws."""

    verb = Verb.WITHDRAW_DEMERIT
    form_class = ReasonForm
    title = "撤销行政记大过"
    button = "撤销记大过"
    subject: Demerit

    def load(self, **kwargs: Any) -> Demerit:
        rows = Demerit.objects.filter(employee__in=visible_employees(self.user)).select_related("employee")
        return found(rows.filter(pk=kwargs["demerit_id"]).first())

    def check(self) -> None:
        check_standing(self.subject)

    def back(self) -> str:
        one = self.subject
        return reverse("employee", args=[one.employee_id]) if one.entered_by_id else sheet_of(one.employee, one.month)

    def facts(self) -> list[tuple[str, str]]:
        one = self.subject
        fact = f"补录自 {one.document}，{one.decided_on} 决定" if one.entered_by_id else f"罚款 {one.fine:,} 元"
        return [("员工", one.employee.name), ("记大过", f"{one.month:%Y-%m} 第{one.ordinal}次，{fact}")]

    def consequences(self) -> list[str]:
        if self.subject.entered_by_id:
            return ["以后月份的记大过少算一次，随之重算；当时的罚款不在这里退", "理由留在本人的记录里"]
        return ["罚款以差额退回，记入以后的月份", "以后月份的记大过少算一次，随之重算", "理由留在本人的记录里"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        withdraw_demerit(demerit=self.subject, reason=form.cleaned_data["reason"], by=self.user, at=at)
        return self.done(f"已撤销{self.subject.employee.name} {self.subject.month:%Y-%m} 的记大过")


class DecideProposalPage(AttendanceActPage):
    """总经理 decides."""

    verb = Verb.DECIDE_STAFF_PROPOSAL
    form_class = ReasonForm
    template_name = "staff/proposal_act.html"
    title = "决定人事建议"
    choices_of_button = {"decision": ("accept", "decline")}
    subject: StaffProposal

    def load(self, **kwargs: Any) -> StaffProposal:
        rows = StaffProposal.objects.select_related("employee__unit")
        return found(rows.filter(pk=kwargs["proposal_id"]).first())

    def check(self) -> None:
        check_undecided(self.subject)

    def back(self) -> str:
        if self.subject.kind in {ProposalKind.RAISE, ProposalKind.DEMOTION}:
            return reverse("appraisal_year", args=[self.subject.month.year])
        return sheet_of(self.subject.employee, self.subject.month)

    def facts(self) -> list[tuple[str, str]]:
        one = self.subject
        return [
            ("员工", f"{one.employee.name} · {one.employee.unit.name}"),
            ("建议", one.get_kind_display()),
            ("依据", one.clause),
            ("事实", one.fact),
        ]

    def consequences(self) -> list[str]:
        return ["系统只记录决定，不自动办理", "人力资源收到消息，照决定办理"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        is_accepted = self.request.POST.get("decision") == "accept"
        done = decide_proposal(
            proposal=self.subject, is_accepted=is_accepted, reason=form.cleaned_data["reason"], by=self.user, at=at
        )
        return self.done(f"已决定{done.employee.name}的{done.get_kind_display()}建议：{done.get_state_display()}")


urlpatterns = [
    path(
        "attendance/<str:label>/sheets/<str:number>/missing-punches/<str:day>/",
        DecideMissingPunchPage.as_view(),
        name="decide_missing_punch",
    ),
    path("attendance/demerits/<int:demerit_id>/withdraw/", WithdrawDemeritPage.as_view(), name="withdraw_demerit"),
    path("attendance/proposals/<int:proposal_id>/decide/", DecideProposalPage.as_view(), name="decide_staff_proposal"),
]
