"""Put what a colleague heard from a customer into 销售处's hands, as the draft of a card."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases.models import CardDraft, Customer, KnownBy, OpinionSource, Product
from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local


@dataclass(frozen=True, kw_only=True)
class HeardOpinion:
    """What the customer said, and who can be asked."""

    customer: Customer
    contact_name: str
    contact_phone: str
    problem_kind: str
    description: str
    product: Product | None = None
    batch_no: str = ""


@transaction.atomic
def hand_in_draft(*, opinion: HeardOpinion, owner: User, by: User, at: datetime) -> CardDraft:
    """A draft of `owner` (a person of 销售处), who is told: it is received by 销售处 at `at`, its 72 hours run from then.

    The caller answers for `by` being allowed to hand it in, and writes the event.
    """
    draft = CardDraft.objects.create(
        pk=uuid.uuid4(), owner=owner, typed=_typed(opinion, at), saved_at=at, handed_by=by
    )
    notify(
        users=[owner],
        key=f"handed-draft:{draft.pk}",
        title=f"轮到您：提交信息卡 · {opinion.customer}",
        body=f"{by.full_title} 转来客户意见反馈单，已存为信息卡草稿；收到意见时间 {local(at):%Y-%m-%d %H:%M}，72 小时内送技术中心。",
        url=reverse("card_draft", args=[draft.pk]),
        weight=Weight.TURN,
        at=at,
    )
    return draft


def _typed(opinion: HeardOpinion, at: datetime) -> dict[str, list[str]]:
    """The fields of the card's form as they would have been typed."""
    fields = {
        "customer": str(opinion.customer.pk),
        "customer_text": opinion.customer.name,
        "contact_name": opinion.contact_name,
        "contact_phone": opinion.contact_phone,
        "received_by_sales_at": f"{local(at):%Y-%m-%dT%H:%M}",
        "received_known_by": KnownBy.DOCUMENT.value,
        "source": OpinionSource.VISIT.value,
        "problem_kind": opinion.problem_kind,
        "product": str(opinion.product.pk) if opinion.product else "",
        "batch_no": opinion.batch_no,
        "description": opinion.description,
    }
    return {name: [value] for name, value in fields.items() if value}
