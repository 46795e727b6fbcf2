"""The section 派工 of the case page, and what the staff app offers there."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.models import Case
from cases.selectors.presence import has_none
from staff.models import DispatchOrder
from staff.selectors.dispatches import cases_of_department, order_rows, visible_dispatches
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer, Panel


@dataclass(frozen=True)
class Sent:
    """Who was sent out for the case, as far as this person may see; what this person may begin from it."""

    orders: tuple[DispatchOrder, ...]
    may_dispatch: bool
    may_complain: bool


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    """A section where somebody was sent, or may be sent by this person."""
    sent = _sent(case, user)
    if not sent.orders and not sent.may_dispatch:
        return []
    badge = f"{len(sent.orders)}张" if sent.orders else ""
    context = {"sent": sent, "rows": order_rows(sent.orders)}
    return [Panel("dispatches", "派工", "staff/panels/_dispatches.html", context, order=45, badge=badge)]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """To send somebody out, and to put down a complaint about one of the own people."""
    sent, found = _sent(case, user), []
    if sent.may_dispatch:
        told = "派本部门的人到客户处，派工单记在本案"
        found.append(Offer("派工", f"{reverse('give_dispatch')}?case={case.number}", False, told))
    if sent.may_complain:
        told = "客户投诉本部门的人；听取本人、核实以后才扣分"
        found.append(Offer("登记客户投诉", f"{reverse('record_complaint')}?case={case.number}", False, told))
    return found


def _sent(case: Case, user: User) -> Sent:
    """Read once a page: it stays with the case, like what the page fetches with it."""
    kept: Sent | None = getattr(case, "_sent", None)
    if kept is None:
        orders = _orders(case, user)
        sends = may(user, Verb.DISPATCH)
        is_ours = sends and cases_of_department().filter(pk=case.pk).exists()
        may_complain = may(user, Verb.RECORD_COMPLAINT) and (is_ours or bool(orders))
        kept = Sent(orders, may_dispatch=is_ours and case.is_open, may_complain=may_complain)
        case._sent = kept  # type: ignore[attr-defined]
    return kept


def _orders(case: Case, user: User) -> tuple[DispatchOrder, ...]:
    if not may(user, Verb.READ_FIELD_WORK) or has_none(case, "dispatches"):
        return ()
    return tuple(visible_dispatches(user).filter(case=case).prefetch_related("records").order_by("id"))
