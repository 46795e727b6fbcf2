"""What recording a fact of a handover has in common, whichever form it is (P.三.5乙)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from cases.models import Case, EvidenceKind
from cases.services.enter_evidence import enter_evidence, numbers_of
from cases.services.guards import check_triaged
from cases.services.lock_case import lock_case, touch_case
from liability.models import InboundAcceptance, TripartiteSignOff
from liability.services.access import check_may_record_handover
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment

Row = TypeVar("Row", InboundAcceptance, TripartiteSignOff)


@dataclass(frozen=True)
class HandoverForm(Generic[Row]):
    """A form: its rows, the newest of a case, what its scan is as evidence, and its words in the trail."""

    model: type[Row]
    newest: Callable[[Case], Row | None]
    evidence: EvidenceKind
    title: str
    verb: str
    words: Callable[[Row], str]


def keep_handover_fact(
    form: HandoverForm[Row],
    values: Mapping[str, Any],
    faults: Mapping[str, str],
    *,
    case: Case,
    scan: Attachment | None,
    by: User,
    at: datetime,
    seen_version: int | None,
) -> Row:
    """Add the row of these values in the caller's transaction; a later one corrects an earlier one, both stay.

    `faults` are those of the content, told once the case is found open to it. Raises StalePage, NotAllowed, NotTriaged,
    CaseOver, InvalidInput.
    """
    check_may_record_handover(case, by)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_triaged(case)
    if faults:
        raise InvalidInput(dict(faults))
    before = form.newest(case)
    pieces = enter_evidence(case=case, kind=form.evidence, attachments=[scan] if scan else [], by=by, at=at)
    row = form.model.objects.create(case=case, scan=pieces[0].attachment if pieces else None, by=by, at=at, **values)
    touch_case(case)
    proof = f"，证据 {numbers_of(pieces)}" if pieces else ""
    record_event(
        stream=case.stream,
        verb=form.verb,
        text=f"登记{form.title}：{form.words(row)}{proof}",
        changes=[(form.title, form.words(before), form.words(row))] if before else [],
        by=by,
        at=at,
        clause="P.三.5乙",
    )
    return row
