"""Who decides requests of attendance on a day: the manager, 分管副总经理, or a substitute while the manager is away."""

from datetime import date

from django.db.models import Q, QuerySet

from staff.models import Employee, Substitution
from staff.selectors.managers import decided_by, deciders_of, is_manager, managers_accounts, own_turn, stands_in
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, require
from yibin_service.foundation.access.roles import Role


def in_force(on: date) -> QuerySet[Substitution]:
    """Those that hold on the day and were not ended."""
    rows = Substitution.objects.filter(first_on__lte=on, last_on__gte=on, ended_at=None)
    return rows.filter(manager__user__in=managers_accounts().values("user")).select_related("manager__user")


def stood_in_for(user: User, on: date) -> Employee | None:
    """The manager for whom this person decides on the day. Asked of people of 售后服务部 only."""
    if not may(user, Verb.ASK_LEAVE):
        return None
    row = in_force(on).filter(substitute__user=user).first()
    return row.manager if row else None


def require_decide_leave(user: User, on: date) -> None:
    """Raise NotAllowed unless the permission table or a substitution of the day lets this person decide."""
    if not may(user, Verb.DECIDE_LEAVE) and stood_in_for(user, on) is None:
        require(user, Verb.DECIDE_LEAVE)


def leave_decided_by(user: User, on: date) -> QuerySet[Employee]:
    """Whose requests this person decides on the day; a substitute those of the manager's people, never the own."""
    if may(user, Verb.DECIDE_LEAVE):
        return decided_by(user, Verb.DECIDE_LEAVE)
    manager = stood_in_for(user, on)
    if manager is None or manager.user is None:
        return Employee.objects.none()
    return decided_by(manager.user, Verb.DECIDE_LEAVE).exclude(user=user)


def leave_turn(user: User, on: date) -> QuerySet[Employee]:
    """Those whose requests wait for this person."""
    return own_turn(user, Verb.DECIDE_LEAVE) if may(user, Verb.DECIDE_LEAVE) else leave_decided_by(user, on)


def deciders_on(employee: Employee, on: date) -> list[User]:
    """Who is told that a request of this person waits: the manager or whoever is above, and the substitutes of the day."""
    found = list(deciders_of(employee))
    if not is_manager(employee):
        subs = in_force(on).exclude(substitute=employee.pk).select_related("substitute__user")
        found += [row.substitute.user for row in subs if row.substitute.user is not None]
    return list({user.pk: user for user in found}.values())


def decided_for(user: User, on: date) -> Employee | None:
    """The manager in whose place a substitute decides; None for who decides by the own post."""
    return None if may(user, Verb.DECIDE_LEAVE) else stood_in_for(user, on)


def standing(user: User, employee: Employee, on: date) -> str:
    """「（代高峰）」 for a substitute, 「（代售后服务部经理）」 for 分管副总经理, else nothing."""
    manager = decided_for(user, on)
    return f"（代{manager.name}）" if manager else stands_in(user, employee)


def managers_named_by(user: User) -> QuerySet[Employee]:
    """For whom this person may name a substitute: a manager for the own, 分管副总经理 for each."""
    if not may(user, Verb.NAME_SUBSTITUTE):
        return Employee.objects.none()
    rows = Employee.objects.filter(user__in=managers_accounts().values("user"), left_on=None)
    return rows if Role.DEPUTY_GM in user.roles else rows.filter(user=user)


def possible_substitutes(user: User) -> QuerySet[Employee]:
    """People of 售后服务部 with an account, the managers not among them."""
    rows = visible_employees(user).filter(unit__kind="service", user__is_active=True, left_on=None)
    return rows.exclude(user__in=managers_accounts().values("user")).order_by("number")


def substitutions_seen_by(user: User) -> QuerySet[Substitution]:
    """Those of the managers this person may name for, and the own ones as substitute: the latest first."""
    mine = Q(manager__in=managers_named_by(user).values("pk")) | Q(substitute__user=user)
    return Substitution.objects.filter(mine).select_related("manager", "substitute", "named_by", "ended_by")
