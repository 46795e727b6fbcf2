"""Money of a claim: entered by 销售处, counted once 财务 has confirmed it (P.三.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from cases.models import Case
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news, tell_turn
from penalties.models import Claim, ClaimReceipt, ClaimState
from penalties.rules.posting import Trigger
from penalties.selectors.case_facts import source_of
from penalties.services.errors import NotInThisState, VoucherUsed
from penalties.services.guards import check_open, check_reason, check_seller
from penalties.services.post_ledger import Posting, post_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.errors import InvalidInput, SelfApproval
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan


@dataclass(frozen=True)
class ReceiptContent:
    """What came in, when, and by which voucher; CNY."""

    amount: Decimal
    received_on: date
    voucher_no: str


@transaction.atomic
def record_receipt(
    *, claim: Claim, content: ReceiptContent, by: User, at: datetime, seen_version: int | None = None
) -> ClaimReceipt:
    """Enter money of an open claim; 财务 is asked to confirm it. Nothing is posted yet.

    Raises StalePage, CaseNotOpen, NotYours, NotInThisState, InvalidInput, VoucherUsed.
    """
    require(by, Verb.CLAIM)
    case = lock_case(case_id=claim.case_id, seen_version=seen_version)
    check_open(case)
    check_seller(case, by)
    claim = Claim.objects.get(pk=claim.pk)
    if claim.state != ClaimState.OPEN:
        raise NotInThisState("这笔索赔已了结，不再登记到账")
    _check(claim, case, content, at)
    receipt = ClaimReceipt.objects.create(
        claim=claim,
        amount=content.amount,
        received_on=content.received_on,
        voucher_no=content.voucher_no.strip(),
        entered_by=by,
        entered_at=at,
    )
    touch_case(case)
    what = f"{claim.party_name} 到账 {yuan(receipt.amount)}，凭证 {receipt.voucher_no}"
    record_event(stream=case.stream, verb="record_receipt", text=f"登记{what}", by=by, at=at, clause="P.三.3")
    tell_turn(
        case=case,
        users=users_with_role(Role.FINANCE),
        key=f"receipt:{receipt.pk}",
        what="确认索赔到账",
        why=f"{what}。确认后记入台账",
        url=reverse("confirm_receipt", args=[case.number, receipt.pk]),
        at=at,
    )
    return receipt


@transaction.atomic
def confirm_receipt(*, receipt: ClaimReceipt, by: User, at: datetime) -> Posting:
    """Confirm that the money is there, and post it: to the carrier up to its part, the rest as income of 公司.

    Raises CaseNotOpen, NotInThisState, SelfApproval.
    """
    case, receipt = _take(receipt, by)
    receipt.confirmed_by, receipt.confirmed_at = by, at
    receipt.save(update_fields=["confirmed_by", "confirmed_at"])
    touch_case(case)
    trigger = Trigger(source_of(receipt), "confirmed", receipt.received_on)
    posting = post_case(case=case, trigger=trigger, by=by, at=at)
    text = f"确认 {receipt.claim.party_name} 到账 {yuan(receipt.amount)}"
    record_event(stream=case.stream, verb="confirm_receipt", text=text, by=by, at=at, clause="P.三.3")
    tell_news(case=case, users=[receipt.entered_by], key=f"receipt:{receipt.pk}:confirmed", what=f"财务已{text}", at=at)
    return posting


@transaction.atomic
def refuse_receipt(*, receipt: ClaimReceipt, reason: str, by: User, at: datetime) -> ClaimReceipt:
    """The money is not there, or not so much: back to 销售处 with a reason. Raises like `confirm_receipt`, and ReasonMissing."""
    case, receipt = _take(receipt, by)
    reason = check_reason(reason, "未确认的理由")
    receipt.refused_reason, receipt.refused_at = reason, at
    receipt.save(update_fields=["refused_reason", "refused_at"])
    touch_case(case)
    text = f"未确认 {receipt.claim.party_name} 到账 {yuan(receipt.amount)}\n「{reason}」"
    record_event(stream=case.stream, verb="refuse_receipt", text=text, by=by, at=at)
    tell_turn(
        case=case,
        users=[receipt.entered_by],
        key=f"receipt:{receipt.pk}:refused",
        what="核对索赔到账",
        why=f"财务未确认 {yuan(receipt.amount)}：「{reason}」",
        at=at,
    )
    return receipt


def _take(receipt: ClaimReceipt, by: User) -> tuple[Case, ClaimReceipt]:
    require(by, Verb.CONFIRM_RECEIPT)
    case = lock_case(case_id=receipt.claim.case_id)
    check_open(case)
    receipt = ClaimReceipt.objects.select_related("claim", "entered_by").get(pk=receipt.pk)
    if receipt.refused_at is not None:
        raise NotInThisState("这笔到账已退回销售处")
    if receipt.confirmed_at is not None:
        raise NotInThisState("这笔到账已确认，没有重复入账")
    if receipt.entered_by_id == by.pk:
        raise SelfApproval("这笔到账是您登记的，要由另一位财务人员确认")
    return case, receipt


def _check(claim: Claim, case: Case, content: ReceiptContent, at: datetime) -> None:
    faults = {}
    if content.amount <= 0:
        faults["amount"] = "请填大于 0 的到账金额"
    if not content.voucher_no.strip():
        faults["voucher_no"] = "请填到账凭证号"
    received = local_day(case.card.received_by_sales_at)
    if content.received_on > local_day(at):
        faults["received_on"] = f"不能晚于今天 {local_day(at):%Y-%m-%d}"
    elif content.received_on < received:
        faults["received_on"] = f"不能早于收到意见的 {received:%Y-%m-%d}"
    if faults:
        raise InvalidInput(faults)
    used = claim.receipts.filter(voucher_no=content.voucher_no.strip(), refused_at=None).first()
    if used is not None:
        raise VoucherUsed(f"凭证 {used.voucher_no} 已登记过到账 {yuan(used.amount)}", field="voucher_no")
