"""Add evidence to a case (P.二.4)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cases.models import Case, Evidence, EvidenceKind
from cases.selectors.investigation import unnumbered_card_files
from cases.selectors.visibility import is_team_member, visible_cases
from cases.services.enter_evidence import enter_evidence, numbers_of
from cases.services.guards import check_open
from cases.services.lock_case import lock_case, touch_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput, NotFound
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.errors import FileGone
from yibin_service.foundation.files.models import Attachment


@transaction.atomic
def add_evidence(
    *,
    case: Case,
    kind: EvidenceKind,
    attachments: Sequence[Attachment],
    from_card: Sequence[Attachment] = (),
    caption: str = "",
    taken_at: datetime | None = None,
    by: User,
    at: datetime,
) -> list[Evidence]:
    """Number each file as a piece of evidence of this kind, until the case is closed.

    `attachments` are waiting uploads of `by`; `from_card` are files that came with the card and have no number yet. Open to 技术中心, 销售处 and the case's team. Two people adding at once both succeed, with different numbers: so the
    page's version is not asked for. Raises NotAllowed, NotFound, CaseOver, InvalidInput.
    """
    check_may_add(case, by)
    case = lock_case(case_id=case.pk)
    check_open(case)
    _check([*attachments, *from_card], taken_at, at)
    pieces = enter_evidence(
        case=case,
        kind=kind,
        attachments=attachments,
        held=_held(case, from_card),
        caption=caption.strip(),
        taken_at=taken_at,
        by=by,
        at=at,
    )
    touch_case(case)
    said = f"\n{caption.strip()}" if caption.strip() else ""
    text = f"提交证据 {numbers_of(pieces)}：{kind.label}{said}"
    record_event(stream=case.stream, verb="add_evidence", text=text, by=by, at=at, clause="P.二.4")
    return pieces


def _held(case: Case, from_card: Sequence[Attachment]) -> list[Attachment]:
    """The card's files that were named, as they lie there now. Raises FileGone for one that is not among them."""
    wanted = [attachment.pk for attachment in from_card]
    found = {file.pk: file for file in unnumbered_card_files(case).filter(pk__in=wanted)} if wanted else {}
    if len(found) != len(wanted):
        raise FileGone
    return [found[pk] for pk in wanted]


def check_may_add(case: Case, by: User) -> None:
    """The case must be one the person sees; a member of its team needs no role."""
    if not visible_cases(by).filter(pk=case.pk).exists():
        raise NotFound
    if not is_team_member(by, case):
        require(by, Verb.ADD_EVIDENCE)


def _check(attachments: Sequence[Attachment], taken_at: datetime | None, at: datetime) -> None:
    faults: dict[str, str] = {}
    if not attachments:
        faults["uploads"] = "请拍照或选一个文件"
    if taken_at and taken_at > at:
        faults["taken_at"] = "取得时间不能晚于现在"
    if faults:
        raise InvalidInput(faults)
