"""Reads of determinations, hand-over facts and delay findings."""

from datetime import datetime

from django.db.models import QuerySet

from cases.models import Case, ClockKind, DeadlineBreach
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
    """Every determination in order, with its people."""
    return list(_with_people().filter(case=case).order_by("ordinal"))


def open_determination(case: Case) -> LiabilityDetermination | None:
    """The proposal that waits for confirmation."""
    return _with_people().filter(case=case, state=DeterminationState.PROPOSED).first()


def determination_in_force(case: Case) -> LiabilityDetermination | None:
    """The confirmed determination."""
    return _with_people().filter(case=case, state=DeterminationState.CONFIRMED).first()


def _with_people() -> QuerySet[LiabilityDetermination]:
    return LiabilityDetermination.objects.select_related("proposed_by", "decided_by", "finding_confirmed_by")


def inbound_acceptance(case: Case) -> InboundAcceptance | None:
    """The hand-over into the store as it counts: the newest row."""
    return InboundAcceptance.objects.filter(case=case).select_related("by", "scan").order_by("-id").first()


def sign_off(case: Case) -> TripartiteSignOff | None:
    """The three-party form as it counts: the newest row."""
    return TripartiteSignOff.objects.filter(case=case).select_related("by", "scan").order_by("-id").first()


def delay_findings(case: Case) -> list[DelayFinding]:
    """Every finding about a missed clock, oldest first, with its people."""
    return list(
        DelayFinding.objects.filter(case=case)
        .select_related("breach__unit", "proposed_by", "decided_by")
        .order_by("id")
    )


def breaches_to_judge(case: Case) -> list[DeadlineBreach]:
    """Missed clocks of units, neither waived nor overturned, whose effect nobody has proposed or confirmed."""
    judged = DelayFinding.objects.filter(case=case, state__in=OPEN_OR_IN_FORCE).values("breach_id")
    return list(
        case.breaches.filter(kind__in=CLOCKS_OF_UNITS, waived_at=None, overturned_at=None)
        .exclude(pk__in=judged)
        .select_related("unit")
        .order_by("due_at")
    )


def goodwill_of(case: Case) -> Goodwill | None:
    """分管副总经理's approval of a settlement that is not owed."""
    return Goodwill.objects.filter(case=case).select_related("by").first()


def handover_changed_since(case: Case, at: datetime) -> bool:
    """Whether a hand-over fact was recorded after `at`: the determination may rest on an older one."""
    newer = {"case": case, "at__gt": at}
    return InboundAcceptance.objects.filter(**newer).exists() or TripartiteSignOff.objects.filter(**newer).exists()
