"""Record whether 物资处 signed the rolls in (P.三.5乙)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Case, EvidenceKind
from liability.models import InboundAcceptance
from liability.selectors.determinations import inbound_acceptance
from liability.services.keep_handover_fact import HandoverForm, keep_handover_fact
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True)
class InboundContent:
    """What the form says; `scan` is an upload of the same person that becomes evidence of the case."""

    is_signed: bool
    form_no: str = ""
    signed_on: date | None = None
    signer: str = ""
    scan: Attachment | None = None
    note: str = ""


@transaction.atomic
def record_inbound_acceptance(
    *, case: Case, content: InboundContent, by: User, at: datetime, seen_version: int | None = None
) -> InboundAcceptance:
    """Add the fact; a later row corrects an earlier one, both stay. Its scan is numbered as evidence.

    A determination confirmed before keeps the facts it was made from until it is revised. Raises StalePage, NotAllowed,
    NotTriaged, CaseOver, InvalidInput.
    """
    values = {
        "form_no": content.form_no.strip(),
        "is_signed": content.is_signed,
        "signed_on": content.signed_on if content.is_signed else None,
        "signer": content.signer.strip() if content.is_signed else "",
        "note": content.note.strip(),
    }
    return keep_handover_fact(
        INBOUND_FORM, values, _faults(content, at),
        case=case, scan=content.scan, by=by, at=at, seen_version=seen_version,
    )  # fmt: skip


def inbound_words(row: InboundAcceptance) -> str:
    """「物资处 已签（2026-10-01 张三）」."""
    if not row.is_signed:
        return "物资处 未签"
    return f"物资处 已签（{row.signed_on:%Y-%m-%d} {row.signer}{f'，单号 {row.form_no}' if row.form_no else ''}）"


INBOUND_FORM = HandoverForm(
    InboundAcceptance, inbound_acceptance, EvidenceKind.INBOUND_FORM, "入库交接", "record_inbound_acceptance", inbound_words
)


def _faults(content: InboundContent, at: datetime) -> dict[str, str]:
    faults: dict[str, str] = {}
    if content.is_signed:
        if content.signed_on is None:
            faults["signed_on"] = "请填签字日期；没有签字的，请选「未签字」"
        elif content.signed_on > local_day(at):
            faults["signed_on"] = "签字日期不能晚于今天"
        if not content.signer.strip():
            faults["signer"] = "请填物资处签字人姓名"
    return faults
