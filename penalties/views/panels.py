"""The section 结算与台账 of the case page, what may be done about it, and whose hands it is in."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from cases.models import Case, CaseState, Misreport
from cases.selectors.misreports import annullable
from cases.selectors.team import is_shown_in_team
from cases.selectors.visibility import may_see_money
from penalties.models import Settlement, SettlementState
from penalties.selectors.case_money import CaseMoney, case_money, is_claimable
from penalties.selectors.confirmers import confirmers_of
from penalties.selectors.fines import may_decide
from penalties.selectors.ledger import entries_of_case
from penalties.selectors.rows import free_lines
from penalties.selectors.settlement_facts import described
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import with_titles
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    """Settlements, expenses, claims, fines and the case's entries; their money only for who may see it."""
    money = case_money(case)
    context: dict[str, Any] = {"may_see": may_see_money(user, case), "has_any": money.has_any}
    if context["may_see"]:
        context |= {
            "money": money,
            "entries": entries_of_case(user, case.pk) if money.has_entries else [],
            "acts": _acts_on_rows(case, user, money),
            "agree_url": _url("agree_settlement", case) if _handles(case, user) and money.is_compensable else "",
        }
    return [Panel("settlement", "结算与台账", "penalties/panels/_settlement.html", context, 50, _badge(case, money))]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """What this person may do on the case's money now."""
    money = case_money(case)
    found = [_fine_offer(case, fine) for fine in money.fines if may_decide(user, fine)]
    found += [_annul_offer(case, row) for row in annullable(case, user)]
    if not case.is_open:
        return found
    found += _sales_offers(case, user, money)
    if may(user, Verb.CONFIRM_RECEIPT):
        found += [_receipt_offer(case, row.pk) for claim in money.claims for row in claim.waiting]
    if case.tier and (may(user, Verb.RECORD_EXPENSE) or is_shown_in_team(user, case)):
        found.append(Offer("登记调查费用", _url("record_expense", case), False, "差旅、检测等，凭凭证登记"))
    if may(user, Verb.CLOSE_CASE) and case.state == CaseState.REPLIED:
        is_turn = not money.open_settlements and bool(money.confirmed) and not money.open_claims
        told = "结算已确认，核对清单以后结案" if is_turn else "看结案清单还差什么"
        found.append(Offer("结案", _url("close_case", case), is_turn, told))
    return found


def waiting(case: Case, now: datetime) -> Waiting | None:
    """Whose hands a replied case is in."""
    if case.state != CaseState.REPLIED:
        return None
    money = case_money(case)
    executed = next((row for row in money.settlements if row.state == SettlementState.EXECUTED), None)
    if executed is not None:
        who = "、".join(user.full_title for user in with_titles(confirmers_of(executed))) or "销售处"
        return Waiting(who, f"确认第{executed.ordinal}笔结算", executed.executed_at)
    agreed = next((row for row in money.settlements if row.state == SettlementState.AGREED), None)
    if agreed is not None:
        return Waiting(case.clerk.full_title, f"执行第{agreed.ordinal}笔结算并登记", agreed.agreed_at)
    receipt = next((row for claim in money.claims for row in claim.waiting), None)
    if receipt is not None:
        return Waiting("财务", "确认索赔到账", receipt.entered_at)
    if money.open_claims:
        return Waiting(case.clerk.full_title, "追偿并了结索赔", money.open_claims[0].claim.opened_at)
    if not money.confirmed and money.is_compensable:
        return Waiting(case.clerk.full_title, "与客户约定退赔换", case.replied_at)
    return Waiting("技术中心主任", "核对并结案", case.replied_at)


def _sales_offers(case: Case, user: User, money: CaseMoney) -> list[Offer]:
    found: list[Offer] = []
    is_mine = case.clerk_id == user.pk
    if may(user, Verb.CONFIRM_SETTLEMENT):
        found += [
            _offer_of(case, row, "confirm_settlement", f"确认第{row.ordinal}笔结算", f"{described(row)}。确认后记入台账")
            for row in money.settlements
            if row.state == SettlementState.EXECUTED and user.pk not in {row.agreed_by_id, row.executed_by_id}
        ]
    if not _handles(case, user):
        return found
    found += [
        _offer_of(case, row, "execute_settlement", f"登记第{row.ordinal}笔执行", described(row), is_turn=is_mine)
        for row in money.settlements
        if row.state == SettlementState.AGREED
    ]
    if money.is_compensable and free_lines(case):
        is_turn = is_mine and case.state == CaseState.REPLIED and not money.live
        found.append(Offer("约定退赔换", _url("agree_settlement", case), is_turn, "按批准的上限与客户约定"))
    if is_claimable(case):
        found.append(Offer("提出索赔", _url("open_claim", case), False, "向承运单位或保险公司"))
    for claim in money.open_claims:
        ordinal = claim.claim.ordinal
        found.append(Offer(f"登记到账（{claim.claim.party_name}）", _url("record_receipt", case, ordinal), False, ""))
        if not claim.waiting:
            found.append(Offer(f"了结索赔（{claim.claim.party_name}）", _url("close_claim", case, ordinal), False, ""))
    return found


def _offer_of(
    case: Case, row: Settlement, url_name: str, label: str, told: str, *, is_turn: bool = True
) -> Offer:
    return Offer(label, _url(url_name, case, row.ordinal), is_turn, told)


def _fine_offer(case: Case, fine: Any) -> Offer:
    label = f"确认对{fine.unit.name}的罚款"
    return Offer(label, _url("confirm_fine", case, fine.pk), True, f"依据 {fine.clause}，确认后记入台账")


def _annul_offer(case: Case, row: Misreport) -> Offer:
    told = f"认定{row.member.name}弄虚作假有错时：罚款红冲，扣发的奖金退还"
    return Offer(f"撤销对{row.member.name}的认定", _url("annul_misreport", case, row.pk), False, told)


def _receipt_offer(case: Case, pk: int) -> Offer:
    return Offer("确认索赔到账", _url("confirm_receipt", case, pk), True, "确认后记入台账")


def _acts_on_rows(case: Case, user: User, money: CaseMoney) -> dict[str, bool]:
    """Which small links stand in the rows."""
    return {
        "cancel_settlement": case.is_open and _handles(case, user) and bool(money.open_settlements),
        "cancel_expense": case.is_open and may(user, Verb.RECORD_EXPENSE),
    }


def _handles(case: Case, user: User) -> bool:
    return may(user, Verb.SETTLE) and (case.clerk_id == user.pk or Role.SALES_HEAD in user.roles)


def _badge(case: Case, money: CaseMoney) -> str:
    if money.open_settlements:
        return "有结算待确认"
    return "追偿中" if money.open_claims else ""


def _url(name: str, case: Case, *more: int) -> str:
    return reverse(name, args=[case.number, *more])
