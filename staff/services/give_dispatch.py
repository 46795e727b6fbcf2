"""Send an engineer to a customer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Case, Customer, Product
from cases.selectors.team import team_in_force
from cases.services.next_number import next_number
from staff.models import DispatchOrder, Employee
from staff.rules.field_errors import CaseWithoutTeam, DispatchDueTooSoon
from staff.services.locks import locked_in_post
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local, local_day

PREFIX = "PG"


@dataclass(frozen=True, kw_only=True)
class DispatchFacts:
    """Who goes where for what, and by when it is to be done."""

    engineer: Employee
    customer: Customer
    task: str
    due_at: datetime
    product: Product | None = None
    case: Case | None = None
    place: str = ""
    contact: str = ""


@transaction.atomic
def give_dispatch(*, facts: DispatchFacts, by: User, at: datetime) -> DispatchOrder:
    """The numbered order (`PG-2026-0001`), its event, and the engineer told.

    Raises DispatchDueTooSoon; CaseWithoutTeam when it is of a case without an approved team; NoLongerHere.
    """
    require(by, Verb.DISPATCH)
    locked_in_post(facts.engineer, local_day(at), field="engineer")
    if facts.due_at <= at:
        raise DispatchDueTooSoon(field="due_at")
    if facts.case is not None:
        team = team_in_force(facts.case)
        if team is None or team.is_waiver:
            raise CaseWithoutTeam(field="case")
    order = DispatchOrder.objects.create(
        number=next_number(prefix=PREFIX, year=local(at).year), given_by=by, given_at=at, **vars(facts)
    )
    text = f"派 {order.engineer} 到 {order.customer}：{order.task}"
    record_event(stream=order.stream, verb="give_dispatch", text=text, by=by, at=at, clause="S.2(2)")
    if order.engineer.user_id:
        notify(
            users=[order.engineer.user],  # type: ignore[list-item]
            key=f"dispatch:{order.pk}:given",
            title=f"轮到您：接受派工 · {order.number} {order.customer}",
            body=f"{order.task}\n{local(order.due_at):%m-%d %H:%M} 前完成。",
            url=order.get_absolute_url(),
            weight=Weight.TURN,
            at=at,
        )
    return order
