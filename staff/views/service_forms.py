"""The forms filled in at the customer's, and 交办."""

from datetime import datetime
from typing import Any

from django.urls import path

from staff.forms.dispatch import ErrandDoneForm, ErrandForm, OpinionSheetForm, ServiceRecordForm
from staff.models import DispatchOrder, DispatchState, Errand
from staff.rules.field_errors import NotYours
from staff.selectors.dispatches import dispatch_for, errand_for
from staff.selectors.field_people import seen_people
from staff.services.errands import finish_errand, give_errand
from staff.services.record_service import record_service
from staff.services.write_opinion_sheet import write_opinion_sheet
from staff.views.dispatches import DispatchActPage
from staff.views.own_act import FieldActPage, OwnActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.errors import OutOfStep, Refused
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local, local_day


class RecordService(DispatchActPage):
    """维修服务单 with photos and the customer's signature; begun without network it waits on the phone."""

    verb = Verb.DO_DISPATCH
    form_class = ServiceRecordForm
    template_name = "staff/service_record_form.html"
    title, button = "维修服务单", "提交维修服务单"
    states = (DispatchState.ACCEPTED, DispatchState.ARRIVED)
    kept_as = "维修服务单"

    def initial(self) -> dict[str, Any]:
        began = self.subject.arrived_at or self.now
        return super().initial() | {"began_at": local(began), "ended_at": local(self.now)}

    def consequences(self) -> list[str]:
        return [
            "几天做完的每天一张；勾了完工，派工单就办结，派工人收到消息",
            "签名和照片按原样存档，不能改",
            "没有网络也可以提交：先存在本机，有网络时自动送出一次",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, ServiceRecordForm)
        record = record_service(
            dispatch=self.subject, facts=form.service, photos=form.cleaned_data["photos"], by=self.user, at=at
        )
        told = "，派工单已完工" if record.is_final else "，还没有完工的下次再填"
        return self.done(f"已提交第{record.ordinal}张维修服务单{told}", record=record.ordinal)


class WriteOpinionSheet(OwnActPage):
    """客户意见反馈单; `?dispatch=` fills in the customer of an order."""

    verb = Verb.DO_DISPATCH
    form_class = OpinionSheetForm
    title, button = "客户意见反馈单", "送到销售处"
    back_name, back_words = "dispatch_list", "回到派工"
    further_keys = ("dispatch",)

    def order(self) -> DispatchOrder | None:
        number = self.request.POST.get("dispatch") or self.request.GET.get("dispatch", "")
        return dispatch_for(self.user, number.replace("\x00", "")[:20]) if number else None

    def initial(self) -> dict[str, Any]:
        order = self.order()
        found: dict[str, Any] = {"heard_at": local(self.now)}
        if order is not None:
            customer = order.customer
            told = {"contact_name": customer.contact_name, "contact_phone": customer.contact_phone}
            found |= {"customer": customer.pk, "product": order.product_id} | told
        return found

    def back_url(self) -> str:
        order = self.order()
        return order.get_absolute_url() if order else super().back_url()

    def consequences(self) -> list[str]:
        return ["马上成为销售处的信息卡草稿，并通知收件人", "提交的时刻就是销售处收到意见的时间，72 小时由此起算（P.二.1）"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, OpinionSheetForm)
        order = self.order()
        sheet = write_opinion_sheet(employee=self.employee, facts=form.opinion, dispatch=order, by=self.user, at=at)
        return self.done(f"已送到销售处，收件人 {sheet.receiver}，存为信息卡草稿", sheet=sheet.pk)


class GiveErrand(FieldActPage):
    """交办: any other task."""

    verb = Verb.DISPATCH
    form_class = ErrandForm
    title, button = "交办事项", "交办"
    back_name, back_words = "dispatch_list", "回到派工"

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": seen_people(self.user, local_day(self.now))}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        errand = give_errand(**form.content, by=self.user, at=at)
        return self.done(f"已交给 {errand.employee}", errand=errand.pk)


class FinishErrand(FieldActPage):
    """Tell how it was done."""

    verb = Verb.DO_DISPATCH
    form_class = ErrandDoneForm
    title, button = "办完交办事项", "报告办完"
    back_name, back_words = "dispatch_list", "回到派工"
    subject: Errand

    def load(self, **kwargs: Any) -> Errand:
        return errand_for(self.user, kwargs["errand_id"])

    def check(self) -> None:
        refusal: Refused | None = None
        if self.subject.employee.user_id != self.user.pk:
            refusal = NotYours(f"这件事交给 {self.subject.employee}，由本人办理")
        elif self.subject.done_at is not None:
            refusal = OutOfStep("这件事已经办完")
        if refusal:
            raise refusal

    def headline(self) -> str:
        return self.subject.text

    def deed(self, form: ActForm, at: datetime) -> Answer:
        finish_errand(errand=self.subject, result=form.cleaned_data["result"], by=self.user, at=at)
        return self.done("已报告办完")


urlpatterns = [
    path("dispatches/<str:number>/record/", RecordService.as_view(), name="record_service"),
    path("opinion-sheets/new/", WriteOpinionSheet.as_view(), name="write_opinion_sheet"),
    path("errands/new/", GiveErrand.as_view(), name="give_errand"),
    path("errands/<int:errand_id>/finish/", FinishErrand.as_view(), name="finish_errand"),
]
