"""Record who signed the shipment (P.三.5乙)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Case, EvidenceKind
from liability.models import TripartiteSignOff
from liability.selectors.determinations import sign_off
from liability.services.keep_handover_fact import HandoverForm, keep_handover_fact
from yibin_service.foundation.access.models import User
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
    values = {
        "form_no": content.form_no.strip(),
        "loaded_on": content.loaded_on,
        "is_signed_by_qc": content.is_signed_by_qc,
        "is_signed_by_warehouse": content.is_signed_by_warehouse,
        "is_signed_by_carrier": content.is_signed_by_carrier,
        "carrier_name": content.carrier_name.strip(),
        "note": content.note.strip(),
    }
    return keep_handover_fact(
        TRIPARTITE_FORM, values, _faults(content, at),
        case=case, scan=content.scan, by=by, at=at, seen_version=seen_version,
    )  # fmt: skip


def signature_words(row: TripartiteSignOff) -> str:
    """「质检处 未签 · 物资处 已签 · 承运单位 已签」."""
    parties = (
        ("质检处", row.is_signed_by_qc),
        ("物资处", row.is_signed_by_warehouse),
        ("承运单位", row.is_signed_by_carrier),
    )
    return " · ".join(f"{name} {'已签' if has_signed else '未签'}" for name, has_signed in parties)


TRIPARTITE_FORM = HandoverForm(
    TripartiteSignOff, sign_off, EvidenceKind.TRIPARTITE_FORM, "三方汇签", "record_sign_off", signature_words
)


def _faults(content: SignOffContent, at: datetime) -> dict[str, str]:
    faults: dict[str, str] = {}
    if content.loaded_on and content.loaded_on > local_day(at):
        faults["loaded_on"] = "装车日期不能晚于今天"
    if content.is_signed_by_carrier and not content.carrier_name.strip():
        faults["carrier_name"] = "承运单位已签字，请填它的名称"
    return faults
