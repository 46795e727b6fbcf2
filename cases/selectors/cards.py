"""Reads of cards: duplicates, whose they are, what a card concerns."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from cases.models import CardState, Customer, Defect, FeedbackCard
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.org.models import Unit, UnitKind
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.models import Family, RegulationVersion
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.selectors import parameters_of, version_in_force

MOST_NAMED = 3
CARD_PREFIX = "SH"


def version_for(received_by_sales_at: datetime) -> RegulationVersion:
    """The version a case is bound to: in force on the Shanghai day 销售处 received the opinion. Raises NoVersionInForce."""
    return version_in_force(Family.AFTER_SALES, local_day(received_by_sales_at))


def duplicate_window(version: RegulationVersion) -> int:
    """Days within which the same customer, batch and defect look like the same complaint."""
    return parameters_of(version).whole(ParameterKey.DUPLICATE_WINDOW_DAYS)


def duplicates_of(
    *, customer: Customer, batch_no: str, defect: Defect, at: datetime, days: int
) -> QuerySet[FeedbackCard]:
    """Cards of the same customer, batch and defect filed within `days` before `at`, latest first; withdrawn ones left out."""
    return (
        FeedbackCard.objects.filter(
            customer=customer,
            batch_no__iexact=batch_no,
            defect=defect,
            filed_at__gte=at - timedelta(days=days),
        )
        .exclude(state=CardState.WITHDRAWN)
        .order_by("-filed_at")
    )


def units_about(*, workshops: list[Unit], problem_kind: str) -> list[Unit]:
    """Whose case it is from the first day: the workshops, 质检处, and 物资处 where the packaging is damaged."""
    kinds = [UnitKind.QUALITY_INSPECTION]
    if problem_kind == "appearance":
        kinds.append(UnitKind.WAREHOUSE)
    others = Unit.objects.filter(kind__in=kinds, is_active=True)
    return list({unit.pk: unit for unit in (*workshops, *others)}.values())


def may_change_card(user: User, card: FeedbackCard) -> bool:
    """The clerk changes the own cards, the head those of the whole 销售处."""
    if Role.SALES_HEAD in user.roles:
        return True
    return Role.SALES_CLERK in user.roles and card.clerk_id == user.pk


def is_sales_person(user: User) -> bool:
    """Whether cards may be in this person's hands."""
    return user.is_active and bool(user.roles & {Role.SALES_CLERK, Role.SALES_HEAD})
