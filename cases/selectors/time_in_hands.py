"""How long a case lay in whose hands: the ground on which a missed reply may be waived."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.models import ApprovalStep, Case, HandlingOpinion, StepState
from cases.selectors.approval import TITLE_OF_STEP

REACHED = (StepState.PENDING, StepState.APPROVED, StepState.RETURNED, StepState.ACKNOWLEDGED)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a case's way in one pair of hands; `until` None: it is still there."""

    who: str
    what: str
    since: datetime
    until: datetime | None
    length: timedelta


def time_in_hands(case: Case, now: datetime) -> list[Stretch]:
    """From the delivery to triage, to each submission, and at each person of the chain, in order of beginning."""
    opinions = list(HandlingOpinion.objects.filter(case=case, submitted_at__isnull=False).order_by("draft_no"))
    steps = ApprovalStep.objects.filter(opinion__case=case, state__in=REACHED, reached_at__isnull=False)
    found = [_stretch("技术中心", "分级", case.filed_at, case.triaged_at, now)]
    if case.triaged_at is not None:
        first = opinions[0].submitted_at if opinions else case.replied_at
        found.append(_stretch("技术中心", "调查、认定、起草处理意见", case.triaged_at, first, now))
    found += [_of_step(step, now) for step in steps.select_related("opinion").order_by("reached_at", "id")]
    return sorted(found, key=lambda stretch: stretch.since)


def _of_step(step: ApprovalStep, now: datetime) -> Stretch:
    assert step.reached_at is not None
    what = f"{step.get_action_display()}第{step.opinion.draft_no}稿"
    return _stretch(TITLE_OF_STEP[step.role], what, step.reached_at, step.decided_at, now)


def _stretch(who: str, what: str, since: datetime, until: datetime | None, now: datetime) -> Stretch:
    return Stretch(who, what, since, until, (until or now) - since)
