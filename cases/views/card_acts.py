"""The pages of what is done to a filed card."""

from datetime import datetime
from typing import Any, cast

from django.urls import path

from cases.forms.card import AmendCardForm
from cases.forms.card_acts import (
    AcknowledgeReceiptForm,
    AnswerAmendmentForm,
    ReassignCardForm,
    WithdrawCardForm,
)
from cases.models import AmendmentState
from cases.rules.card_errors import AlreadyTriaged, AmendmentAnswered, CardGone, NotYourCard
from cases.selectors.amendments import open_amendment
from cases.selectors.cards import may_change_card
from cases.selectors.clock_preview import WrittenTimes, clock_preview
from cases.services.acknowledge_receipt import acknowledge_receipt
from cases.services.amend_card import amend_card
from cases.services.answer_amendment import answer_amendment
from cases.services.card_facts import CardFacts, LineFacts
from cases.services.compare_card import CHANGEABLE_STATES, known_facts
from cases.services.reassign_card import reassign_card
from cases.services.withdraw_card import withdraw_card
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local

FROZEN_NOTE = "案件已进入审批：客户、产品、批号、问题种类、缺陷、机台和纸卷不能再更正"


class AmendCard(CaseActPage):
    """The card's own form, filled in, with a reason."""

    verb = Verb.AMEND_CARD
    form_class = AmendCardForm
    template_name = "cases/card_amend.html"
    title = "更正信息卡"
    button = "提交更正"

    def check(self) -> None:
        if not may_change_card(self.user, self.subject.card):
            raise NotYourCard
        if not self.subject.is_open:
            raise CardGone(f"这件案子{self.subject.get_state_display()}，信息卡不再更正")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), **initial_of(known_facts(self.subject))}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        amend_form = cast(AmendCardForm, form)
        made = amend_card(
            case=self.subject,
            facts=amend_form.facts(),
            reason=amend_form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=amend_form.cleaned_data["seen_version"],
        )
        words = "已提出时间更正，等技术中心答复" if made[-1].needs_answer else "已更正信息卡，技术中心已收到消息"
        if len(made) > 1:
            words = "已更正信息卡；时间更正等技术中心答复"
        return self.done(words, amendments=[amendment.pk for amendment in made])

    def page_context(self) -> dict[str, Any]:
        frozen = "" if self.subject.state in CHANGEABLE_STATES else FROZEN_NOTE
        waiting = open_amendment(self.subject.card)
        received = WrittenTimes(received_at=self.subject.card.received_by_sales_at)
        preview = clock_preview(received, self.now)
        return {**super().page_context(), "frozen_note": frozen, "waiting": waiting, "preview": preview}


def initial_of(facts: CardFacts) -> dict[str, Any]:
    """A card as its form starts from it; what a roll has in common with the card is left empty."""
    names = set(CardFacts.__dataclass_fields__) - {"customer", "product", "machine", "defect", "lines"}
    initial = {name: getattr(facts, name) for name in names}
    initial |= {name: local(at) for name, at in initial.items() if isinstance(at, datetime)}
    rows = {name: getattr(facts, name).pk for name in ("customer", "product", "machine", "defect")}
    lines = [_row_of(line, facts) for line in facts.lines]
    return {**initial, **rows, "customer_text": facts.customer.name, "lines": lines}


def _row_of(line: LineFacts, facts: CardFacts) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(line, name) for name in ("roll_no", "tonnes", "width", "note")}
    for name in ("machine", "defect"):
        own = getattr(line, name)
        row[name] = own.pk if own is not None and own != getattr(facts, name) else None
    return row


