"""Pages of the notices of deduction: the list, one sheet, and what is done with it."""

from datetime import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from penalties.forms.reports import AnswerNoticeForm, AnswerObjectionForm, RecordDeductionForm
from penalties.models import DeductionNotice, NoticeState
from penalties.reports.notice_sheet import notice_context
from penalties.selectors.notice_offers import notice_offers, waiting_words
from penalties.selectors.notices import NO_NOTICE, NoticeFilter, listed_notices, may_answer, notice_for, notice_months
from penalties.services.answer_notice import answer_notice, check_answerable
from penalties.services.answer_objection import answer_objection, check_objection
from penalties.services.record_deduction import check_deductible, record_deduction
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.access.selectors import know_titles
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import end, local, money

PAGE_ROWS = 50


@require_GET
@permitted(Verb.READ_NOTICES)
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices this person may see; month and state in the address."""
    user, now = cast(User, request.user), database_now()
    wanted = NoticeFilter.read(request.GET.get("month", ""), request.GET.get("state", ""))
    found = listed_notices(user, wanted)
    page = Paginator(found.rows, PAGE_ROWS).get_page(request.GET.get("page"))
    know_titles(one.answered_by for one in page)
    context = {
        "page": page,
        "found": found,
        "wanted": wanted,
        "months": notice_months(user),
        "states": NoticeState.choices,
        "now": now,
    }
    return render(request, "penalties/notice_list.html", context)


@require_GET
@permitted(Verb.READ_NOTICES)
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice as its sheet reads, with what this person may do."""
    user, now = cast(User, request.user), database_now()
    found = notice_for(user, number)
    context = {
        **notice_context(found),
        "amount": abs(found.amount),
        "offers": notice_offers(found, user, now),
        "waiting": waiting_words(found, now),
        "may_read_report": may(user, Verb.READ_REPORTS),
        "may_read_cases": may(user, Verb.READ_CASES),
        "events": events_of(found.stream),
        "now": now,
    }
    return render(request, "penalties/notice.html", context)


class NoticeActPage(ActPage):
    """An act on one notice, at `/notices/KJ-2026-10-01/<verb>/`."""

    subject: DeductionNotice
    template_name = "penalties/notice_act.html"

    def load(self, **kwargs: Any) -> DeductionNotice:
        return notice_for(self.user, kwargs["number"])

    def initial(self) -> dict[str, Any]:
        return {}

    def page_context(self) -> dict[str, Any]:
        notice = self.subject
        return {
            "subject_line": f"{notice.number} · {notice.unit_name} · {notice.report.month.month}月",
            "back_url": notice.get_absolute_url(),
            "back_words": "回到通知单",
            "consequences": self.consequences(),
            "notice": notice,
            **self.confirmation(),
        }

    def confirmation(self) -> dict[str, str]:
        """The question asked before the act is sent; none where nothing is moved by it."""
        return {}

    def consequences(self) -> list[str]:
        return []

    def done(self, message: str) -> Answer:
        body = {"notice": self.subject.number, "message": message}
        return Answer(url=self.subject.get_absolute_url(), message=message, body=body)


class AnswerNoticePage(NoticeActPage):
    """The unit's head signs."""

    verb = Verb.ANSWER_NOTICE
    form_class = AnswerNoticeForm
    title = "认领通知单"
    button = "认领"

    def load(self, **kwargs: Any) -> DeductionNotice:
        found = super().load(**kwargs)
        if not may_answer(self.user, found):
            raise NotFound(NO_NOTICE)
        return found

    def check(self) -> None:
        check_answerable(self.subject, self.now)

    def consequences(self) -> list[str]:
        notice = self.subject
        verb = "返还" if notice.is_refund else "扣减"
        until = end(notice.objection_until, local(self.now).year) if notice.objection_until else ""
        return [
            f"不写异议：企管办按 {money(abs(notice.amount))} 元登记{verb}",
            f"写了异议：先由技术中心答复，再登记{verb}；异议期到 {until}",
            "认领后不能收回，本单金额不变；确有差错的，红冲记入以后的月份",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        notice = answer_notice(
            notice=self.subject, objection=form.cleaned_data["objection"], by=self.user, at=at
        )
        if notice.objection:
            return self.done(f"已认领 {notice.number} 并提出异议，等技术中心答复")
        return self.done(f"已认领 {notice.number}，由企管办登记{'返还' if notice.is_refund else '扣减'}")


class AnswerObjectionPage(NoticeActPage):
    """技术中心 answers."""

    verb = Verb.ANSWER_OBJECTION
    form_class = AnswerObjectionForm
    title = "答复异议"
    button = "答复异议"

    def check(self) -> None:
        check_objection(self.subject)

    def consequences(self) -> list[str]:
        return [f"{self.subject.unit_name}收到您的答复", "企管办可以登记扣减", "本单金额不变"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        notice = answer_objection(notice=self.subject, answer=form.cleaned_data["answer"], by=self.user, at=at)
        return self.done(f"已答复{notice.unit_name}的异议，由企管办登记")


class RecordDeductionPage(NoticeActPage):
    """企管办 records what was done."""

    verb = Verb.RECORD_DEDUCTION
    form_class = RecordDeductionForm
    title = "登记扣减"
    button = "登记扣减"

    def initial(self) -> dict[str, Any]:
        return {"deducted_on": local_day(self.now)}

    def check(self) -> None:
        check_deductible(self.subject, self.now)

    def consequences(self) -> list[str]:
        return [f"{self.subject.unit_name}收到消息", "登记后不能更改"]

    def page_context(self) -> dict[str, Any]:
        words = "登记返还" if self.subject.is_refund else "登记扣减"
        return super().page_context() | {"title": words, "button": words}

    def confirmation(self) -> dict[str, str]:
        amount = f"{money(abs(self.subject.amount))} 元"
        verb = "返还" if self.subject.is_refund else "扣减"
        question = f"{self.subject.unit_name} {amount}已经{verb}？"
        return {"confirm_question": "confirm-act", "question": question, "refrain": "先不登记"}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        notice = record_deduction(
            notice=self.subject,
            deducted_on=form.cleaned_data["deducted_on"],
            voucher=form.cleaned_data["voucher"],
            by=self.user,
            at=at,
        )
        return self.done(f"已登记 {notice.number} 的{'返还' if notice.is_refund else '扣减'}，这张通知单办完了")


urlpatterns = [
    path("notices/", notice_list, name="notice_list"),
    path("notices/<str:number>/", notice, name="notice"),
    path("notices/<str:number>/answer/", AnswerNoticePage.as_view(), name="answer_notice"),
    path("notices/<str:number>/answer-objection/", AnswerObjectionPage.as_view(), name="answer_objection"),
    path("notices/<str:number>/record-deduction/", RecordDeductionPage.as_view(), name="record_deduction"),
]
