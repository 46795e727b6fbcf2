"""Expenses of investigating a case, each with its voucher (P.四 preamble)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from cases.models import Case
from cases.selectors.visibility import is_team_member
from cases.services.lock_case import lock_case, touch_case
from penalties.models import Expense
from penalties.rules.posting import Trigger
from penalties.selectors.case_facts import source_of
from penalties.selectors.ledger_state import entries_from
from penalties.services.errors import AlreadyPosted, NotInThisState, VoucherUsed
from penalties.services.execute_settlement import money_stream
from penalties.services.guards import check_open, check_reason
from penalties.services.post_ledger import post_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import adopt_attachments
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan


@dataclass(frozen=True)
class ExpenseContent:
    """What was spent, when, and by which voucher; CNY."""

    purpose: str
    amount: Decimal
    spent_on: date
    voucher_no: str


@transaction.atomic
def record_expense(
    *,
    case: Case,
    content: ExpenseContent,
    vouchers: Sequence[Attachment] = (),
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Expense:
    """Enter an expense. In a case with posted settlements it is posted at once, else with the first of them, or at 结案.

    By 技术中心 or a member of the case's team. Raises StalePage, CaseNotOpen, InvalidInput, VoucherUsed.
    """
    if not is_team_member(by, case):
        require(by, Verb.RECORD_EXPENSE)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_open(case)
    _check(case, content, at)
    last = Expense.objects.filter(case=case).aggregate(last=Max("ordinal"))["last"] or 0
    adopted = adopt_attachments(attachments=vouchers, stream=money_stream(case), by=by, at=at)
    expense = Expense.objects.create(
        case=case,
        ordinal=last + 1,
        purpose=content.purpose.strip(),
        amount=content.amount,
        spent_on=content.spent_on,
        voucher_no=content.voucher_no.strip(),
        voucher=adopted[0] if adopted else None,
        by=by,
        at=at,
    )
    touch_case(case)
    post_case(case=case, trigger=Trigger(source_of(expense), "recorded", expense.spent_on), by=by, at=at)
    record_event(
        stream=case.stream,
        verb="record_expense",
        text=f"登记调查费用 {yuan(expense.amount)}：{expense.purpose}\n凭证 {expense.voucher_no}",
        by=by,
        at=at,
        clause="P.四",
    )
    return expense


@transaction.atomic
def cancel_expense(
    *, expense: Expense, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Expense:
    """Take back an expense that is not in the ledger yet; its voucher may be entered anew.

    Raises StalePage, CaseNotOpen, NotInThisState, AlreadyPosted (reverse it instead), ReasonMissing.
    """
    require(by, Verb.RECORD_EXPENSE)
    case = lock_case(case_id=expense.case_id, seen_version=seen_version)
    check_open(case)
    expense = Expense.objects.get(pk=expense.pk)
    if expense.cancelled_at is not None:
        raise NotInThisState("这笔费用已取消")
    if entries_from(case, source_of(expense)):
        raise AlreadyPosted("这笔费用已入账：有错请技术中心主任在台账上红冲")
    reason = check_reason(reason, "取消的理由")
    annul_expense(expense, reason=reason, by=by, at=at)
    touch_case(case)
    text = f"取消调查费用 {yuan(expense.amount)}：{expense.purpose}\n「{reason}」"
    record_event(stream=case.stream, verb="cancel_expense", text=text, by=by, at=at)
    return expense


def annul_expense(expense: Expense, *, reason: str, by: User, at: datetime) -> None:
    """Mark the row cancelled; called with the case locked."""
    expense.cancelled_by, expense.cancelled_at, expense.cancel_reason = by, at, reason
    expense.save(update_fields=["cancelled_by", "cancelled_at", "cancel_reason"])


def _check(case: Case, content: ExpenseContent, at: datetime) -> None:
    faults = {}
    if not content.purpose.strip():
        faults["purpose"] = "请填用途，如 差旅、检测"
    if content.amount <= 0:
        faults["amount"] = "请填大于 0 的金额"
    if not content.voucher_no.strip():
        faults["voucher_no"] = "请填凭证号"
    received = local_day(case.card.received_by_sales_at)
    if content.spent_on > local_day(at):
        faults["spent_on"] = f"不能晚于今天 {local_day(at):%Y-%m-%d}"
    elif content.spent_on < received:
        faults["spent_on"] = f"不能早于收到意见的 {received:%Y-%m-%d}"
    if faults:
        raise InvalidInput(faults)
    used = Expense.objects.filter(case=case, voucher_no=content.voucher_no.strip(), cancelled_at=None).first()
    if used is not None:
        raise VoucherUsed(f"凭证 {used.voucher_no} 已登记为「{used.purpose}」{yuan(used.amount)}", field="voucher_no")
