"""Take a settlement that is not confirmed back: cancel it, or send it back to be carried out anew."""

from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from penalties.models import SettledRoll, Settlement, SettlementState
from penalties.selectors.settlement_facts import described
from penalties.services.errors import NotInThisState
from penalties.services.guards import check_open, check_reason, check_seller
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def cancel_settlement(
    *, settlement: Settlement, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Settlement:
    """Cancel an agreed or executed settlement; its rolls are free again. A confirmed one is reversed in the ledger.

    Raises StalePage, NotYours, NotInThisState, ReasonMissing.
    """
    require(by, Verb.SETTLE)
    case, settlement = _take(settlement, seen_version)
    check_seller(case, by)
    if settlement.state not in {SettlementState.AGREED, SettlementState.EXECUTED}:
        raise NotInThisState(_remedy(settlement))
    reason = check_reason(reason, "取消的理由")
    annul(settlement, reason=reason, by=by, at=at)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="cancel_settlement",
        text=f"取消第{settlement.ordinal}笔结算：{described(settlement)}\n「{reason}」",
        by=by,
        at=at,
    )
    return settlement


@transaction.atomic
def send_back_settlement(
    *, settlement: Settlement, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Settlement:
    """The second person does not confirm: the settlement is agreed again and waits for its true figures.

    Raises StalePage, NotInThisState, ReasonMissing.
    """
    require(by, Verb.CONFIRM_SETTLEMENT)
    case, settlement = _take(settlement, seen_version)
    if settlement.state != SettlementState.EXECUTED or settlement.executed_by is None:
        raise NotInThisState(f"这笔结算{settlement.get_state_display()}，现在不能退回")
    reason, executor = check_reason(reason, "退回的理由"), settlement.executed_by
    settlement.state = SettlementState.AGREED
    settlement.executed_by, settlement.executed_at, settlement.executed_on = None, None, None
    settlement.save(update_fields=["state", "executed_by", "executed_at", "executed_on"])
    touch_case(case)
    text = f"第{settlement.ordinal}笔结算的执行登记退回\n「{reason}」"
    record_event(stream=case.stream, verb="send_back_settlement", text=text, by=by, at=at)
    tell_turn(
        case=case,
        users=[executor],
        key=f"settlement:{settlement.pk}:sent_back:{case.version}",
        what=f"重新登记第{settlement.ordinal}笔结算的执行",
        why=f"「{reason}」",
        at=at,
    )
    return settlement


def annul(settlement: Settlement, *, reason: str, by: User, at: datetime) -> None:
    """Mark the row cancelled and free its rolls; called with the case locked."""
    settlement.state = SettlementState.CANCELLED
    settlement.cancelled_by, settlement.cancelled_at, settlement.cancel_reason = by, at, reason
    settlement.save(update_fields=["state", "cancelled_by", "cancelled_at", "cancel_reason"])
    SettledRoll.objects.filter(settlement=settlement).update(is_live=False)


def _take(settlement: Settlement, seen_version: int | None) -> tuple[Case, Settlement]:
    case = lock_case(case_id=settlement.case_id, seen_version=seen_version)
    check_open(case)
    return case, Settlement.objects.select_related("executed_by").get(pk=settlement.pk)


def _remedy(settlement: Settlement) -> str:
    if settlement.state == SettlementState.CONFIRMED:
        return "这笔结算已确认：有错请技术中心主任在台账上红冲"
    return f"这笔结算{settlement.get_state_display()}，没有可取消的"
