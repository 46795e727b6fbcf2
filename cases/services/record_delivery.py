"""Note when the customer had the reply in hand."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, Reply
from cases.rules.approval_errors import AlreadyReplied, ReplyBeforeApproval
from cases.services.lock_case import lock_case, touch_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import PERMISSIONS, Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import NotAllowed, Refused
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services.adopt_attachments import adopt_attachments
from yibin_service.foundation.wording import instant


@transaction.atomic
def record_delivery(
    *,
    case: Case,
    delivered_at: datetime,
    proof: Attachment | None = None,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Reply:
    """Record once that the reply was delivered at `delivered_at`, between its issue and now. It moves no clock.

    `proof` is an upload still waiting for `by`.
    """
    require(by, Verb.RECORD_DELIVERY)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    if not may_record_delivery(by, case):
        raise NotAllowed(f"这件案子由{case.clerk}经办，请由本人、销售处长或技术中心登记送达")
    reply = Reply.objects.select_for_update(of=("self",)).select_related("delivered_by").filter(case=case).first()
    if reply is None:
        raise ReplyBeforeApproval("还没有答复客户，答复以后才能登记送达")
    _check(reply, delivered_at, at)
    if proof:
        [reply.delivery_proof] = adopt_attachments(attachments=[proof], stream=case.stream, by=by, at=at)
    reply.delivered_at, reply.delivered_by = delivered_at, by
    reply.save()
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="record_delivery",
        text="登记答复已送达客户",
        by=by,
        at=at,
        happened_at=delivered_at,
    )
    return reply


def may_record_delivery(user: User, case: Case) -> bool:
    """A 销售员 for own cases only; the others who hold the verb for every case they see."""
    others = user.roles - {Role.SALES_CLERK}
    return user.pk == case.clerk_id or bool(others & PERMISSIONS[Verb.RECORD_DELIVERY])


def _check(reply: Reply, delivered_at: datetime, at: datetime) -> None:
    if reply.delivered_at is not None:
        raise AlreadyReplied(f"{reply.delivered_by} 已登记 {instant(reply.delivered_at, at.year)} 送达，没有重复")
    if delivered_at > at:
        raise Refused("送达时间不能晚于现在", field="delivered_at")
    if delivered_at < reply.issued_at:
        issued = instant(reply.issued_at, at.year)
        raise Refused(f"送达时间不能早于答复时间 {issued}", field="delivered_at")
