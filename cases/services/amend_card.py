"""Correct a filed card: a new version with a reason. Times that decide clocks wait for the other side."""

from datetime import datetime

from django.db import transaction

from cases.models import AmendmentState, CardAmendment, Case
from cases.rules.card_errors import AmendmentOpen, CardGone, NothingAmended, NotYourCard, ReasonNeeded
from cases.selectors.cards import may_change_card
from cases.services.card_facts import CardFacts
from cases.services.check_card import check_card
from cases.services.compare_card import Change, changes_between, known_facts, refuse_frozen
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell_amendment import tell_amended, tell_proposed
from cases.services.write_amendment import write_changes
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import instant

EVERY_YEAR_WRITTEN = 0
LONGEST_REASON = 400


@transaction.atomic
def amend_card(
    *, case: Case, facts: CardFacts, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> list[CardAmendment]:
    """Write what changed between the card and `facts`; gives the amendments made, at most two.

    Ordinary facts change at once, as the card's next version. Times of receipt, arrival and opening, and the kind of
    problem that chooses the clock, become a proposal that 技术中心 answers; until then the card and its clocks stand.
    Facts that liability rests on change only until the opinion is in approval. Raises NotYourCard, CardGone,
    AmendmentOpen, NothingAmended, ReasonNeeded, TooLate, InvalidInput, StalePage.
    """
    require(by, Verb.AMEND_CARD)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    reason = _check(case, reason, by)
    check_card(facts=facts, at=at)
    _check_receipt(case, facts)
    ordinary, timed = changes_between(known_facts(case), facts)
    if not ordinary and not timed:
        raise NothingAmended
    refuse_frozen(case, [*ordinary, *timed])
    made = []
    if ordinary:
        made.append(_amend_now(case, ordinary, reason, by, at))
    if timed:
        made.append(_propose(case, timed, reason, by, at))
    touch_case(case)
    return made


def _check(case: Case, reason: str, by: User) -> str:
    if not may_change_card(by, case.card):
        raise NotYourCard
    if not case.is_open:
        raise CardGone(f"这件案子{case.get_state_display()}，信息卡不再更正")
    return checked_reason(reason, "更正的原因")


def checked_reason(reason: str, what: str) -> str:
    """The trimmed reason. Raises ReasonNeeded when it says nothing or too much."""
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise ReasonNeeded(f"请填{what}", field="reason")
    if len(reason) > LONGEST_REASON:
        raise ReasonNeeded(f"{what}最多 {LONGEST_REASON} 字，请删短些", field="reason")
    return reason


def _check_receipt(case: Case, facts: CardFacts) -> None:
    filed_at = case.card.filed_at
    if facts.received_by_sales_at > filed_at:
        words = f"不能晚于送达技术中心的时间 {instant(filed_at, EVERY_YEAR_WRITTEN)}"
        raise InvalidInput({"received_by_sales_at": words})


def _amend_now(case: Case, changes: list[Change], reason: str, by: User, at: datetime) -> CardAmendment:
    write_changes(case=case, changes=changes, at=at)
    amendment = _save(case, changes, reason, by, at, state=AmendmentState.ACCEPTED)
    record_event(
        stream=case.stream,
        verb="amend_card",
        text=f"更正信息卡，第{case.card.version}版\n原因：{reason}",
        changes=[change.printed for change in changes],
        by=by,
        at=at,
    )
    tell_amended(case=case, amendment=amendment, by=by, at=at)
    return amendment


def _propose(case: Case, changes: list[Change], reason: str, by: User, at: datetime) -> CardAmendment:
    if case.card.amendments.filter(state=AmendmentState.PROPOSED).exists():
        raise AmendmentOpen
    amendment = _save(case, changes, reason, by, at, state=AmendmentState.PROPOSED)
    record_event(
        stream=case.stream,
        verb="propose_amendment",
        text=f"提出更正时间，待技术中心答复\n原因：{reason}",
        changes=[change.printed for change in changes],
        by=by,
        at=at,
    )
    tell_proposed(case=case, amendment=amendment, at=at)
    return amendment


def _save(
    case: Case, changes: list[Change], reason: str, by: User, at: datetime, state: AmendmentState
) -> CardAmendment:
    is_open = state == AmendmentState.PROPOSED
    return CardAmendment.objects.create(
        card=case.card,
        version=case.card.version + (1 if is_open else 0),
        changes={change.field: change.stored for change in changes},
        reason=reason,
        needs_answer=is_open,
        state=state,
        proposed_by=by,
        proposed_at=at,
    )
