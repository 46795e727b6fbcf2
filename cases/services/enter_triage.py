"""Write a triage of a locked case with everything that follows from it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cases.models import Case, CaseState, HandlingOpinion, OpinionState, Tier, Triage
from cases.selectors.triage import TriageResult, triage_result
from cases.services.lock_case import touch_case
from cases.services.move_reply_due import move_reply_due
from cases.services.replace_opinion import replace_opinion
from cases.services.tell import tell_news, tell_turn
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import end, yuan

TIER_FIELDS = ("tier", "direct_loss", "is_liability_clear", "is_extra_major")
IN_THE_CHAIN = (OpinionState.SUBMITTED, OpinionState.APPROVED)


@dataclass(frozen=True)
class TriageFacts:
    """What a case is tiered by (P.二.2). The loss in CNY, two places."""

    direct_loss: Decimal
    is_liability_clear: bool


def enter_triage(
    *, case: Case, facts: TriageFacts, is_extra_major: bool, reason: str, by: User, at: datetime, verb: str
) -> Triage:
    """Write the triage, move the reply's due instant, and void a chain made for another tier.

    The case is locked by the caller, who has checked that the act is in step. A recomputed due that is already past
    leaves the old one standing; a breach recorded before stays. One event tells from what to what.
    """
    result = triage_result(
        case,
        direct_loss=facts.direct_loss,
        is_liability_clear=facts.is_liability_clear,
        is_extra_major=is_extra_major,
        at=at,
    )
    changes = _changes(case, facts, result, is_extra_major, at)
    triage = _write(case, facts, result, is_extra_major, reason, by, at)
    if result.is_tier_changed and triage.ordinal > 1:
        _void_chain(case, result, at)
    touch_case(case)
    word = "分级" if triage.ordinal == 1 else "重新分级"
    text = f"{word}：{Tier(result.tier).label}，{result.formula}" + (f"\n理由：{reason}" if reason else "")
    record_event(
        stream=case.stream, verb=verb, text=text, changes=changes, by=by, at=at, clause=result.clause
    )
    _tell(case, triage, result, by, at)
    return triage


def _write(
    case: Case, facts: TriageFacts, result: TriageResult, is_extra_major: bool, reason: str, by: User, at: datetime
) -> Triage:
    last = case.triages.order_by("-ordinal").first()
    move_reply_due(case=case, due_at=result.due_at, at=at)
    triage = Triage.objects.create(
        case=case,
        ordinal=last.ordinal + 1 if last else 1,
        tier=result.tier,
        direct_loss=facts.direct_loss,
        is_liability_clear=facts.is_liability_clear,
        is_extra_major=is_extra_major,
        due_at=result.due_at,
        is_old_due_standing=result.is_old_due_standing,
        reason=reason,
        by=by,
        at=at,
    )
    _take_over(case, triage)
    return triage


def _take_over(case: Case, triage: Triage) -> None:
    """The case shows its newest triage; the first one takes it in hand."""
    case.tier, case.direct_loss = triage.tier, triage.direct_loss
    case.is_liability_clear, case.is_extra_major = triage.is_liability_clear, triage.is_extra_major
    case.triaged_at = case.triaged_at or triage.at
    if case.state == CaseState.FILED:
        case.state, case.engineer = CaseState.IN_HAND, triage.by
    case.save(update_fields=[*TIER_FIELDS, "triaged_at", "state", "engineer"])


def _void_chain(case: Case, result: TriageResult, at: datetime) -> None:
    """The approvals were given by the chain of another tier: the opinion goes back and is submitted afresh."""
    opinion = HandlingOpinion.objects.filter(case=case, state__in=IN_THE_CHAIN).first()
    if opinion is None:
        return
    why = f"案件改为{Tier(result.tier).label}，审批次序变了：第{opinion.draft_no}稿要按新的次序重新提交"
    replace_opinion(case=case, opinion=opinion, state=OpinionState.RETURNED, why=why, voids_given=True, at=at)
    author = opinion.submitted_by or opinion.drafted_by
    tell_turn(case=case, users=[author], key=f"resubmit:{opinion.pk}", what="重新提交处理意见", why=why, at=at)


def _changes(
    case: Case, facts: TriageFacts, result: TriageResult, is_extra_major: bool, at: datetime
) -> list[tuple[str, str, str]]:
    old_due = case.deadlines.filter(kind="reply").values_list("due_at", flat=True).first()
    rows = [
        ("级别", case.get_tier_display() if case.tier else "待分级", str(Tier(result.tier).label)),
        ("直接损失", yuan(case.direct_loss), yuan(facts.direct_loss)),
        ("责任明确", _yes(case.is_liability_clear), _yes(facts.is_liability_clear)),
        ("定为特别重大", _yes(case.is_extra_major), _yes(is_extra_major)),
        ("答复截止", end(old_due, at.year), end(result.due_at, at.year)),
    ]
    return [row for row in rows if row[1] != row[2]]


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _tell(case: Case, triage: Triage, result: TriageResult, by: User, at: datetime) -> None:
    what = f"已分级为{Tier(result.tier).label}，答复截止 {end(result.due_at, at.year)}"
    known = {user.pk: user for user in (case.clerk, case.engineer) if user and user.pk != by.pk}
    tell_news(case=case, users=known.values(), key=f"triage:{triage.pk}", what=what, why=triage.reason, at=at)
