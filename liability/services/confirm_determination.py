"""Confirm, override or return a proposed determination (P.三)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cases.models import Case
from cases.services.concern_unit import concern_units
from cases.services.follow_cause import follow_cause
from cases.services.guards import check_reason, check_triaged
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news, tell_turn
from liability.models import DeterminationState, LiabilityDetermination
from liability.rules.determine import Open
from liability.rules.errors import FindingUnconfirmed, NothingToDecide, SharesMissing, SharesUnsound
from liability.selectors.computed import stored_share
from liability.selectors.determinations import determination_in_force
from liability.services.after_determination import after_determination
from liability.services.propose_determination import ShareInput, check_shares, summary_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import SelfApproval
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.wording import share as share_words


@transaction.atomic
def confirm_determination(
    *,
    case: Case,
    determination_id: int,
    comment: str = "",
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> LiabilityDetermination:
    """Put the proposal in force as it stands; the one before it stays on record as superseded.

    Nobody confirms what they proposed; 强制发运 and 销售工作失误 are confirmed by 分管副总经理 first. Money already posted
    is put right in this transaction. Raises StalePage, CaseOver, NothingToDecide, SelfApproval, FindingUnconfirmed,
    SharesMissing.
    """
    require(by, Verb.CONFIRM_DETERMINATION)
    case, determination = take_determination(case, determination_id, by, seen_version)
    if determination.open_question in {Open.CAUSE, Open.PACKAGING} and not determination.is_manual:
        raise SharesMissing("制度没有给出承担比例，请用人工认定写明各单位比例和理由")
    _put_in_force(case, determination, "confirm_determination", comment.strip(), by, at)
    return determination


@transaction.atomic
def override_determination(
    *,
    case: Case,
    determination_id: int,
    shares: Sequence[ShareInput],
    reason: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> LiabilityDetermination:
    """Put the proposal in force with other shares; the computed ones stay beside them for good, with the reason.

    Raises like `confirm_determination`, and SharesUnsound, ReasonMissing.
    """
    require(by, Verb.OVERRIDE_DETERMINATION)
    case, determination = take_determination(case, determination_id, by, seen_version)
    check_shares(shares)
    reason = check_reason(reason, "人工认定的理由")
    manual = [stored_share(share.unit, share.fraction, determination.clause) for share in shares]
    if _as_pairs(manual) == _as_pairs(determination.computed):
        raise SharesUnsound("与计算结果相同，请直接确认", field="manual_shares")
    determination.manual_shares, determination.reason = manual, reason
    determination.save(update_fields=["manual_shares", "reason"])
    _put_in_force(case, determination, "override_determination", "", by, at)
    return determination


@transaction.atomic
def return_determination(
    *,
    case: Case,
    determination_id: int,
    comment: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> LiabilityDetermination:
    """Give the proposal back with a reason; a determination in force stays in force."""
    require(by, Verb.CONFIRM_DETERMINATION)
    case, determination = take_determination(case, determination_id, by, seen_version, needs_finding=False)
    give_back(case, determination, "return_determination", comment, by, at)
    return determination


def take_determination(
    case: Case, determination_id: int, by: User, seen_version: int | None, *, needs_finding: bool = True
) -> tuple[Case, LiabilityDetermination]:
    """Lock the case and its open proposal for a decision by `by`."""
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_triaged(case)
    determination = (
        case.determinations.select_related("proposed_by", "decided_by").filter(pk=determination_id).first()
    )
    if determination is None or determination.state != DeterminationState.PROPOSED:
        raise NothingToDecide(_what_became(determination))
    if determination.proposed_by_id == by.pk:
        raise SelfApproval("这次认定是您提出的，要由另一个人确认")
    if needs_finding and determination.needs_finding and determination.finding_confirmed_at is None:
        raise FindingUnconfirmed
    return case, determination


def give_back(
    case: Case, determination: LiabilityDetermination, verb: str, comment: str, by: User, at: datetime
) -> None:
    """Return a locked proposal to its proposer with the words said."""
    comment = check_reason(comment, "退回的理由", field="comment")
    _decide(determination, DeterminationState.RETURNED, comment, by, at)
    touch_case(case)
    text = f"退回第{determination.ordinal}次责任认定\n「{comment}」"
    record_event(stream=case.stream, verb=verb, text=text, by=by, at=at, clause=determination.clause)
    tell_turn(
        case=case,
        users=[determination.proposed_by],
        key=f"determination:{determination.pk}:returned",
        what="责任认定退回，请重新提出",
        why=f"「{comment}」",
        at=at,
    )


def _what_became(determination: LiabilityDetermination | None) -> str:
    if determination is None:
        return "没有等着确认的责任认定"
    who = f"{determination.decided_by.display_name} " if determination.decided_by else ""
    return f"第{determination.ordinal}次认定{who}{determination.get_state_display()}，没有重复办理"


def _decide(
    determination: LiabilityDetermination, state: DeterminationState, comment: str, by: User, at: datetime
) -> None:
    determination.state, determination.comment = state, comment
    determination.decided_by, determination.decided_at = by, at
    determination.save(update_fields=["state", "comment", "decided_by", "decided_at"])


def _put_in_force(
    case: Case, determination: LiabilityDetermination, verb: str, comment: str, by: User, at: datetime
) -> None:
    before = determination_in_force(case)
    if before:
        before.state = DeterminationState.SUPERSEDED
        before.save(update_fields=["state"])
    _decide(determination, DeterminationState.CONFIRMED, comment, by, at)
    follow_cause(case=case, cause=determination.cause, at=at)
    units = list(Unit.objects.filter(code__in=[row["unit"] for row in shares_in_force(determination)]))
    concern_units(case=case, units=units, at=at)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb=verb,
        text=_words(determination),
        changes=_changes(before, determination),
        by=by,
        at=at,
        clause=determination.clause,
    )
    after_determination(case=case, trigger=f"determination:{determination.pk}", by=by, at=at)
    _tell(case, determination, by, at)


def shares_in_force(determination: LiabilityDetermination) -> list[dict[str, str]]:
    """What counts: the shares a person decided, else the computed ones."""
    rows: list[dict[str, str]] = determination.manual_shares or determination.computed
    return rows


def _words(determination: LiabilityDetermination) -> str:
    deed = "人工认定" if determination.is_manual else "确认"
    text = f"{deed}第{determination.ordinal}次责任认定：{summary_of(determination)}"
    if determination.reason:
        text += f"\n理由：{determination.reason}"
    return text + (f"\n「{determination.comment}」" if determination.comment else "")


def _as_pairs(rows: list[dict[str, str]]) -> set[tuple[str, Decimal]]:
    return {(row["unit"], Decimal(row["share"])) for row in rows}


def _changes(
    before: LiabilityDetermination | None, after: LiabilityDetermination
) -> list[tuple[str, str, str]]:
    """Per unit from what to what: against the determination before, else, of manual shares, against the computed ones."""
    old_rows = shares_in_force(before) if before else (after.computed if after.is_manual else [])
    old = {row["name"]: share_words(Decimal(row["share"])) for row in old_rows}
    new = {row["name"]: share_words(Decimal(row["share"])) for row in shares_in_force(after)}
    if not old:
        return []
    names = [*new, *(name for name in old if name not in new)]
    return [(name, old.get(name, "0%"), new.get(name, "0%")) for name in names if old.get(name) != new.get(name)]


def _tell(case: Case, determination: LiabilityDetermination, by: User, at: datetime) -> None:
    people = {user.pk: user for user in (determination.proposed_by, case.engineer) if user and user.pk != by.pk}
    key = f"determination:{determination.pk}:confirmed"
    what = "责任认定已确认，可以起草处理意见"
    tell = tell_news if case.replied_at else tell_turn
    tell(case=case, users=people.values(), key=key, what=what, why=summary_of(determination), at=at)
