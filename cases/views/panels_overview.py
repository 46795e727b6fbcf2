"""The section 概况 of the case page: what the card says, and what may be done to the card."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from cases.models import AmendmentState, CardAmendment, Case, CaseState
from cases.selectors.amendments import amendments_shown
from cases.selectors.card_facts import card_view
from cases.selectors.cards import may_change_card
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer, Panel


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    badge = f"第{case.card.version}版" if case.card.version > 1 else ""
    context = {"view": card_view(case, user), "links": links_of(case, user)}
    return [Panel("overview", "概况", "cases/panels/_overview.html", context, 10, badge)]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    if not case.is_open:
        return []
    return [*_of_technical_centre(case, user), *_of_sales(case, user)]


def links_of(case: Case, user: User) -> dict[str, Any]:
    """Where the card leads this person."""
    return {"print_url": _url(case, "print_card") if may(user, Verb.READ_CASES) else ""}


def _of_technical_centre(case: Case, user: User) -> list[Offer]:
    found = []
    if may(user, Verb.ANSWER_AMENDMENT) and (waiting := _open_amendment(case)):
        told = "，".join(f"{row['label']} {row['from'] or '空'} → {row['to'] or '空'}" for row in waiting.changes.values())
        found.append(Offer("答复时间更正", _url(case, "answer_amendment"), is_turn=True, consequence=told))
    if may(user, Verb.ACKNOWLEDGE_RECEIPT) and case.card.acknowledged_at is None:
        found.append(Offer("收卡", _url(case, "acknowledge_receipt"), consequence="记下谁在何时收到，不移动时限"))
    return found


def _open_amendment(case: Case) -> CardAmendment | None:
    return next((one for one in amendments_shown(case) if one.state == AmendmentState.PROPOSED), None)


def _of_sales(case: Case, user: User) -> list[Offer]:
    found = []
    if may(user, Verb.AMEND_CARD) and may_change_card(user, case.card):
        words = "改成新的一版，写明原因；时间要技术中心答复"
        found.append(Offer("更正信息卡", _url(case, "amend_card"), consequence=words))
    if may(user, Verb.REASSIGN_CARD):
        found.append(Offer("转交信息卡", _url(case, "reassign_card"), consequence=f"现由 {case.clerk} 经办"))
    if may(user, Verb.WITHDRAW_CARD) and case.state == CaseState.FILED:
        found.append(Offer("撤回信息卡", _url(case, "withdraw_card"), consequence="分级以前可以撤回；编号和超期保留"))
    return found


def _url(case: Case, name: str) -> str:
    return reverse(name, args=[case.number])
