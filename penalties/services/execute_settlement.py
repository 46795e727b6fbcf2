"""Record that a settlement was carried out: document, day and actual figures."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cases.models import Case
from cases.selectors.parameters import parameters_of
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from penalties.models import Settlement, SettlementKind, SettlementState
from penalties.selectors.confirmers import confirmers_of
from penalties.selectors.settlement_facts import described, settlement_fact
from penalties.services.errors import NotInThisState
from penalties.services.guards import check_amount, check_open, check_seller
from penalties.services.settlement_content import ExecutionContent, by_price
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import adopt_attachments
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import money, tonnes

FIGURES = (("tonnes", "吨数"), ("assessed_loss", "核定损失"), ("transport_cost", "运输费"), ("storage_cost", "保管费"))


@transaction.atomic
def execute_settlement(
    *,
    settlement: Settlement,
    content: ExecutionContent,
    documents: Sequence[Attachment] = (),
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Settlement:
    """Replace the agreed figures by the actual ones, within ceilings and tier. A second person is asked to confirm.

    Raises StalePage, NotYours, NotInThisState, InvalidInput, AboveCeiling, AboveTier.
    """
    require(by, Verb.SETTLE)
    case, settlement = _take(settlement, by, seen_version)
    _check_document(case, content, at)
    changes = _take_figures(settlement, content) + _count_anew(case, settlement)
    _save(settlement, content, documents, by, at)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="execute_settlement",
        text=f"第{settlement.ordinal}笔结算已执行：{described(settlement)}\n单据 {settlement.document_no}",
        changes=changes,
        by=by,
        at=at,
        clause="P.二.5",
    )
    tell_turn(
        case=case,
        users=confirmers_of(settlement),
        key=f"settlement:{settlement.pk}:executed:{case.version}",
        what=f"确认第{settlement.ordinal}笔结算",
        why=f"{described(settlement)}；{by.full_title}登记执行，单据 {settlement.document_no}。确认后记入台账",
        at=at,
    )
    return settlement


def _take(settlement: Settlement, by: User, seen_version: int | None) -> tuple[Case, Settlement]:
    """Lock the case; the settlement as it is now, agreed and waiting to be carried out."""
    case = lock_case(case_id=settlement.case_id, seen_version=seen_version)
    check_open(case)
    check_seller(case, by)
    settlement = Settlement.objects.get(pk=settlement.pk)
    if settlement.state != SettlementState.AGREED:
        raise NotInThisState(f"这笔结算{settlement.get_state_display()}，不用再登记执行")
    return case, settlement


def _count_anew(case: Case, settlement: Settlement) -> list[tuple[str, str, str]]:
    """The amount by the actual figures, within ceilings and tier; gives what changed."""
    before = settlement.amount
    settlement.amount = by_price(settlement_fact(settlement), case, parameters_of(case))
    field = "transport_cost" if settlement.kind == SettlementKind.EXCHANGE else "tonnes"
    if settlement.amount <= 0:
        raise InvalidInput({field: "这样算下来是 0.00 元；没有执行的请取消这笔结算"})
    check_amount(case, kind=settlement.kind, amount=settlement.amount, field=field, without=settlement.pk)
    return [("金额", money(before), money(settlement.amount))] if settlement.amount != before else []


def _check_document(case: Case, content: ExecutionContent, at: datetime) -> None:
    faults = {}
    if not content.document_no.strip():
        faults["document_no"] = "请填入库单或磅单号；换的填运单号"
    if content.executed_on > local_day(at):
        faults["executed_on"] = f"执行日期不能晚于今天 {local_day(at):%Y-%m-%d}"
    elif content.executed_on < (received := local_day(case.card.received_by_sales_at)):
        faults["executed_on"] = f"执行日期不能早于收到意见的 {received:%Y-%m-%d}"
    if faults:
        raise InvalidInput(faults)


def _take_figures(settlement: Settlement, content: ExecutionContent) -> list[tuple[str, str, str]]:
    """Put the actual figures of the kind into the row; gives what changed. None keeps what was agreed."""
    changes = []
    for name, label in FIGURES:
        agreed: Decimal | None = getattr(settlement, name)
        actual: Decimal | None = getattr(content, name)
        if agreed is None or actual is None or actual == agreed:
            continue
        if name == "tonnes" and actual <= 0:
            raise InvalidInput({"tonnes": "请填大于 0 的吨数；没有执行的请取消这笔结算"})
        write = tonnes if name == "tonnes" else money
        changes.append((label, write(agreed), write(actual)))
        setattr(settlement, name, actual)
    return changes


def _save(
    settlement: Settlement, content: ExecutionContent, documents: Sequence[Attachment], by: User, at: datetime
) -> None:
    adopted = adopt_attachments(attachments=documents, stream=money_stream(settlement.case), by=by, at=at)
    settlement.state = SettlementState.EXECUTED
    settlement.document_no, settlement.executed_on = content.document_no.strip(), content.executed_on
    settlement.document = adopted[0] if adopted else None
    settlement.executed_by, settlement.executed_at = by, at
    settlement.save()


def money_stream(case: Case) -> str:
    """Where documents of a case's money are kept: they are open to those who may see it."""
    return f"case-money:{case.pk}"
