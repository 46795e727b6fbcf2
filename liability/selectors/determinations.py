"""Reads of determinations, hand-over facts and delay findings.

What a page shows in several places is read once for the same object of a case.
"""

from datetime import datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from cases.models import Case, ClockKind, DeadlineBreach
from cases.selectors.deadlines import breaches_shown
from cases.selectors.presence import has_none
from liability.models import (
    DelayFinding,
    DeterminationState,
    Goodwill,
    InboundAcceptance,
    LiabilityDetermination,
    TripartiteSignOff,
)

OPEN_OR_IN_FORCE = (DeterminationState.PROPOSED, DeterminationState.CONFIRMED)
# A late report of the user is no unit's breach: nothing is found about it.
CLOCKS_OF_UNITS = (ClockKind.CARD_FILING, ClockKind.REPLY)


def determinations_of(case: Case) -> list[LiabilityDetermination]:
    """Every determination in order, with its people: one query for the same object of a case."""
    if has_none(case, "determinations"):
        return []
    prefetch_related_objects([case], Prefetch("determinations", queryset=_with_people().order_by("ordinal")))
    return list(case.determinations.all())


def open_determination(case: Case) -> LiabilityDetermination | None:
    """The proposal that waits for confirmation, read afresh."""
    return _with_people().filter(case=case, state=DeterminationState.PROPOSED).first()


def determination_in_force(case: Case) -> LiabilityDetermination | None:
    """The confirmed determination, read afresh."""
    return _with_people().filter(case=case, state=DeterminationState.CONFIRMED).first()


def _with_people() -> QuerySet[LiabilityDetermination]:
    return LiabilityDetermination.objects.select_related("proposed_by", "decided_by__unit", "finding_confirmed_by")


def inbound_acceptance(case: Case) -> InboundAcceptance | None:
    """The hand-over into the store as it counts: the newest row."""
    if has_none(case, "inbound_acceptances"):
        return None
    return InboundAcceptance.objects.filter(case=case).select_related("by", "scan").order_by("-id").first()


def sign_off(case: Case) -> TripartiteSignOff | None:
    """The three-party form as it counts: the newest row."""
    if has_none(case, "sign_offs"):
        return None
    return TripartiteSignOff.objects.filter(case=case).select_related("by", "scan").order_by("-id").first()


def delay_findings(case: Case) -> list[DelayFinding]:
    """Every finding about a missed clock, oldest first, with its people: one query for the same object of a case."""
    if has_none(case, "delay_findings"):
        return []
    rows = DelayFinding.objects.select_related("breach__unit", "proposed_by", "decided_by").order_by("id")
    prefetch_related_objects([case], Prefetch("delay_findings", queryset=rows))
    return list(case.delay_findings.all())


def breaches_to_judge(case: Case) -> list[DeadlineBreach]:
    """Missed clocks of units, neither waived nor overturned, whose effect nobody has proposed or confirmed."""
    judged = {finding.breach_id for finding in delay_findings(case) if finding.state in OPEN_OR_IN_FORCE}
    return [
        breach
        for breach in breaches_shown(case)
        if breach.kind in CLOCKS_OF_UNITS
        and breach.waived_at is None
        and breach.overturned_at is None
        and breach.pk not in judged
    ]


def goodwill_of(case: Case) -> Goodwill | None:
    """分管副总经理's approval of a settlement that is not owed."""
    if has_none(case, "goodwill"):
        return None
    return Goodwill.objects.filter(case=case).select_related("by").first()


def is_rested_on_older_facts(row: LiabilityDetermination, newest: list[datetime]) -> bool:
    """Whether a hand-over fact was recorded after the determination was proposed."""
    return any(at > row.proposed_at for at in newest)
