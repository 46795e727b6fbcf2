"""Reads of collected payments."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from staff.models import CollectedPayment
from staff.selectors.field_people import staff_rules
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.parameter_keys import ParameterKey

NOTHING = Decimal("0.00")


def visible_collections(user: User) -> QuerySet[CollectedPayment]:
    """财务 sees all, others those of the people they may see; what is not handed over first, the oldest ahead."""
    rows = CollectedPayment.objects.select_related("customer", "collector__user", "confirmed_by")
    if Role.FINANCE not in user.roles:
        rows = rows.filter(collector__in=visible_employees(user).values("pk"))
    return rows.order_by(F("handed_on").desc(nulls_first=True), "collected_on", "pk")


def collection_for(user: User, pk: int) -> CollectedPayment:
    """The sum, or NotFound."""
    payment = visible_collections(user).filter(pk=pk).first()
    if payment is None:
        raise NotFound("没有这笔代收货款，或您无权查看")
    return payment


def last_day_in_time(at: datetime) -> int:
    """For how many days money may stay out, by the version in force."""
    return staff_rules(at).whole(ParameterKey.PAYMENT_HANDOVER_DAYS)


def late_collections(at: datetime) -> QuerySet[CollectedPayment]:
    """Sums not handed over though more full days have gone since than the parameter gives (is_payment_late)."""
    before = local_day(at) - timedelta(days=last_day_in_time(at))
    rows = CollectedPayment.objects.filter(handed_on=None, collected_on__lt=before)
    return rows.select_related("collector__manager__user", "customer").order_by("pk")


def not_handed(user: User) -> Decimal:
    """How much of what this person may see is still out, CNY."""
    total = visible_collections(user).filter(handed_on=None).order_by().aggregate(sum=Sum("amount"))["sum"]
    return total if total is not None else NOTHING
