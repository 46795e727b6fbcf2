"""What was missed in a case, and its waiver."""

from datetime import datetime

from django.urls import reverse

from cases.models import Case, ClockKind, DeadlineBreach
from cases.selectors.deadlines import breaches_shown
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer, Panel


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    """A section only where something was missed."""
    missed = breaches_shown(case)
    if not missed:
        return []
    waivable = {breach.pk for breach in missed if may(user, Verb.WAIVE_BREACH) and _is_waivable(breach)}
    context = {"missed": missed, "waivable": waivable}
    template = "cases/panels/_deadlines.html"
    return [Panel("deadlines", "超期与豁免", template, context, order=15, badge=f"{len(missed)}次")]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """The waiver of each breach that has consequences; never somebody's turn."""
    if not may(user, Verb.WAIVE_BREACH):
        return []
    return [
        Offer(
            f"豁免{breach.get_kind_display()}超期",
            reverse("waive_breach", args=[case.number, breach.pk]),
            consequence=f"{breach.unit}不因这次超期受罚，记录和理由一直可见",
        )
        for breach in breaches_shown(case)
        if _is_waivable(breach)
    ]


def _is_waivable(breach: DeadlineBreach) -> bool:
    return breach.stands and breach.kind != ClockKind.USER_REPORT
