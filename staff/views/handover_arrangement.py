"""Acts of those who arrange a handover: appoint, excuse, complete, cancel."""

from datetime import datetime
from typing import Any

from django.urls import path

from staff.forms.handover import AppointForm, CancelHandoverForm, CompleteForm, ExcuseForm
from staff.models import HandoverItem, HandoverKind, ItemKind, ItemState
from staff.rules.handover import EXCUSABLE, WAITING
from staff.rules.handover_errors import ItemOutOfStep
from staff.selectors.handover_receivers import Receivers, receivers_for
from staff.services.appoint_receiver import appoint_receiver, check_leads
from staff.services.cancel_handover import cancel_handover
from staff.services.complete_handover import check_all_received, complete_handover
from staff.services.excuse_item import excuse_item
from staff.views.handover_acts import HandoverActPage, PickPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day


class AppointPage(PickPage):
    """Who receives."""

    verb = Verb.OPEN_HANDOVER
    form_class = AppointForm
    title, button = "指定接收人", "指定接收人"
    nothing = "没有要指定接收人的事项"

    def check_person(self) -> None:
        check_leads(self.subject, self.user)

    def picks(self) -> list[HandoverItem]:
        waiting = [item for item in self.items if item.state in WAITING and item.kind != ItemKind.PAYMENT]
        receivers = Receivers(self.now)
        return waiting + [one for one in self.items if one.state == ItemState.RECEIVED and receivers.fault_of(one)]

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"receivers": receivers_for(self.subject.employee)}

    def initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("item", "")
        keys = [item.key for item in self.picks() if item.key == wanted or (not wanted and item.receiver is None)]
        return super().initial() | {"items": keys}

    def consequences(self) -> list[str]:
        return ["接收人收到消息；本人移交以后由他确认", "到期回访随客户走，同一个人接收", "已移交待接收的，改人以后要重新移交"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        items = appoint_receiver(
            handover=self.subject, keys=given["items"], receiver=given["receiver"], for_all=given["for_all"],
            by=self.user, at=at,
        )  # fmt: skip
        return self.message(f"指定 {given['receiver']} 接收", items)


class ExcusePage(HandoverActPage):
    """The manager lets one thing stay without a receiver."""

    verb = Verb.EXCUSE_HANDOVER
    form_class = ExcuseForm
    title, button = "批准不移交", "批准不移交"

    def check(self) -> None:
        super().check()
        check_leads(self.subject, self.user, self.verb)
        if not self.picks():
            raise ItemOutOfStep("没有可以不移交的事项：客户、案件、派工等工作要有人接")

    def picks(self) -> list[HandoverItem]:
        return [item for item in self.items if item.kind in EXCUSABLE and item.state in WAITING]

    def form_kwargs(self) -> dict[str, Any]:
        return {"picks": self.picks()}

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"item": self.request.GET.get("item", "")}

    def consequences(self) -> list[str]:
        return ["原因印在移交清单上", "批准以后不能再移交这一项"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        item = excuse_item(handover=self.subject, key=given["item"], reason=given["reason"], by=self.user, at=at)
        return self.done(f"已批准不移交{item}", item=item.key)


class CompletePage(HandoverActPage):
    """The end: nothing waits any more."""

    verb = Verb.COMPLETE_HANDOVER
    form_class = CompleteForm
    template_name = "staff/handover_complete.html"
    title, button = "完成移交", "完成移交"

    def check(self) -> None:
        super().check()
        check_leads(self.subject, self.user, self.verb)
        check_all_received(self.items, self.now)

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"on": min(self.subject.effective_on, local_day(self.now))}

    def consequences(self) -> list[str]:
        moved = "客户、派工、交办、案件、草稿和下属转到接收人名下；服务小组换人另报分管副总经理批准"
        if self.subject.kind == HandoverKind.LEAVING:
            return [moved, "这天以后不再计考勤，账号停用，登录随即失效"]
        return [moved, f"单位和岗位改为 {self.subject.new_unit} {self.subject.new_post}；换单位的，原账号岗位收回"]

    def page_context(self) -> dict[str, Any]:
        question = f"完成 {self.subject.employee} 的移交？"
        return super().page_context() | {"confirm_question": "confirm-act", "question": question}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        row = complete_handover(
            handover=self.subject, on=given["on"], by=self.user, at=at, seen_version=given["seen_version"]
        )
        return self.done(f"{row.employee} 的移交已完成", handover=row.number)


class CancelHandoverPage(HandoverActPage):
    """The person stays."""

    verb = Verb.OPEN_HANDOVER
    form_class = CancelHandoverForm
    title, button = "取消移交", "取消移交"

    def check(self) -> None:
        super().check()
        check_leads(self.subject, self.user)

    def consequences(self) -> list[str]:
        return ["工作仍在本人名下，账号照用；已点交的实物当面还回", "移交单留作记录，再离职时另开"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        row = cancel_handover(
            handover=self.subject, reason=given["reason"], by=self.user, at=at, seen_version=given["seen_version"]
        )
        return self.done(f"已取消移交 {row.number}", handover=row.number)


ACTS = {
    "appoint_receiver": ("appoint", AppointPage),
    "excuse_item": ("excuse", ExcusePage),
    "complete_handover": ("complete", CompletePage),
    "cancel_handover": ("cancel", CancelHandoverPage),
}
urlpatterns = [path(f"handovers/<str:number>/{where}/", page.as_view(), name=name) for name, (where, page) in ACTS.items()]
