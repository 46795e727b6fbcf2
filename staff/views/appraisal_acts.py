"""Acts on the appraisal: self view, score, countersign, print."""

from datetime import date, datetime
from typing import Any

from django.urls import path, reverse

from staff.forms.appraisal import CountersignForm, ScoreForm, SelfViewForm
from staff.models import AppraisalSheet, AppraisalState, Employee
from staff.rules.appraisal import bands_in_words, limits_of, points_in_words
from staff.rules.appraisal_errors import AppraisalOutOfStep, NotCountersigner, OwnScoring
from staff.rules.field_errors import NotYours
from staff.selectors.appraisal import (
    appraised_person,
    count_complaints,
    may_countersign,
    row_of,
    rules_of,
)
from staff.selectors.appraisal_evidence import evidence_of
from staff.selectors.months import month_in
from staff.services.countersign_appraisal import countersign_appraisal
from staff.services.lock_appraisal import check_month_over
from staff.services.score_appraisal import score_appraisal
from staff.services.write_self_view import write_self_view
from staff.views.own_act import FieldActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K


class SheetActPage(FieldActPage):
    """An act on one person's month."""

    template_name = "staff/attendance_act.html"
    back_words = "回到考核表"
    subject: AppraisalSheet | None
    employee: Employee
    month: date

    def load(self, **kwargs: Any) -> AppraisalSheet | None:
        self.month = month_in(kwargs["label"], self.now)
        self.employee = appraised_person(self.user, self.month, kwargs["number"])
        return row_of(self.user, self.employee, self.month, self.now).sheet

    @property
    def state(self) -> AppraisalState:
        return AppraisalState(self.subject.state) if self.subject else AppraisalState.DRAFT

    def check_state(self, wanted: AppraisalState) -> None:
        """Raise AppraisalOutOfStep unless the sheet stands there."""
        if self.state != wanted:
            raise AppraisalOutOfStep(f"这份考核表{self.state.label}，这一步不再办理")

    def back_url(self) -> str:
        return reverse("appraisal_sheet", args=[f"{self.month:%Y-%m}", self.employee.number])

    def headline(self) -> str:
        return f"{self.employee.name} · {self.month.year}年{self.month.month}月"

    def facts(self) -> list[tuple[str, str]]:
        return []

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"facts": self.facts()}


class WriteSelfViewPage(SheetActPage):
    """The person writes."""

    verb = Verb.WRITE_SELF_VIEW
    form_class = SelfViewForm
    title, button = "写自评", "提交自评"

    def check(self) -> None:
        if self.employee.user_id != self.user.pk:
            raise NotYours
        self.check_state(AppraisalState.DRAFT)

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"text": self.subject.self_view if self.subject else ""}

    def consequences(self) -> list[str]:
        return ["经理评分时看到自评", "评分以前可以再改"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        write_self_view(
            employee=self.employee, month=self.month, text=given["text"], by=self.user, at=at,
            seen_version=given["seen_version"],
        )  # fmt: skip
        return self.done(f"已提交 {self.month.month}月自评")


class ScoreAppraisalPage(SheetActPage):
    """The manager scores, with the month's facts beside."""

    verb = Verb.SCORE_APPRAISAL
    form_class = ScoreForm
    template_name = "staff/appraisal_score.html"
    title, button = "月度考核评分", "提交评分"

    def check(self) -> None:
        if self.employee.user_id == self.user.pk:
            raise OwnScoring("自己的考核由上一级评分")
        check_month_over(self.month, self.now)
        self.check_state(AppraisalState.DRAFT)

    def form_kwargs(self) -> dict[str, Any]:
        return {"limits": limits_of(rules_of(self.month))}

    def initial(self) -> dict[str, Any]:
        found = super().initial()
        if self.subject is None:
            return found
        before = {score.item: points_in_words(score.points) for score in self.subject.scores.all()}
        return found | before | {"comment": self.subject.comment}

    def facts(self) -> list[tuple[str, str]]:
        sheet = self.subject
        told = [("自评", sheet.self_view if sheet and sheet.self_view else "本人没有写")]
        if sheet and sheet.countersign_words:
            told.append(("退回意见", sheet.countersign_words))
        return told

    def consequences(self) -> list[str]:
        p, count = rules_of(self.month), count_complaints(self.employee, self.month)
        each = p.whole(K.COMPLAINT_POINTS)
        told = [f"核实的投诉 {count}次，每次扣 {each} 分，扣到 0 分为止" if count else f"没有核实的投诉（每次扣 {each} 分）"]
        waiting = row_of(self.user, self.employee, self.month, self.now).waiting_complaints
        if waiting:
            told.append(f"还有 {waiting}次投诉没有核实：评分以后才核实的，计入下一个没有评分的月份")
        return [*told, bands_in_words(p), "提交后等会签；会签以后本人看到"]

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"evidence": evidence_of(self.employee, self.month, self.now)}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, ScoreForm)
        given = form.cleaned_data
        sheet = score_appraisal(
            employee=self.employee, month=self.month, points=form.points, comment=given["comment"],
            by=self.user, at=at, seen_version=given["seen_version"],
        )  # fmt: skip
        grade = f"，{sheet.grade} 等" if sheet.grade else "，本版本不评等"
        message = f"已评分 {self.employee.name} {points_in_words(sheet.total)} 分{grade}，等会签"
        return self.done(message, total=points_in_words(sheet.total), grade=sheet.grade)


