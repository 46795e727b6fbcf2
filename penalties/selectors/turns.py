"""What of the money waits for one person, a constant number of queries."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cases.models import Case, CaseState, ClockKind, HandlingOpinion, OpinionState
from penalties.models import Claim, ClaimReceipt, ClaimState, Settlement, SettlementState
from penalties.selectors.fines import fines_for
from penalties.selectors.settlement_facts import described
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.wording import yuan


def turns(user: User, now: datetime, limit: int = 50) -> list[Turn]:
    """Settlements to agree, carry out and confirm; money to confirm; fines to decide; cases to close."""
    found: list[Turn] = []
    if may(user, Verb.SETTLE):
        found += [*_to_agree(user, limit), *_to_execute(user, limit), *_to_confirm(user, limit)]
    if may(user, Verb.CLAIM):
        found += _open_claims(user, limit)
    if may(user, Verb.CONFIRM_RECEIPT):
        found += _receipts(limit)
    found += _fines(user, limit)
    if may(user, Verb.CLOSE_CASE):
        found += _to_close(limit)
    return found


def _turn(case: Case, verb: str, url: str, button: str, *, fact: str, consequence: str, since: datetime | None) -> Turn:
    return Turn(
        verb=verb,
        case_number=case.number,
        customer=str(case.customer),
        url=url,
        button=button,
        tier=case.tier,
        fact=fact,
        consequence=consequence,
        since=since,
    )


def _to_agree(user: User, limit: int) -> Iterator[Turn]:
    """Own cases with a reply and an approved opinion to compensate, in which nothing was settled yet."""
    allowed = HandlingOpinion.objects.filter(case=OuterRef("pk"), state=OpinionState.APPROVED, is_compensable=True)
    settled = Settlement.objects.filter(case=OuterRef("pk")).exclude(state=SettlementState.CANCELLED)
    cases = Case.objects.filter(Exists(allowed), ~Exists(settled), state=CaseState.REPLIED, clerk=user)
    for case in cases.select_related("customer", "machine", "defect").order_by("replied_at")[:limit]:
        yield _turn(
            case,
            "约定退赔换",
            reverse("agree_settlement", args=[case.number]),
            "约定退赔换",
            fact=f"{case.machine} {case.defect}，已答复客户",
            consequence="按批准的上限与客户约定",
            since=case.replied_at,
        )


def _to_execute(user: User, limit: int) -> Iterator[Turn]:
    rows = Settlement.objects.filter(state=SettlementState.AGREED, case__clerk=user)
    for row in rows.select_related("case__customer").order_by("agreed_at")[:limit]:
        url = reverse("execute_settlement", args=[row.case.number, row.ordinal])
        yield _turn(
            row.case, "登记执行", url, "登记执行", fact=described(row), consequence="执行后登记单据和实际数", since=row.agreed_at
        )


def _to_confirm(user: User, limit: int) -> Iterator[Turn]:
    """A head confirms everybody's, a clerk the own cases'; nobody what they agreed or executed."""
    rows = Settlement.objects.filter(state=SettlementState.EXECUTED)
    if Role.SALES_HEAD not in user.roles:
        rows = rows.filter(case__clerk=user)
    rows = rows.exclude(Q(agreed_by=user) | Q(executed_by=user)).select_related("case__customer")
    for row in rows.order_by("executed_at")[:limit]:
        url = reverse("confirm_settlement", args=[row.case.number, row.ordinal])
        told = f"单据 {row.document_no}；确认后记入台账"
        yield _turn(row.case, "确认结算", url, "确认结算", fact=described(row), consequence=told, since=row.executed_at)


def _open_claims(user: User, limit: int) -> Iterator[Turn]:
    rows = Claim.objects.filter(state=ClaimState.OPEN, case__clerk=user).select_related("case__customer")
    for row in rows.order_by("opened_at")[:limit]:
        url = f"{row.case.get_absolute_url()}#s-settlement"
        fact = f"{row.party_name}，{yuan(row.amount)}"
        told = "到账登记；追完了结，差额才定"
        yield _turn(row.case, "追偿", url, "看索赔", fact=fact, consequence=told, since=row.opened_at)


def _receipts(limit: int) -> Iterator[Turn]:
    rows = ClaimReceipt.objects.filter(confirmed_at=None, refused_at=None).select_related("claim__case__customer")
    for row in rows.order_by("entered_at")[:limit]:
        case = row.claim.case
        url = reverse("confirm_receipt", args=[case.number, row.pk])
        fact = f"{row.claim.party_name} {yuan(row.amount)}，凭证 {row.voucher_no}"
        yield _turn(
            case, "确认到账", url, "确认到账", fact=fact, consequence="确认后记入台账", since=row.entered_at
        )


def _fines(user: User, limit: int) -> Iterator[Turn]:
    for fine in fines_for(user)[:limit]:
        url = reverse("confirm_fine", args=[fine.case.number, fine.pk])
        fact = f"{fine.unit.name}，{ClockKind(fine.kind).label}超期，{yuan(fine.amount)}"
        yield _turn(
            fine.case, "确认罚款", url, "办理罚款", fact=fact, consequence=f"依据 {fine.clause}", since=fine.proposed_at
        )


def _to_close(limit: int) -> Iterator[Turn]:
    """Replied cases where every settlement is confirmed and no claim is open."""
    of_case = {"case": OuterRef("pk")}
    open_ones = Settlement.objects.filter(state__in=[SettlementState.AGREED, SettlementState.EXECUTED], **of_case)
    confirmed = Settlement.objects.filter(state=SettlementState.CONFIRMED, **of_case)
    claims = Claim.objects.filter(state=ClaimState.OPEN, **of_case)
    refused = HandlingOpinion.objects.filter(state=OpinionState.APPROVED, is_compensable=False, **of_case)
    cases = Case.objects.filter(
        ~Exists(open_ones), ~Exists(claims), Exists(confirmed) | Exists(refused), state=CaseState.REPLIED
    )
    for case in cases.select_related("customer").order_by("replied_at")[:limit]:
        url = reverse("close_case", args=[case.number])
        yield _turn(
            case, "结案", url, "结案", fact="结算已确认，没有未了结的索赔", consequence="核对清单以后结案", since=case.replied_at
        )
