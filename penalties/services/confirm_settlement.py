"""Confirm a settlement by a second person: only then it counts, and is posted."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news, tell_turn
from penalties.models import Settlement, SettlementState
from penalties.rules.posting import Trigger
from penalties.selectors.case_facts import source_of
from penalties.selectors.ledger_state import reversed_entries
from penalties.selectors.settlement_facts import described
from penalties.services.errors import NotInThisState, SecondPerson
from penalties.services.guards import check_open
from penalties.services.post_ledger import Posting, post_case
from penalties.services.propose_fines import propose_fines
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event

PENDING_WORDS = {
    "cause": "责任还没有认定",
    "packaging": "外包装责任须由有权人认定",
    "not_compensable": "不应赔偿，须批准善意补偿",
}


@transaction.atomic
def confirm_settlement(
    *, settlement: Settlement, by: User, at: datetime, seen_version: int | None = None
) -> Posting:
    """Confirm an executed settlement and post it with everything that follows, in one transaction.

    Neither who agreed nor who executed may confirm. Where liability is still open the settlement waits outside the
    ledger (`Posting.pending`) and the determination posts it. Raises StalePage, SecondPerson, NotInThisState,
    FactsContradict.
    """
    require(by, Verb.CONFIRM_SETTLEMENT)
    case = lock_case(case_id=settlement.case_id, seen_version=seen_version)
    check_open(case)
    settlement = Settlement.objects.get(pk=settlement.pk)
    if settlement.state != SettlementState.EXECUTED or settlement.executed_on is None:
        raise NotInThisState(_what_became(settlement))
    if by.pk in {settlement.agreed_by_id, settlement.executed_by_id}:
        raise SecondPerson
    settlement.state = SettlementState.CONFIRMED
    settlement.confirmed_by, settlement.confirmed_at = by, at
    settlement.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    touch_case(case)
    trigger = Trigger(source_of(settlement), "confirmed", settlement.executed_on)
    corrects = reversed_entries(case, source_of(settlement.replaces)) if settlement.replaces else None
    posting = post_case(case=case, trigger=trigger, by=by, at=at, corrects=corrects)
    propose_fines(case=case, at=at)
    record_event(
        stream=case.stream,
        verb="confirm_settlement",
        text=f"确认第{settlement.ordinal}笔结算：{described(settlement)}\n{posted_words(posting)}",
        by=by,
        at=at,
        clause="P.四.4",
    )
    _tell(case, settlement, posting, at)
    return posting


def posted_words(posting: Posting) -> str:
    """「记入台账 3笔」, or why nothing was posted."""
    if posting.pending:
        return f"暂未入账：{'、'.join(PENDING_WORDS[name] for name in posting.pending)}"
    numbers = [entry.sequence for entry in posting.entries]
    if not numbers:
        return "台账没有变化"
    span = f"第{numbers[0]}笔" if len(numbers) == 1 else f"第{numbers[0]}—{numbers[-1]}笔"
    return f"记入台账 {len(numbers)}笔（{span}）"


def _what_became(settlement: Settlement) -> str:
    if settlement.state == SettlementState.CONFIRMED and settlement.confirmed_by:
        return f"{settlement.confirmed_by.full_title}已确认这笔结算，没有重复入账"
    return f"这笔结算{settlement.get_state_display()}，现在不能确认"


def _tell(case: Case, settlement: Settlement, posting: Posting, at: datetime) -> None:
    key, engineers = f"settlement:{settlement.pk}:confirmed", [case.engineer] if case.engineer else []
    if posting.pending:
        users = engineers or users_with_role(Role.TECH_HEAD)
        tell_turn(case=case, users=users, key=key, what="认定责任，结算才能入账", why=posted_words(posting), at=at)
    else:
        tell_news(case=case, users=engineers, key=key, what=f"第{settlement.ordinal}笔结算已确认入账", at=at)
