"""Settlements across cases as their list shows them."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from penalties.models import Settlement, SettlementState
from penalties.selectors.settlement_facts import described
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role

PAGE_SIZE = 50
STATES = (("", "全部"), ("open", "未确认"), *((state.value, str(state.label)) for state in SettlementState))


@dataclass(frozen=True)
class SettlementRow:
    """One settlement and the next act this person may do on it (empty where none)."""

    settlement: Settlement
    words: str
    act: str
    url: str


@dataclass(frozen=True)
class SettlementPage:
    rows: list[SettlementRow]
    older: int | None
    state: str
    states: tuple[tuple[str, str], ...] = STATES


def handled_settlements(user: User) -> QuerySet[Settlement]:
    """The settlements of own cases, for the 销售处长 of all."""
    rows = Settlement.objects.select_related("case__customer")
    return rows if Role.SALES_HEAD in user.roles else rows.filter(case__clerk_id=user.pk)


def settlement_page(user: User, *, state: str = "", before: int = 0) -> SettlementPage:
    """Newest first, a page by key; a 销售员 sees own cases, the 销售处长 all."""
    state = state if state in dict(STATES) else ""
    rows = handled_settlements(user).select_related("case__clerk", "agreed_by", "executed_by")
    if state == "open":
        rows = rows.filter(state__in=[SettlementState.AGREED, SettlementState.EXECUTED])
    elif state:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return SettlementPage([_row(user, row) for row in page], page[-1].pk if len(found) > PAGE_SIZE else None, state)


def _row(user: User, row: Settlement) -> SettlementRow:
    act = url_name = ""
    if row.state == SettlementState.AGREED and may(user, Verb.SETTLE):
        act, url_name = "登记执行", "execute_settlement"
    elif row.state == SettlementState.EXECUTED and user.pk not in {row.agreed_by_id, row.executed_by_id}:
        act, url_name = "确认结算", "confirm_settlement"
    url = reverse(url_name, args=[row.case.number, row.ordinal]) if act and row.case.is_open else ""
    return SettlementRow(row, described(row), act if url else "", url)
