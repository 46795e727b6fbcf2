"""Reads of amendments."""

from django.db.models import QuerySet

from cases.models import AmendmentState, CardAmendment, FeedbackCard


def amendments_of(card: FeedbackCard) -> QuerySet[CardAmendment]:
    """Every amendment of a card, latest first, with its people."""
    return card.amendments.select_related("proposed_by", "answered_by").order_by("-id")


def open_amendment(card: FeedbackCard) -> CardAmendment | None:
    """The proposed change of times that waits for 技术中心."""
    return card.amendments.filter(state=AmendmentState.PROPOSED).select_related("proposed_by").first()
