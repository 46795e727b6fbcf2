"""Reads of amendments."""

from django.db.models import Prefetch, prefetch_related_objects

from cases.models import AmendmentState, CardAmendment, Case, FeedbackCard
from cases.selectors.presence import AMENDMENTS, has_none


def amendments_shown(case: Case) -> list[CardAmendment]:
    """Those of the case's card, latest first, with their people: one query for the same object of a case."""
    if has_none(case, AMENDMENTS):
        return []
    rows = CardAmendment.objects.select_related("proposed_by", "answered_by").order_by("-id")
    prefetch_related_objects([case.card], Prefetch("amendments", queryset=rows))
    return list(case.card.amendments.all())


def open_amendment(card: FeedbackCard) -> CardAmendment | None:
    """The proposed change of times that waits for 技术中心."""
    return card.amendments.filter(state=AmendmentState.PROPOSED).select_related("proposed_by").first()
