"""派工与维修: the list, one order, giving and cancelling it, accepting and arriving."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from cases.selectors.visibility import visible_cases
from staff.forms.dispatch import ArriveForm, DispatchForm, ReasonForm
from staff.models import DispatchOrder, DispatchState
from staff.rules.field_errors import DispatchOutOfStep, NothingSolved, NotYours
from staff.selectors.dispatches import (
    cases_to_send_out,
    dispatch_for,
    dispatches_like,
    next_step,
    order_rows,
    records_of,
    sheets_shown,
    solving_record,
    visible_errands,
    visible_sheets,
)
from staff.selectors.field_people import seen_people
from staff.selectors.managers import decided_by
from staff.services.finish_dispatch import finish_dispatch
from staff.services.give_dispatch import give_dispatch
from staff.services.move_dispatch import accept_dispatch, arrive_at_customer, cancel_dispatch
from staff.views.own_act import FieldActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.files.selectors import attachments_of
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.regulation.clock import local, local_day
from yibin_service.foundation.regulation.selectors import enacted_book
from yibin_service.foundation.wording import end

PAGE, LONGEST_SEARCH, FEW = 50, 60, 20
FEWEST_DIGITS, MOST_DIGITS = 7, 12
USUAL_DAYS = 3  # the end a new order's form starts with


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def dispatch_list(request: HttpRequest) -> HttpResponse:
    """Orders, tasks and opinion sheets of those this person may see."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    state = request.GET.get("state", "")
    page = Paginator(dispatches_like(user, text, state, now), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": order_rows(page.object_list),
        "text": text,
        "state": state,
        "now": now,
        "errands": visible_errands(user)[:FEW],
        "sheets": sheets_shown(visible_sheets(user)[:FEW]),
        "may_dispatch": may(user, Verb.DISPATCH),
        "may_do": may(user, Verb.DO_DISPATCH),
        "may_read_money": may(user, Verb.READ_COLLECTIONS),
        "own": user.pk,
    }
    return render(request, "staff/dispatch_list.html", context)


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def dispatch(request: HttpRequest, number: str) -> HttpResponse:
    """One order with what was done on it, and this person's next step."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    order = dispatch_for(user, number)
    is_own = order.engineer.user_id == user.pk
    case = order.case if order.case and visible_cases(user).filter(pk=order.case.pk).exists() else None
    signatures = {record.signature_id for record in records_of(order)}
    files = [file for file in attachments_of(order.stream) if file.pk not in signatures]
    context = {
        "order": order,
        "phone": phone_in(order.contact),
        "now": now,
        "next": next_step(order, enacted_book()),
        "is_own": is_own,
        "solved": solving_record(order) if is_own else None,
        "open_case": case,
        "records": records_of(order),
        "sheets": sheets_shown(order.opinions.all()),
        "files": files,
        "events": events_of(order.stream),
        "may_cancel": may(user, Verb.DISPATCH) and order.is_open,
        "may_complain": decided_by(user, Verb.RECORD_COMPLAINT).filter(pk=order.engineer_id).exists(),
    }
    return render(request, "staff/dispatch.html", context)


def phone_in(contact: str) -> str:
    """The first number of a contact that can be dialled: digits alone, or nothing."""
    for typed in re.findall(r"[0-9][0-9 -]{5,18}[0-9]", contact):
        digits = re.sub(r"[^0-9]", "", typed)
        if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
            return digits
    return ""


class DispatchActPage(FieldActPage):
    """An act on one order: `/staff/dispatches/<number>/<verb>/`."""

    subject: DispatchOrder
    back_words = "回到派工单"
    states: tuple[DispatchState, ...] = ()
    is_for_engineer = True

    def load(self, **kwargs: Any) -> DispatchOrder:
        return dispatch_for(self.user, kwargs["number"])

    def check(self) -> None:
        if self.is_for_engineer and self.subject.engineer.user_id != self.user.pk:
            raise NotYours(f"这张派工单派给 {self.subject.engineer}，由本人办理")
        if self.states and self.subject.state not in self.states:
            raise DispatchOutOfStep(f"派工单 {self.subject.number} {self.subject.get_state_display()}，这一步不再办理")

    def back_url(self) -> str:
        return self.subject.get_absolute_url()

    def headline(self) -> str:
        return f"{self.subject.number} · {self.subject.customer}"

    def page_context(self) -> dict[str, Any]:
        order = self.subject
        facts = [("任务", order.task), ("期限", end(order.due_at, local(self.now).year)), ("地点", order.place), ("联系人与电话", order.contact)]
        return super().page_context() | {"facts": [(label, text) for label, text in facts if text]}


class GiveDispatch(FieldActPage):
    """A new order; `?case=` starts it from a case with a service team of the department."""

    verb = Verb.DISPATCH
    form_class = DispatchForm
    title = "派工"
    button = "派工"
    back_name, back_words = "dispatch_list", "回到派工"

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": seen_people(self.user, local_day(self.now)).exclude(user=None)}

    def initial(self) -> dict[str, Any]:
        due = local(self.now).replace(hour=17, minute=30, second=0) + timedelta(days=USUAL_DAYS)
        found: dict[str, Any] = {"due_at": due}
        case = cases_to_send_out().filter(number=self.request.GET.get("case", "").replace("\x00", "")).first()
        if case is not None:
            contact = f"{case.card.contact_name} {case.card.contact_phone}"
            found |= {"case": case.pk, "customer": case.customer_id, "contact": contact}
        return found

    def consequences(self) -> list[str]:
        return ["本人收到消息，接受后到场，完工时填维修服务单", "给出的派工单有编号，不能删除，只能取消"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, DispatchForm)
        order = give_dispatch(facts=form.facts, by=self.user, at=at)
        return self.done(
            f"已派工 {order.number}，等 {order.engineer} 接受", url=order.get_absolute_url(), dispatch=order.number
        )


class AcceptDispatch(DispatchActPage):
    """Take the order."""

    verb = Verb.DO_DISPATCH
    form_class = ActForm
    title, button = "接受派工", "接受派工"
    states = (DispatchState.GIVEN,)

    def deed(self, form: ActForm, at: datetime) -> Answer:
        seen = form.cleaned_data["seen_version"]
        order = accept_dispatch(dispatch=self.subject, by=self.user, at=at, seen_version=seen)
        return self.done(f"已接受 {order.number}，到场后登记时间")


class ArriveAtCustomer(DispatchActPage):
    """Note the arrival."""

    verb = Verb.DO_DISPATCH
    form_class = ArriveForm
    title, button = "登记到场", "登记到场"
    states = (DispatchState.ACCEPTED,)

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"arrived_at": local(self.now)}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        order = arrive_at_customer(
            dispatch=self.subject, arrived_at=given["arrived_at"], by=self.user, at=at, seen_version=given["seen_version"]
        )
        return self.done(f"已登记到场 {order.number}，离开前填维修服务单")


class FinishDispatch(DispatchActPage):
    """The last 维修服务单 says that all is solved: the order ends with it."""

    verb = Verb.DO_DISPATCH
    form_class = ActForm
    title, button = "办结派工单", "办结"
    states = (DispatchState.ARRIVED,)

    def check(self) -> None:
        super().check()
        if solving_record(self.subject) is None:
            raise NothingSolved

    def consequences(self) -> list[str]:
        record = solving_record(self.subject)
        if record is None:
            return []
        return [f"第{record.ordinal}张维修服务单作为完工的一张，不用再填", f"{self.subject.given_by} 收到消息"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        seen = form.cleaned_data["seen_version"]
        order = finish_dispatch(dispatch=self.subject, by=self.user, at=at, seen_version=seen)
        return self.done(f"已办结 {order.number}")


class CancelDispatch(DispatchActPage):
    """Take the order back."""

    verb = Verb.DISPATCH
    form_class = ReasonForm
    title, button = "取消派工", "取消派工"
    states = (DispatchState.GIVEN, DispatchState.ACCEPTED, DispatchState.ARRIVED)
    is_for_engineer = False

    def consequences(self) -> list[str]:
        return [f"{self.subject.engineer} 收到消息，不再办理", "派工单和原因留着，编号不再用"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        order = cancel_dispatch(
            dispatch=self.subject, reason=given["reason"], by=self.user, at=at, seen_version=given["seen_version"]
        )
        return self.done(f"已取消 {order.number}")


class PrintDispatch(DispatchActPage):
    """The order on A4, with the boxes to sign."""

    verb = Verb.READ_FIELD_WORK
    form_class = ActForm
    title, button = "打印 A4 派工单", "制作 PDF"
    is_for_engineer = False

    def deed(self, form: ActForm, at: datetime) -> Answer:
        order = self.subject
        job = request_job(
            kind="dispatch_sheet",
            key=f"{order.pk}:{order.version}:{self.user.pk}",
            title=f"派工单 {order.number}",
            arguments={"dispatch": order.pk},
            by=self.user,
            at=at,
        )
        return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})

    def consequences(self) -> list[str]:
        return ["在后台制作，好了就能下载；每页注明打印人和时间"]


urlpatterns = [
    path("dispatches/", dispatch_list, name="dispatch_list"),
    path("dispatches/new/", GiveDispatch.as_view(), name="give_dispatch"),
    path("dispatches/<str:number>/", dispatch, name="dispatch"),
    path("dispatches/<str:number>/accept/", AcceptDispatch.as_view(), name="accept_dispatch"),
    path("dispatches/<str:number>/arrive/", ArriveAtCustomer.as_view(), name="arrive_at_customer"),
    path("dispatches/<str:number>/finish/", FinishDispatch.as_view(), name="finish_dispatch"),
    path("dispatches/<str:number>/cancel/", CancelDispatch.as_view(), name="cancel_dispatch"),
    path("dispatches/<str:number>/print/", PrintDispatch.as_view(), name="print_dispatch"),
]
