"""Write down what a customer said: it lands in 销售处 as the draft of a card."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Customer, Product
from cases.selectors.card_receivers import receiver_of
from cases.services.hand_in_draft import HeardOpinion, hand_in_draft
from staff.models import DispatchOrder, Employee, OpinionSheet
from staff.rules.field_errors import NotYours, SalesReceiverMissing
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event


@dataclass(frozen=True, kw_only=True)
class OpinionFacts:
    """Who said what, when it was heard."""

    customer: Customer
    heard_at: datetime
    contact_name: str
    contact_phone: str
    problem_kind: str
    description: str
    product: Product | None = None
    batch_no: str = ""


@transaction.atomic
def write_opinion_sheet(
    *, employee: Employee, facts: OpinionFacts, dispatch: DispatchOrder | None = None, by: User, at: datetime
) -> OpinionSheet:
    """The 客户意见反馈单 (S.2(2)) and the card's draft in 销售处's hands: `at` is when 销售处 received it (P.二.1).

    Raises NotYours, InvalidInput (heard later than now), SalesReceiverMissing.
    """
    require(by, Verb.DO_DISPATCH)
    if employee.user_id != by.pk:
        raise NotYours
    if facts.heard_at > at:
        raise InvalidInput({"heard_at": "听取时间不能晚于现在"})
    owner = receiver_of(facts.customer)
    if owner is None:
        raise SalesReceiverMissing
    told = {name: value for name, value in vars(facts).items() if name != "heard_at"}
    draft = hand_in_draft(opinion=HeardOpinion(**told), owner=owner, by=by, at=at)
    sheet = OpinionSheet.objects.create(
        dispatch=dispatch, draft_id=draft.pk, receiver=owner, by=employee, handed_at=at, **vars(facts)
    )
    stream = dispatch.stream if dispatch else employee.stream
    text = f"客户意见反馈单：{facts.customer}，已送 {owner.full_title}，存为信息卡草稿"
    record_event(
        stream=stream, verb="write_opinion_sheet", text=text, by=by, at=at, clause="P.二.1", happened_at=facts.heard_at
    )
    return sheet
