"""Acts of those who hand over and receive: add a thing, hand over, receive, print."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import path, reverse

from staff.forms.handover import HandOverForm, ItemForm, ReceiveForm
from staff.models import HandoverItem, ItemKind, ItemState, WorkHandover
from staff.rules.handover_errors import HandoverOver, ItemOutOfStep
from staff.selectors.handover_receivers import receivers_for
from staff.selectors.handovers import grouped, handover_for, listing_of
from staff.services.add_handover_item import add_handover_item, check_hands_over
from staff.services.hand_over_items import hand_over_items
from staff.services.receive_items import receive_items
from staff.views.own_act import FieldActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.services import request_job


class HandoverActPage(FieldActPage):
    """An act at `/staff/handovers/<number>/<verb>/`."""

    template_name = "staff/handover_act.html"
    back_words = "回到移交单"
    subject: WorkHandover

    def load(self, **kwargs: Any) -> WorkHandover:
        row = handover_for(self.user, kwargs["number"])
        self.items = [item for _, found in grouped(listing_of(row, self.now).items) for item in found]
        return row

    def check(self) -> None:
        if not self.subject.is_open:
            raise HandoverOver(f"{self.subject.number} {self.subject.get_state_display()}，这一步不再办理")

    def back_url(self) -> str:
        return self.subject.get_absolute_url()

    def headline(self) -> str:
        row = self.subject
        return f"{row.number} · {row.employee.name}{row.get_kind_display()}移交"


class PickPage(HandoverActPage):
    """An act on some of the things; the form starts with `usual`."""

    nothing = ""

    def picks(self) -> Iterable[HandoverItem]:
        """What may be chosen."""
        return []

    def check(self) -> None:
        super().check()
        self.check_person()
        if not list(self.picks()):
            raise ItemOutOfStep(self.nothing)

    def check_person(self) -> None:
        """Raise NotYourHandover for somebody else's step."""

    def form_kwargs(self) -> dict[str, Any]:
        return {"picks": list(self.picks())}

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"items": [item.key for item in self.picks()]}

    def message(self, done: str, items: Iterable[HandoverItem]) -> Answer:
        keys = [item.key for item in items]
        return self.done(f"已{done} {len(keys)}项", items=keys)


class AddItemPage(HandoverActPage):
    """A document, an issued thing, another account, anything else."""

    verb = Verb.HAND_OVER
    form_class = ItemForm
    title, button = "列入一项", "列入清单"

    def check(self) -> None:
        super().check()
        check_hands_over(self.subject, self.user)

    def form_kwargs(self) -> dict[str, Any]:
        return {"receivers": receivers_for(self.subject.employee)}

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"receiver": self.subject.receiver_id}

    def consequences(self) -> list[str]:
        return ["客户、案件、派工、货款和账号由系统列出，这里不用写", "列入的要移交、接收；列错的由经理批准不移交"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        item = add_handover_item(handover=self.subject, **form.content, by=self.user, at=at)
        return self.done(f"已列入{item}", item=item.key)


class HandOverPage(PickPage):
    """The person hands over, or the manager on the person's behalf."""

    verb = Verb.HAND_OVER
    form_class = HandOverForm
    title, button = "移交", "移交"
    nothing = "没有可以移交的事项：要先指定接收人；代收货款交财务"

    def check_person(self) -> None:
        check_hands_over(self.subject, self.user)

    @property
    def is_own(self) -> bool:
        return self.subject.employee.user_id == self.user.pk

    def picks(self) -> list[HandoverItem]:
        open_ones = [item for item in self.items if item.state == ItemState.OPEN and item.kind != ItemKind.PAYMENT]
        return [item for item in open_ones if item.receiver and item.receiver_id != self.user.pk]

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"on_behalf_of": "" if self.is_own else str(self.subject.employee)}

    def consequences(self) -> list[str]:
        told = ["接收人收到消息，当面点清以后确认", "接收人可以写明原因退回", "到期回访随客户一起移交"]
        return told if self.is_own else [*told, f"标明代 {self.subject.employee} 移交；您自己接收的，由另一位代交"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        items = hand_over_items(handover=self.subject, keys=given["items"], note=given["note"], by=self.user, at=at)
        return self.message("移交", items)


class ReceivePage(PickPage):
    """The receiver confirms, or gives back."""

    verb = Verb.RECEIVE_HANDOVER
    form_class = ReceiveForm
    template_name = "staff/handover_receive.html"
    choices_of_button = {"decision": ("receive", "return")}
    title = "接收移交"
    nothing = "没有等您接收的事项"

    def picks(self) -> list[HandoverItem]:
        return [one for one in self.items if one.state == ItemState.HANDED and one.receiver_id == self.user.pk]

    def consequences(self) -> list[str]:
        return ["接收的由您负责，移交完成时工作转到您名下", "退回的由本人补齐以后再移交", "到期回访随客户一起接收"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given, is_received = form.cleaned_data, self.request.POST.get("decision") == "receive"
        items = receive_items(
            handover=self.subject, keys=given["items"], is_received=is_received, note=given["note"], by=self.user, at=at
        )
        return self.message("接收" if is_received else "退回", items)


class PrintHandoverPage(HandoverActPage):
    """移交清单 on A4."""

    verb = Verb.READ_HANDOVER
    form_class = ActForm
    title, button = "打印移交清单", "制作 PDF"

    def check(self) -> None:
        """At any time, also of a handover that is over."""

    def consequences(self) -> list[str]:
        return ["制成 A4 的 PDF，有移交人、接收人、经理和人力资源签字栏", "没有完成的印上「未完成」"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        row = self.subject
        job = request_job(
            kind="handover_sheet", key=f"{row.number}:{self.user.pk}:{at:%Y%m%d%H%M%S}",
            title=f"移交清单 {row.number} {row.employee.name}", arguments={"number": row.number}, by=self.user, at=at,
        )  # fmt: skip
        return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})


ACTS = {
    "add_handover_item": ("items/new", AddItemPage),
    "hand_over_items": ("hand-over", HandOverPage),
    "receive_items": ("receive", ReceivePage),
    "print_handover": ("print", PrintHandoverPage),
}
urlpatterns = [path(f"handovers/<str:number>/{where}/", page.as_view(), name=name) for name, (where, page) in ACTS.items()]
