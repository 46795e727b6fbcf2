"""Write a 维修服务单 on an order."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from staff.models import DispatchOrder, DispatchState, ServicePart, ServiceRecord
from staff.rules.field_errors import RecordTimesMixed, SignatureMissing
from staff.rules.field_work import begins, written_when
from staff.services.correct_after_dispatch import correct_after_dispatch
from staff.services.lock_dispatch import lock_dispatch
from staff.services.move_dispatch import check_own
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.files.services.adopt_attachments import adopt_attachments
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local


@dataclass(frozen=True, kw_only=True)
class PartUsed:
    """A part or material: name, how many, of what."""

    name: str
    quantity: Decimal
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What was done from when to when; `signature` is the PNG the customer drew, else why there is none."""

    began_at: datetime
    ended_at: datetime
    work: str
    result: str
    is_final: bool
    signer_name: str = ""
    signature: bytes = b""
    unsigned_reason: str = ""
    parts: Sequence[PartUsed] = field(default_factory=tuple)
    written_at: datetime | None = None


@transaction.atomic
def record_service(
    *, dispatch: DispatchOrder, facts: ServiceFacts, photos: Sequence[Attachment], by: User, at: datetime
) -> ServiceRecord:
    """The next 维修服务单 of the order with its parts, photos and signature; the final one ends the order.

    Written where the arrival was not noted, it notes it. Raises NotYours, DispatchOutOfStep, RecordTimesMixed,
    InvalidInput (times outside the order's), SignatureMissing, UnacceptedContent (no PNG).
    """
    require(by, Verb.DO_DISPATCH)
    row = lock_dispatch(dispatch, DispatchState.ACCEPTED, DispatchState.ARRIVED)
    check_own(row, by)
    _check(row, facts, at)
    written_at = written_when(facts.written_at, at)
    record = ServiceRecord.objects.create(
        dispatch=row,
        ordinal=row.records.count() + 1,
        is_final=facts.is_final,
        began_at=facts.began_at,
        ended_at=facts.ended_at,
        work=facts.work,
        result=facts.result,
        signer_name=facts.signer_name,
        signature=_signature(row, facts, by, at),
        unsigned_reason="" if facts.signature else facts.unsigned_reason,
        by=row.engineer,
        written_at=written_at,
        entered_at=at,
    )
    ServicePart.objects.bulk_create(ServicePart(record=record, **vars(part)) for part in facts.parts)
    adopt_attachments(attachments=photos, stream=row.stream, by=by, at=at)
    move_order(row, record)
    text = f"填写维修服务单（第{record.ordinal}次）：{record.get_result_display()}{'，完工' if record.is_final else ''}"
    record_event(
        stream=row.stream, verb="record_service", text=text, by=by, at=at, clause="S.3(2)", happened_at=written_at
    )
    correct_after_dispatch(dispatch=row, by=by, at=at)
    if record.is_final:
        tell_done(row, record, at)
    return record


def _check(row: DispatchOrder, facts: ServiceFacts, at: datetime) -> None:
    if facts.ended_at < facts.began_at:
        raise RecordTimesMixed(field="ended_at")
    if facts.began_at < begins(row.given_at):
        raise InvalidInput({"began_at": f"开始时间不能早于派工 {local(row.given_at):%Y-%m-%d %H:%M}"})
    if facts.ended_at > at:
        raise InvalidInput({"ended_at": "结束时间不能晚于现在"})
    if not facts.signature and not facts.unsigned_reason:
        raise SignatureMissing(field="signature")
    if facts.signature and not facts.signer_name:
        raise SignatureMissing("请写签字人的姓名", field="signer_name")


def _signature(row: DispatchOrder, facts: ServiceFacts, by: User, at: datetime) -> Attachment | None:
    if not facts.signature:
        return None
    name = f"客户签名 {row.number}.png"
    caption = f"客户签名：{facts.signer_name}"
    content = io.BytesIO(facts.signature)
    return store_file(content=content, name=name, stream=row.stream, by=by, at=at, caption=caption)


def move_order(row: DispatchOrder, record: ServiceRecord) -> None:
    """Where the order stands after the record; a final one ends it when its work ended."""
    if row.arrived_at is None:
        row.state, row.arrived_at = DispatchState.ARRIVED, record.began_at
    if record.is_final:
        row.state, row.done_at = DispatchState.DONE, record.ended_at
    row.version += 1
    row.save()


def tell_done(row: DispatchOrder, record: ServiceRecord, at: datetime) -> None:
    """Whoever gave the order hears that it is done."""
    notify(
        users=[row.given_by],
        key=f"dispatch:{row.pk}:done",
        title=f"派工已完成 · {row.number} {row.customer}",
        body=f"{row.engineer}：{record.get_result_display()}。",
        url=row.get_absolute_url(),
        at=at,
        with_letter=False,
    )
