"""Note that the next person has opened a submission: from then on it is not taken back."""

from datetime import datetime

from cases.models import ApprovalStep, Case, OpinionState, StepState
from cases.selectors.approval import ROLE_OF_STEP
from yibin_service.foundation.access.models import User


def open_step(*, case: Case, by: User, at: datetime) -> int:
    """Set the instant of first opening on every step of the case that waits for this person; how many were set.

    One conditional UPDATE, so two windows set it once. Whoever proposed the draft does not open it. The case's version
    stays: reading changes nothing that others act upon.
    """
    roles = [role for role, holder in ROLE_OF_STEP.items() if holder in by.roles]
    if not roles:
        return 0
    return (
        ApprovalStep.objects.filter(
            opinion__case=case,
            opinion__state__in=(OpinionState.SUBMITTED, OpinionState.APPROVED),
            state=StepState.PENDING,
            opened_at=None,
            role__in=roles,
        )
        .exclude(opinion__submitted_by=by)
        .update(opened_at=at)
    )
