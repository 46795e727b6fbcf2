"""Acts on what is judged: records of conduct, a failed clock, objections and their answers."""

from datetime import date, datetime
from typing import Any

from django.urls import path, reverse

from staff.forms.attendance import AnswerForm, ClockFailureForm, ConductForm, ObjectionForm, ReasonForm
from staff.models import ClockFailure, ConductKind, ConductRecord, Objection
from staff.selectors.clock_failures import failures_seen_by, reported_by, sites_in_use
from staff.selectors.managers import decided_by
from staff.selectors.months import kept_month_in
from staff.selectors.people import employee_of
from staff.selectors.statement import Row, statement_of
from staff.services.attendance_errors import AlreadyObjected, EventNotThere
from staff.services.lock_attendance import check_open
from staff.services.objections import (
    ObjectionAnswer,
    Remedy,
    answer_objection,
    check_unanswered,
    file_objection,
    remedies_of,
)
from staff.services.record_conduct import ConductFacts, record_conduct, withdraw_conduct
from staff.services.report_clock_failure import MOST_DAYS, report_clock_failures, report_site_failure
from staff.services.withdraw_clock_failure import check_stands, withdraw_clock_failure
from staff.views.attendance_act_page import NOT_THERE, AttendanceActPage, found, sheet_of
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day