class CountersignAppraisalPage(SheetActPage):
    """Sign, or give back: the button pressed says which."""

    verb = Verb.COUNTERSIGN_APPRAISAL
    form_class = CountersignForm
    template_name = "staff/appraisal_countersign.html"
    choices_of_button = {"decision": ("sign", "return")}
    title = "会签月度考核"

    def check(self) -> None:
        self.check_state(AppraisalState.SCORED)
        if self.subject is None or not may_countersign(self.user, self.subject):
            raise NotCountersigner("评分人、本人和制度参数没有写明的人不能会签")

    def facts(self) -> list[tuple[str, str]]:
        sheet = self.subject
        if sheet is None or sheet.scored_by is None:
            return []
        grade = f"{sheet.grade} 等" if sheet.grade else "本版本不评等"
        return [
            ("得分", f"{points_in_words(sheet.total)} 分，{grade}"),
            ("算式", sheet.formula),
            ("评分", f"{sheet.scored_by.full_title}"),
            ("评语", sheet.comment or "没有写"),
            ("自评", sheet.self_view or "本人没有写"),
        ]

    def consequences(self) -> list[str]:
        return ["会签后不再改，本人收到消息", "全年 A 等、C 等满次数的，提请总经理决定", "退回的由经理重新评分"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        if self.subject is None:
            raise AppraisalOutOfStep("这份考核表还没有评分")
        given, is_signed = form.cleaned_data, self.request.POST.get("decision") == "sign"
        countersign_appraisal(
            sheet=self.subject, is_signed=is_signed, words=given["words"], by=self.user, at=at,
            seen_version=given["seen_version"],
        )  # fmt: skip
        return self.done(f"已{'会签' if is_signed else '退回'} {self.employee.name} {self.month.month}月考核")


class PrintAppraisalPage(SheetActPage):
    """《技术支持人员考核表》 on A4."""

    verb = Verb.READ_STAFF
    form_class = ActForm
    title, button = "打印考核表", "制作 PDF"

    def initial(self) -> dict[str, Any]:
        return {}

    def consequences(self) -> list[str]:
        return ["制成 A4 的 PDF，有本人、评分人和会签人签字栏", "没有会签的印上「未会签」"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        label, number = f"{self.month:%Y-%m}", self.employee.number
        job = request_job(
            kind="appraisal_sheet", key=f"{label}:{number}:{self.user.pk}:{self.subject.version if self.subject else 0}",
            title=f"考核表 {self.employee.name} {label}", arguments={"month": label, "number": number},
            by=self.user, at=at,
        )  # fmt: skip
        return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})


urlpatterns = [
    path("appraisal/<str:label>/sheets/<str:number>/self-view/", WriteSelfViewPage.as_view(), name="write_self_view"),
    path("appraisal/<str:label>/sheets/<str:number>/score/", ScoreAppraisalPage.as_view(), name="score_appraisal"),
    path(
        "appraisal/<str:label>/sheets/<str:number>/countersign/",
        CountersignAppraisalPage.as_view(),
        name="countersign_appraisal",
    ),
    path("appraisal/<str:label>/sheets/<str:number>/print/", PrintAppraisalPage.as_view(), name="print_appraisal"),
]
