"""Reads of missed clocks and the fines they bring."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import ClockKind, DeadlineBreach
from liability.models import DelayFinding, DeterminationState, Effect
from penalties.models import Fine, FineState, Settlement, SettlementState
from penalties.models.ledger import LedgerEntry
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.regulation.clauses import P_4_1_2
from yibin_service.foundation.regulation.clock import midnight
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.selectors import enacted_versions, parameters_of

FINED = (ClockKind.CARD_FILING, ClockKind.REPLY)

# 销售处's fines are 技术中心主任's to confirm, 技术中心's are 企管办's: nobody fines the own unit.
DECIDING_VERBS = {ClockKind.CARD_FILING: Verb.CONFIRM_SALES_FINE, ClockKind.REPLY: Verb.CONFIRM_TECH_FINE}


def may_decide(user: User, fine: Fine) -> bool:
    """Whether the fine waits for a decision, and for this person's."""
    is_open = fine.state == FineState.PROPOSED and fine.breach.stands
    return is_open and may(user, DECIDING_VERBS[ClockKind(fine.kind)])


def cases_to_sweep(limit: int) -> list[int]:
    """Cases whose fines may not fit their breaches, and those whose late card turned out to be timely.

    A breach that should have a fine and has none; a fine whose breach was waived or overturned.
    """
    undecided = Fine.objects.filter(breach=OuterRef("pk"))
    same_clock = Fine.objects.filter(case=OuterRef("case"), kind=OuterRef("kind")).exclude(state=FineState.DROPPED)
    evidence = DelayFinding.objects.filter(
        breach=OuterRef("pk"), state=DeterminationState.CONFIRMED, effect=Effect.EVIDENCE
    )
    settled = Settlement.objects.filter(case=OuterRef("case"), state=SettlementState.CONFIRMED)
    due = (
        DeadlineBreach.objects.filter(~Exists(undecided), ~Exists(same_clock), waived_at=None, overturned_at=None)
        .filter(Q(kind=ClockKind.REPLY) | Q(Exists(evidence), Exists(settled), kind=ClockKind.CARD_FILING))
        .exclude(_before_going_live())
    )
    groundless = Fine.objects.filter(state__in=[FineState.PROPOSED, FineState.CONFIRMED]).filter(
        Q(breach__waived_at__isnull=False) | Q(breach__overturned_at__isnull=False)
    )
    found = (due, groundless, _overturned_effects())
    cases = {case_id for rows in found for case_id in rows.values_list("case_id", flat=True)[:limit]}
    return sorted(cases)[:limit]


def _overturned_effects() -> QuerySet[DeadlineBreach]:
    """Late cards that an accepted amendment made timely, while their loss is still divided by P.四.1(2)."""
    entries = LedgerEntry.objects.filter(case=OuterRef("case"))
    return DeadlineBreach.objects.filter(
        Exists(entries.filter(clause=P_4_1_2.id, posted_at__lt=OuterRef("overturned_at"))),
        ~Exists(entries.filter(posted_at__gte=OuterRef("overturned_at"))),
        kind=ClockKind.CARD_FILING,
        overturned_at__isnull=False,
    )


def _before_going_live() -> Q:
    """Breaches that fell due before the day from which the case's version fines."""
    found = Q(pk__in=[])
    for version in enacted_versions(Family.AFTER_SALES):
        go_live_on = parameters_of(version).optional_day(ParameterKey.GO_LIVE_ON)
        if go_live_on is not None:
            found |= Q(case__regulation=version, due_at__lt=midnight(go_live_on))
    return found


def fines_for(user: User) -> QuerySet[Fine]:
    """Proposed fines that this person confirms: 销售处's or 技术中心's."""
    kinds = [kind for kind, verb in DECIDING_VERBS.items() if may(user, verb)]
    rows = Fine.objects.filter(state=FineState.PROPOSED, kind__in=kinds, breach__waived_at=None, breach__overturned_at=None)
    return rows.select_related("case__customer", "unit", "breach").order_by("breach__due_at", "id")
