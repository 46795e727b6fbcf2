"""Complaints about a person, entered and verified; training, wishes and rewards."""

import re
from datetime import datetime
from typing import Any

from django.urls import path, reverse

from cases.selectors.visibility import visible_cases
from staff.forms.appraisal import ComplaintForm, MeritForm, VerifyForm
from staff.models import CustomerVisit, ServiceComplaint
from staff.rules.appraisal_errors import ComplaintContradicts
from staff.selectors.appraisal import rules_of, usual_appraisal_month
from staff.selectors.dispatches import cases_of_department, visible_dispatches
from staff.selectors.managers import decided_by
from staff.selectors.people import employed_on, visible_employees
from staff.services.record_complaint import ComplaintFacts, record_complaint
from staff.services.record_merit import record_merit
from staff.services.verify_complaint import check_waiting, verify_complaint
from staff.views.own_act import FieldActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K

RECENT_VISITS = 200


class RecordComplaintPage(FieldActPage):
    """The manager enters a complaint; `?dispatch=`, `?case=` and `?visit=` start it from one."""

    verb = Verb.RECORD_COMPLAINT
    form_class = ComplaintForm
    title, button = "登记客户投诉", "登记投诉"
    back_name, back_words = "appraisal", "回到考核"

    def form_kwargs(self) -> dict[str, Any]:
        today = local_day(self.now)
        people = employed_on(decided_by(self.user, self.verb).filter(unit__kind="service"), today, today)
        recent = CustomerVisit.objects.filter(by__in=people.values("pk")).select_related("customer", "by")
        return {"people": people, "visits": recent.order_by("-visited_on")[:RECENT_VISITS]}

    def initial(self) -> dict[str, Any]:
        given, found = self.request.GET, {"received_on": local_day(self.now)}
        number, visit_id = given.get("dispatch", "").replace("\x00", ""), given.get("visit", "")
        order = visible_dispatches(self.user).filter(number=number).first() if number else None
        if order is not None:
            return found | {"source_no": order.number, "employee": order.engineer_id}
        if re.fullmatch(r"[0-9]{1,18}", visit_id):
            visit = CustomerVisit.objects.filter(pk=visit_id, by__in=decided_by(self.user, self.verb)).first()
            return found | ({"visit": visit.pk, "employee": visit.by_id} if visit else {})
        return found | {"source_no": given.get("case", "")}

    def consequences(self) -> list[str]:
        return ["本人收到消息；听取本人以后由经理核实", "没有核实的不扣分；断纸等产品质量不计人员投诉"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        facts = ComplaintFacts(
            kind=given["kind"], received_on=given["received_on"], told_by=given["told_by"], text=given["text"],
            visit=given["visit"], **self._numbered(given["source_no"]),
        )  # fmt: skip
        row = record_complaint(employee=given["employee"], facts=facts, by=self.user, at=at)
        url = reverse("appraisal_sheet", args=[f"{row.received_on:%Y-%m}", row.employee.number])
        return self.done(f"已登记对{row.employee.name}的投诉，等核实", url=url, complaint=row.pk)

    def _numbered(self, number: str) -> dict[str, Any]:
        """The case or dispatch of a number as typed, whichever this person may see."""
        if not number:
            return {}
        order = visible_dispatches(self.user).filter(number=number).first()
        if order is not None:
            return {"dispatch": order}
        case = visible_cases(self.user).filter(number=number).first()
        case = case or cases_of_department().filter(number=number).first()
        if case is None:
            raise ComplaintContradicts(f"没有「{number}」这个案件或派工单，请核对编号", field="source_no")
        return {"case": case}


class VerifyComplaintPage(FieldActPage):
    """The manager verifies."""

    verb = Verb.VERIFY_COMPLAINT
    form_class = VerifyForm
    template_name = "staff/complaint_verify.html"
    choices_of_button = {"decision": ("uphold", "dismiss")}
    title = "核实客户投诉"
    back_words = "回到考核表"
    subject: ServiceComplaint

    def load(self, **kwargs: Any) -> ServiceComplaint:
        mine = decided_by(self.user, self.verb)
        rows = ServiceComplaint.objects.filter(employee__in=mine).select_related(
            "employee", "case", "dispatch", "visit__customer"
        )
        found = rows.filter(pk=kwargs["complaint_id"]).first()
        if found is None:
            raise NotFound("没有这次投诉，或您无权核实")
        return found

    def check(self) -> None:
        check_waiting(self.subject)

    def back_url(self) -> str:
        return reverse("appraisal_sheet", args=[f"{self.subject.received_on:%Y-%m}", self.subject.employee.number])

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"heard_on": local_day(self.now)}

    def consequences(self) -> list[str]:
        each = rules_of(self.subject.received_on.replace(day=1)).whole(K.COMPLAINT_POINTS)
        return [f"属实：计入当月考核，扣 {each} 分；当月已评分的，计入下一个没有评分的月份", "不属实：留记录，不扣分", "本人收到结论"]

    def page_context(self) -> dict[str, Any]:
        one = self.subject
        facts = [
            ("员工", one.employee.name),
            ("投诉", f"{one.received_on} {one.told_by}：{one.get_kind_display()}"),
            ("来源", one.source),
            ("内容", one.text),
        ]
        return super().page_context() | {"facts": facts}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given, is_upheld = form.cleaned_data, self.request.POST.get("decision") == "uphold"
        row = verify_complaint(
            complaint=self.subject, is_upheld=is_upheld, heard_on=given["heard_on"], statement=given["statement"],
            reason=given["reason"], by=self.user, at=at,
        )  # fmt: skip
        counted = f"，计入 {row.counts_in:%Y-%m}" if row.counts_in else ""
        return self.done(f"已核实：{row.get_state_display()}{counted}")


class RecordMeritPage(FieldActPage):
    """Training, wishes, rewards."""

    verb = Verb.RECORD_MERIT
    form_class = MeritForm
    title, button = "登记培训、意愿与奖励", "登记"
    back_name, back_words = "appraisal", "回到考核"

    def form_kwargs(self) -> dict[str, Any]:
        today = local_day(self.now)
        people = visible_employees(self.user).filter(unit__kind="service")
        return {"people": employed_on(people, today, today)}

    def initial(self) -> dict[str, Any]:
        return {"on": local_day(self.now)}

    def consequences(self) -> list[str]:
        return ["列在本人考核表旁，不计分", "本人看得到"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        row = record_merit(by=self.user, at=at, **form.content)
        month = max(usual_appraisal_month(self.now), row.employee.entered_on.replace(day=1))
        url = reverse("appraisal_sheet", args=[f"{month:%Y-%m}", row.employee.number])
        return self.done(f"已登记{row.employee.name}：{row.get_kind_display()}", url=url)


urlpatterns = [
    path("appraisal/complaints/new/", RecordComplaintPage.as_view(), name="record_complaint"),
    path("appraisal/complaints/<int:complaint_id>/verify/", VerifyComplaintPage.as_view(), name="verify_complaint"),
    path("appraisal/merits/new/", RecordMeritPage.as_view(), name="record_merit"),
]
