"""Who decides for whom in the matters of attendance."""

from django.db.models import Q, QuerySet

from staff.models import Employee
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role


def managers_accounts() -> "QuerySet[RoleGrant]":
    """The grants of 售后服务部经理 held now."""
    return RoleGrant.objects.filter(role=Role.SERVICE_MANAGER, revoked_at=None)


def is_manager(employee: Employee) -> bool:
    """Whether the person is a manager: then 分管副总经理 decides."""
    return managers_accounts().filter(user=employee.user_id).exists() if employee.user_id else False


def decided_by(user: User, verb: Verb) -> QuerySet[Employee]:
    """Whose matters this person decides under `verb`: 经理 those of the own people, 分管副总经理 everybody's, never the own."""
    people = Employee.objects.exclude(user=user)
    if not may(user, verb):
        return people.none()
    if Role.DEPUTY_GM in user.roles:
        return people
    managers = managers_accounts().values("user")
    return people.filter(pk__in=visible_employees(user).values("pk")).filter(Q(user=None) | ~Q(user__in=managers))


def own_turn(user: User, verb: Verb) -> QuerySet[Employee]:
    """Those whose matters wait for this person: 分管副总经理 is asked for managers only, and stands in for them at will."""
    people = decided_by(user, verb)
    if Role.DEPUTY_GM in user.roles and Role.SERVICE_MANAGER not in user.roles:
        return people.filter(user__in=managers_accounts().values("user"))
    return people


def deciders_of(employee: Employee) -> QuerySet[User]:
    """Who is told that something of this person waits."""
    return users_with_role(Role.DEPUTY_GM if is_manager(employee) else Role.SERVICE_MANAGER)


def stands_in(user: User, employee: Employee) -> str:
    """「（代售后服务部经理）」 where 分管副总经理 decides what a manager would."""
    is_deputy = Role.DEPUTY_GM in user.roles and Role.SERVICE_MANAGER not in user.roles
    return "（代售后服务部经理）" if is_deputy and not is_manager(employee) else ""