class AnswerAmendment(CaseActPage):
    """技术中心's word on a proposed change of times."""

    verb = Verb.ANSWER_AMENDMENT
    form_class = AnswerAmendmentForm
    template_name = "cases/card_answer.html"
    title = "答复时间更正"
    button = "提交答复"

    def check(self) -> None:
        if open_amendment(self.subject.card) is None:
            raise AmendmentAnswered("没有等待答复的时间更正")

    def initial(self) -> dict[str, Any]:
        waiting = open_amendment(self.subject.card)
        return {**super().initial(), "amendment": waiting.pk if waiting else None}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.content
        amendment = self.subject.card.amendments.filter(pk=given["amendment"]).first()
        if amendment is None:
            raise AmendmentAnswered("没有等待答复的时间更正")
        row = answer_amendment(
            case=self.subject,
            amendment=amendment,
            accepts=given["accepts"] == "yes",
            answer=given["answer"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        is_accepted = row.state == AmendmentState.ACCEPTED
        words = "已采用新时间，时限已重算" if is_accepted else "已答复不采用，原时间不变"
        return self.done(f"{words}；{row.proposed_by} 已收到消息")

    def consequences(self) -> list[str]:
        return [
            "采用：信息卡换成新版，送达期限和客户报告期限按新时间重算；制度版本不变",
            "原来的超期若不再成立，记录保留，不再有后果；新算出的超期照样记录",
            "不采用：原时间和时限不变，理由写进时间线",
        ]

    def page_context(self) -> dict[str, Any]:
        return {**super().page_context(), "amendment": open_amendment(self.subject.card)}


class WithdrawCard(CaseActPage):
    """Taking a card back before the triage."""

    verb = Verb.WITHDRAW_CARD
    form_class = WithdrawCardForm
    title = "撤回信息卡"
    button = "撤回这张卡"

    def check(self) -> None:
        if not self.subject.is_open:
            raise CardGone(f"这件案子{self.subject.get_state_display()}，不能再撤回")
        if self.subject.tier:
            raise AlreadyTriaged

    def deed(self, form: ActForm, at: datetime) -> Answer:
        withdraw_card(
            case=self.subject,
            reason=form.content["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done("已撤回信息卡，技术中心不再办理")

    def consequences(self) -> list[str]:
        return ["案件停在「已撤回」，时限停止", "编号不再使用；已经记录的超期保留"]


class ReassignCard(CaseActPage):
    """Putting a card into another clerk's hands."""

    verb = Verb.REASSIGN_CARD
    form_class = ReassignCardForm
    title = "转交信息卡"
    button = "转交"

    def check(self) -> None:
        if not self.subject.is_open:
            raise CardGone(f"这件案子{self.subject.get_state_display()}，不再转交")

    def form_kwargs(self) -> dict[str, Any]:
        return {"clerk": self.subject.clerk}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        case = reassign_card(
            case=self.subject,
            to=form.content["to"],
            reason=form.content["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已转交 {case.clerk}，本人已收到消息")

    def consequences(self) -> list[str]:
        return [f"经办人由 {self.subject.clerk} 改为新的经办人；填报人和时限不变"]


class AcknowledgeReceipt(CaseActPage):
    """收卡."""

    verb = Verb.ACKNOWLEDGE_RECEIPT
    form_class = AcknowledgeReceiptForm
    title = "收卡"
    button = "确认收卡"

    def deed(self, form: ActForm, at: datetime) -> Answer:
        acknowledge_receipt(case=self.subject, by=self.user, at=at)
        return self.done("已收卡，接着请分级")

    def consequences(self) -> list[str]:
        return ["记下谁在何时收卡；答复期限从送达起算，不因收卡移动"]


urlpatterns = [
    path("cases/<str:number>/amend-card/", AmendCard.as_view(), name="amend_card"),
    path("cases/<str:number>/answer-amendment/", AnswerAmendment.as_view(), name="answer_amendment"),
    path("cases/<str:number>/withdraw-card/", WithdrawCard.as_view(), name="withdraw_card"),
    path("cases/<str:number>/reassign-card/", ReassignCard.as_view(), name="reassign_card"),
    path("cases/<str:number>/acknowledge-receipt/", AcknowledgeReceipt.as_view(), name="acknowledge_receipt"),
]
