"""Reports of a failed clock: of which units a person may give them, and which there are."""

from datetime import date

from django.db.models import QuerySet

from staff.models import ClockFailure, Employee
from staff.selectors.month_facts import last_day_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import know_titles
from yibin_service.foundation.org.models import Site, Unit
from yibin_service.foundation.org.selectors import units_at


def reported_by(user: User) -> QuerySet[Unit]:
    """The units with employees: for 售后服务部经理 the own, for 人力资源 and 分管副总经理 each."""
    if not may(user, Verb.REPORT_CLOCK_FAILURE):
        return Unit.objects.none()
    units = Unit.objects.filter(pk__in=Employee.objects.order_by().values("unit"))
    return units if user.roles & {Role.HR, Role.DEPUTY_GM} else units.filter(user=user)


def reported_at(user: User, site: Site, on: date) -> QuerySet[Unit]:
    """Of these the units that lay at the site on the day."""
    return reported_by(user).filter(pk__in=units_at(site, on).values("pk"))


def sites_in_use() -> QuerySet[Site]:
    """What may be chosen."""
    return Site.objects.filter(is_active=True)


def failures_seen_by(user: User) -> QuerySet[ClockFailure]:
    """Those of these units, withdrawn ones too, the latest first."""
    rows = ClockFailure.objects.filter(unit__in=reported_by(user))
    return rows.select_related("unit", "site", "entered_by", "withdrawn_by").order_by("-first_on", "-pk")


def failures_in(user: User, month: date) -> list[ClockFailure]:
    """Those of a month, whose accounts tell their titles."""
    found = list(failures_seen_by(user).filter(first_on__lte=last_day_of(month), last_on__gte=month))
    know_titles(who for one in found for who in (one.entered_by, one.withdrawn_by))
    return found
