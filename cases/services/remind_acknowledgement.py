"""Remind those who were sent an opinion to read and have not acknowledged it (P.二.2, READING)."""

from datetime import datetime, timedelta

from django.db import transaction

from cases.models import ApprovalStep, OpinionState, StepAction, StepState
from cases.selectors.approval import ROLE_OF_STEP
from cases.selectors.parameters import parameters_of
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.wording import instant

LIVING = (OpinionState.SUBMITTED, OpinionState.APPROVED)


@transaction.atomic
def remind_acknowledgement(*, at: datetime) -> int:
    """Remind once of every step to be read that was delivered longer ago than the bound version allows; tells how many.

    A reminder only: neither the reply nor any deadline hangs on it.
    """
    steps = (
        ApprovalStep.objects.filter(
            action=StepAction.REPORT, state=StepState.PENDING, reminded_at=None, opinion__state__in=LIVING
        )
        .select_related("opinion__case__regulation", "opinion__case__customer")
        .select_for_update(of=("self",), skip_locked=True)
    )
    overdue = [step for step in steps.order_by("id") if _is_overdue(step, at)]
    for step in overdue:
        _remind(step, at)
    return len(overdue)


def _is_overdue(step: ApprovalStep, at: datetime) -> bool:
    hours = parameters_of(step.opinion.case).whole(ParameterKey.REPORT_ACKNOWLEDGE_HOURS)
    return step.reached_at is not None and at > step.reached_at + timedelta(hours=hours)


def _remind(step: ApprovalStep, at: datetime) -> None:
    case = step.opinion.case
    step.reminded_at = at
    step.save(update_fields=["reminded_at"])
    notify(
        users=users_with_role(ROLE_OF_STEP[step.role]),
        key=f"acknowledge:{step.pk}",
        title=f"请阅示处理意见：{case.number} {case.customer.name}",
        body=f"{instant(step.reached_at, at.year)} 送达，至今没有阅示。阅示不影响答复。",
        url=case.get_absolute_url(),
        weight=Weight.TURN,
        at=at,
    )
