"""Who may receive: every account in use with a role, and what each is fit for."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from cases.selectors.cards import is_sales_person
from staff.models import Employee, HandoverItem, HandoverKind, HandoverState, WorkHandover
from staff.rules.handover import EMPLOYED, SALES, SERVICE, TECH, Receiver, fault_of_receiver
from staff.selectors.handover_facts import still_here
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import TECH as TECH_ROLES
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.regulation.clock import local_day


def receivers_for(employee: Employee | None) -> QuerySet[User]:
    """Everybody in use but the person and the administrators, by name."""
    held = RoleGrant.objects.filter(user=OuterRef("pk"), revoked_at=None)
    users = User.objects.filter(Exists(held), is_active=True).exclude(Exists(held.filter(role=Role.ADMIN)))
    if employee is not None and employee.user_id:
        users = users.exclude(pk=employee.user_id)
    return users.select_related("unit").order_by("display_name", "username")


def receiver_facts(user: User, at: datetime) -> Receiver:
    """What is known of the person as a receiver."""
    here = still_here(local_day(at))
    row = Employee.objects.filter(here, user=user).select_related("unit", "manager").first()
    abilities = {
        SERVICE: row is not None and row.unit.kind == "service" and may(user, Verb.DO_DISPATCH),
        TECH: bool(user.roles & TECH_ROLES),
        SALES: is_sales_person(user),
        EMPLOYED: row is not None,
    }
    leaving = WorkHandover.objects.filter(
        employee__user=user, state=HandoverState.OPEN, kind=HandoverKind.LEAVING
    )
    return Receiver(
        name=str(user),
        user_id=user.pk,
        is_active=user.is_active,
        has_role=bool(user.roles - {Role.ADMIN}),
        is_leaving=leaving.exists(),
        abilities=frozenset(one for one, is_able in abilities.items() if is_able),
        employee_id=row.pk if row else None,
        above=frozenset(_above(row)) if row else frozenset(),
    )


def _above(employee: Employee) -> Iterable[int]:
    seen: set[int] = set()
    manager = employee.manager
    while manager is not None and manager.pk not in seen:
        seen.add(manager.pk)
        manager = manager.manager
    return seen


class Receivers:
    """What is known of receivers at one moment, each asked once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._known: dict[int, Receiver] = {}

    def fault_of(self, item: HandoverItem) -> str:
        """Why the item's own receiver cannot receive it; empty when nothing is against it, or nobody is appointed."""
        user = item.receiver
        if user is None:
            return ""
        if user.pk not in self._known:
            self._known[user.pk] = receiver_facts(user, self.at)
        return fault_of(item, self._known[user.pk])


def fault_of(item: HandoverItem, person: Receiver) -> str:
    """Why the person cannot receive the item; empty when nothing is against it."""
    return fault_of_receiver(item.key, item.needs, person, item.handover.employee.user_id)