class RecordConductPage(AttendanceActPage):
    """The manager records."""

    verb = Verb.RECORD_CONDUCT
    form_class = ConductForm
    title = "登记离岗与失联"
    button = "登记"

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": decided_by(self.user, self.verb).filter(left_on=None)}

    def initial(self) -> dict[str, Any]:
        return {"on": local_day(self.now)}

    def consequences(self) -> list[str]:
        return ["本人在考勤单上看到，可以提异议", "记错了可以撤回，撤回要写理由"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        data = form.cleaned_data
        facts = ConductFacts(data["on"], ConductKind(data["kind"]), data["text"], data["minutes"], data["hours"])
        record = record_conduct(employee=data["employee"], facts=facts, by=self.user, at=at)
        message = f"已登记{record.employee.name} {record.on:%m-%d} {record.what}"
        return Answer(url=sheet_of(record.employee, record.on), message=message, body={"message": message})


class WithdrawConductPage(AttendanceActPage):
    """A record was wrong."""

    verb = Verb.RECORD_CONDUCT
    form_class = ReasonForm
    title = "撤回登记"
    button = "撤回登记"

    def load(self, **kwargs: Any) -> ConductRecord:
        mine = decided_by(self.user, self.verb)
        rows = ConductRecord.objects.filter(employee__in=mine).select_related("employee", "recorded_by")
        return found(rows.filter(pk=kwargs["record_id"]).first())

    def back(self) -> str:
        return sheet_of(self.subject.employee, self.subject.on)

    def facts(self) -> list[tuple[str, str]]:
        one = self.subject
        return [("员工", one.employee.name), ("登记", f"{one.on} {one.what}"), ("经过", one.text)]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        withdraw_conduct(record=self.subject, reason=form.cleaned_data["reason"], by=self.user, at=at)
        return self.done(f"已撤回 {self.subject.on:%m-%d} {self.subject.what}的登记")


class ClockFailurePage(AttendanceActPage):
    """The clock was out of order."""

    verb = Verb.REPORT_CLOCK_FAILURE
    form_class = ClockFailureForm
    title = "登记考勤机故障"
    button = "登记故障"

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": reported_by(self.user), "sites": sites_in_use()}

    def initial(self) -> dict[str, Any]:
        today = local_day(self.now)
        own = [] if sites_in_use().exists() else [self.user.unit_id]
        return {"units": own, "first_on": today, "last_on": today}

    def consequences(self) -> list[str]:
        return [
            "这些天所选单位的打卡不判定，按班次时刻计；日报、离岗、失联照常",
            f"一次最多 {MOST_DAYS}天，最早到上个月第一天；已关账的月份，差额记入以后的月份",
            "登记人本人的不在内，由人力资源或分管副总经理登记",
            "几个单位一起登记，要么都记，要么都不记；记错了可以逐个单位撤回，撤回要写理由",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        data = form.cleaned_data
        told = {"first_on": data["first_on"], "last_on": data["last_on"], "reason": data["reason"]}
        if data["site"]:
            failures = report_site_failure(site=data["site"], **told, by=self.user, at=at)
        else:
            failures = report_clock_failures(units=data["units"], **told, by=self.user, at=at)
        named = "、".join(one.unit.name for one in failures)
        days = f"{data['first_on']:%m-%d} 至 {data['last_on']:%m-%d}"
        return self.done(f"已登记{named}考勤机故障，{days} 不判打卡")


class WithdrawClockFailurePage(AttendanceActPage):
    """A report of a failed clock was wrong."""

    verb = Verb.REPORT_CLOCK_FAILURE
    form_class = ReasonForm
    title = "撤回考勤机故障"
    button = "撤回登记"
    subject: ClockFailure

    def load(self, **kwargs: Any) -> ClockFailure:
        return found(failures_seen_by(self.user).filter(pk=kwargs["failure_id"]).first())

    def check(self) -> None:
        check_stands(self.subject)

    def back(self) -> str:
        return reverse("attendance_department", args=[f"{self.subject.first_on:%Y-%m}"])

    def facts(self) -> list[tuple[str, str]]:
        one = self.subject
        where = f"{one.unit.name}（{one.site}）" if one.site else one.unit.name
        return [("单位", where), ("日期", one.days), ("说明", one.reason), ("登记", one.entered_by.full_title)]

    def consequences(self) -> list[str]:
        return ["这些天照打卡重新判定", "已关账的月份，差额记入以后的月份", "登记留着，注明撤回和理由"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        done = withdraw_clock_failure(failure=self.subject, reason=form.cleaned_data["reason"], by=self.user, at=at)
        return self.done(f"已撤回{done.unit.name} {done.days} 的考勤机故障")


class ObjectPage(AttendanceActPage):
    """The person objects to one event of the own month."""

    verb = Verb.OBJECT_ATTENDANCE
    form_class = ObjectionForm
    title = "对考勤提异议"
    button = "提异议"
    subject: Row
    month: date

    def load(self, **kwargs: Any) -> Row:
        self.month = kept_month_in(kwargs["label"], self.now)
        employee = employee_of(self.user)
        if employee is None:
            raise NotFound(NOT_THERE)
        self.employee = employee
        rows = statement_of(employee, self.month, self.now, shows_wage=True).rows
        return found(next((row for row in rows if row.key == kwargs["event"]), None))

    def check(self) -> None:
        check_open(self.employee, self.month)
        if self.subject.is_excused:
            raise EventNotThere
        if self.subject.objection is not None:
            raise AlreadyObjected("这一条已提过异议，没有重复")

    def initial(self) -> dict[str, Any]:
        return {}

    def back(self) -> str:
        return sheet_of(self.employee, self.month)

    def facts(self) -> list[tuple[str, str]]:
        row = self.subject
        day = f"{row.on:%m-%d} " if row.on else ""
        return [("判定", f"{day}{row.title}"), ("事实", row.fact), ("依据", row.clause)]

    def consequences(self) -> list[str]:
        return ["经理收到并答复；采纳的更正事实后自动重新判定", "每条只提一次；关账以前都可以提"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        file_objection(month=self.month, key=self.subject.key, text=form.cleaned_data["text"], by=self.user, at=at)
        return self.done("已提异议，等经理答复")


class AnswerObjectionPage(AttendanceActPage):
    """The manager answers."""

    verb = Verb.ANSWER_ATTENDANCE
    form_class = AnswerForm
    title = "答复考勤异议"
    button = "答复异议"
    subject: Objection

    def load(self, **kwargs: Any) -> Objection:
        rows = Objection.objects.filter(employee__in=decided_by(self.user, self.verb)).select_related("employee__unit")
        return found(rows.filter(pk=kwargs["objection_id"]).first())

    def check(self) -> None:
        check_unanswered(self.subject)

    def form_kwargs(self) -> dict[str, Any]:
        return {"remedies": remedies_of(self.subject)}

    def back(self) -> str:
        return sheet_of(self.subject.employee, self.subject.month)

    def facts(self) -> list[tuple[str, str]]:
        one = self.subject
        return [("员工", one.employee.name), ("判定", one.fact), ("异议", one.text)]

    def consequences(self) -> list[str]:
        return ["维持：金额不变", "采纳：更正事实，系统重新判定；已关账的，差额记入以后的月份", "本人收到答复"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        data = form.cleaned_data
        answer = ObjectionAnswer(Remedy(data["remedy"]), data["answer"], data["time"], data["place"])
        done = answer_objection(objection=self.subject, answer=answer, by=self.user, at=at)
        return self.done(f"已答复{done.employee.name}的异议：{done.get_state_display()}")


urlpatterns = [
    path("attendance/conduct/new/", RecordConductPage.as_view(), name="record_conduct"),
    path("attendance/conduct/<int:record_id>/withdraw/", WithdrawConductPage.as_view(), name="withdraw_conduct"),
    path("attendance/clock-failures/new/", ClockFailurePage.as_view(), name="report_clock_failure"),
    path(
        "attendance/clock-failures/<int:failure_id>/withdraw/",
        WithdrawClockFailurePage.as_view(),
        name="withdraw_clock_failure",
    ),
    path("attendance/<str:label>/objections/<str:event>/", ObjectPage.as_view(), name="object_attendance"),
    path("attendance/objections/<int:objection_id>/answer/", AnswerObjectionPage.as_view(), name="answer_attendance"),
]
