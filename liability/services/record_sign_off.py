"""Record who signed the shipment (P.三.5乙)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Case, EvidenceKind
from cases.services.enter_evidence import enter_evidence, numbers_of
from cases.services.guards import check_triaged
from cases.services.lock_case import lock_case, touch_case
from liability.models import TripartiteSignOff
from liability.selectors.determinations import sign_off
from liability.services.access import check_may_record_handover
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True)
class SignOffContent:
    """What the form says; `scan` is an upload of the same person that becomes evidence of the case."""

    is_signed_by_qc: bool
    is_signed_by_warehouse: bool
    is_signed_by_carrier: bool
    form_no: str = ""
    loaded_on: date | None = None
    carrier_name: str = ""
    scan: Attachment | None = None
    note: str = ""


@transaction.atomic
def record_sign_off(
    *, case: Case, content: SignOffContent, by: User, at: datetime, seen_version: int | None = None
) -> TripartiteSignOff:
    """Add the fact; a later row corrects an earlier one, both stay. Its scan is numbered as evidence.

    Nobody having signed is a fact too. Raises StalePage, NotAllowed, NotTriaged, CaseOver, InvalidInput.
    """
    check_may_record_handover(case, by)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_triaged(case)
    _check(content, at)
    before = sign_off(case)
    scans = [content.scan] if content.scan else []
    pieces = enter_evidence(case=case, kind=EvidenceKind.TRIPARTITE_FORM, attachments=scans, by=by, at=at)
    row = TripartiteSignOff.objects.create(
        case=case,
        form_no=content.form_no.strip(),
        loaded_on=content.loaded_on,
        is_signed_by_qc=content.is_signed_by_qc,
        is_signed_by_warehouse=content.is_signed_by_warehouse,
        is_signed_by_carrier=content.is_signed_by_carrier,
        carrier_name=content.carrier_name.strip(),
        scan=pieces[0].attachment if pieces else None,
        note=content.note.strip(),
        by=by,
        at=at,
    )
    touch_case(case)
    proof = f"，证据 {numbers_of(pieces)}" if pieces else ""
    record_event(
        stream=case.stream,
        verb="record_sign_off",
        text=f"登记三方汇签：{signature_words(row)}{proof}",
        changes=[("三方汇签", signature_words(before), signature_words(row))] if before else [],
        by=by,
        at=at,
        clause="P.三.5乙",
    )
    return row


def signature_words(row: TripartiteSignOff) -> str:
    """「质检处 未签 · 物资处 已签 · 承运单位 已签」."""
    parties = (
        ("质检处", row.is_signed_by_qc),
        ("物资处", row.is_signed_by_warehouse),
        ("承运单位", row.is_signed_by_carrier),
    )
    return " · ".join(f"{name} {'已签' if has_signed else '未签'}" for name, has_signed in parties)


def _check(content: SignOffContent, at: datetime) -> None:
    faults: dict[str, str] = {}
    if content.loaded_on and content.loaded_on > local_day(at):
        faults["loaded_on"] = "装车日期不能晚于今天"
    if content.is_signed_by_carrier and not content.carrier_name.strip():
        faults["carrier_name"] = "承运单位已签字，请填它的名称"
    if faults:
        raise InvalidInput(faults)
