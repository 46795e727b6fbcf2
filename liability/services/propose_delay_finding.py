"""Propose what a missed clock led to: 关联责任 (P.三.1, P.三.2, P.四.1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Case, ClockKind, DeadlineBreach
from cases.services.guards import check_open, check_reason
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from liability.models import DelayFinding, DeterminationState, Effect
from liability.rules.errors import BreachWaived, NothingToDecide
from liability.selectors.delays import clause_of, decider_of, finding_text
from liability.selectors.determinations import CLOCKS_OF_UNITS
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event


@dataclass(frozen=True)
class DelayContent:
    """What is found. `effect` is for a late card and only for it; 不良影响 is told for both clocks."""

    has_adverse_effect: bool
    reason: str
    effect: Effect | None = None


@transaction.atomic
def propose_delay_finding(
    *,
    case: Case,
    breach_id: int,
    content: DelayContent,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> DelayFinding:
    """Put the effect of a breach before the person who confirms it; a later finding revises an earlier one.

    耽误取证和处理时机 goes to 分管副总经理, everything else to 技术中心主任. Raises StalePage, CaseOver, BreachWaived,
    NothingToDecide, InvalidInput, ReasonMissing.
    """
    require(by, Verb.PROPOSE_DETERMINATION)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_open(case)
    breach = _breach(case, breach_id)
    _check(breach, content)
    reason = check_reason(content.reason, "认定影响的理由")
    finding = _write(case, breach, content, reason, by, at)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="propose_delay_finding",
        text=f"提出关联责任：{finding_text(finding)}\n理由：{reason}",
        by=by,
        at=at,
        clause=clause_of(finding),
    )
    deciders = [user for user in users_with_role(decider_of(finding)) if user.pk != by.pk]
    key = f"delay:{finding.pk}:proposed"
    tell_turn(case=case, users=deciders, key=key, what="确认关联责任", why=finding_text(finding), at=at)
    return finding


def _breach(case: Case, breach_id: int) -> DeadlineBreach:
    breach = case.breaches.select_related("unit").filter(pk=breach_id, kind__in=CLOCKS_OF_UNITS).first()
    if breach is None:
        raise NothingToDecide("本案没有这次超期，或它不归任何单位")
    if breach.waived_at:
        raise BreachWaived
    if breach.overturned_at:
        raise BreachWaived("时间更正后这次超期不再成立，不必认定影响")
    return breach


def _check(breach: DeadlineBreach, content: DelayContent) -> None:
    if breach.kind == ClockKind.CARD_FILING and content.effect is None:
        raise InvalidInput({"effect": "请选信息卡迟送造成的影响"})
    if breach.kind != ClockKind.CARD_FILING and content.effect is not None:
        raise InvalidInput({"effect": "答复超期只认定有没有不良影响"})


def _write(
    case: Case, breach: DeadlineBreach, content: DelayContent, reason: str, by: User, at: datetime
) -> DelayFinding:
    breach.findings.filter(state=DeterminationState.PROPOSED).update(state=DeterminationState.SUPERSEDED)
    last = breach.findings.order_by("-ordinal").first()
    return DelayFinding.objects.create(
        breach=breach,
        case=case,
        kind=breach.kind,
        ordinal=last.ordinal + 1 if last else 1,
        effect=content.effect or "",
        has_adverse_effect=content.has_adverse_effect,
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )
