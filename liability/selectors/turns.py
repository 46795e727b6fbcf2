"""What waits for one person about liability, a constant number of queries."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from cases.models import (
    OPEN_STATES,
    Case,
    CaseState,
    DeadlineBreach,
    HandlingOpinion,
    ProposalState,
    ReportKind,
    SiteReport,
    TeamProposal,
    Tier,
)
from cases.selectors.turns_triage import with_reply_due
from liability.models import DelayFinding, DeterminationState, Effect, LiabilityDetermination
from liability.selectors.delays import finding_text
from liability.selectors.determinations import CLOCKS_OF_UNITS, OPEN_OR_IN_FORCE
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn


def turns(user: User, now: datetime, limit: int = 50) -> list[Turn]:
    """Determinations to propose and to confirm, findings of the deputy, effects of delays; own proposals left out."""
    found: list[Turn] = []
    if may(user, Verb.PROPOSE_DETERMINATION):
        found += [*_to_propose(user, limit), *_to_judge(user, limit)]
    if may(user, Verb.CONFIRM_DETERMINATION):
        ready = Q(needs_finding=False) | Q(finding_confirmed_at__isnull=False)
        found += _to_confirm(user, limit, ready, "确认责任认定", "confirm_determination")
        found += _delays(user, limit, ~Q(effect=Effect.EVIDENCE_AND_HANDLING))
    if may(user, Verb.CONFIRM_FINDING):
        waits = Q(needs_finding=True, finding_confirmed_at=None)
        found += _to_confirm(user, limit, waits, "确认强制发运或失误", "confirm_finding")
        found += _delays(user, limit, Q(effect=Effect.EVIDENCE_AND_HANDLING))
    return found


def _to_propose(user: User, limit: int) -> Iterator[Turn]:
    """Cases in this person's hands that are investigated and have neither a determination nor an opinion."""
    of_case = {"case": OuterRef("pk")}
    waiver = TeamProposal.objects.filter(state=ProposalState.APPROVED, is_waiver=True, **of_case)
    report = SiteReport.objects.filter(kind=ReportKind.FINAL, **of_case)
    standing = LiabilityDetermination.objects.filter(state__in=OPEN_OR_IN_FORCE, **of_case)
    cases = Case.objects.filter(
        Q(engineer=user) | Q(engineer=None),
        Q(tier=Tier.MINOR) | Exists(waiver) | Exists(report),
        ~Exists(standing),
        ~Exists(HandlingOpinion.objects.filter(**of_case)),
        state=CaseState.IN_HAND,
    )
    for case in _first(cases, limit):
        told = "按案由和交接事实算出各单位比例"
        yield _turn(case, "提出责任认定", reverse("propose_determination", args=[case.number]), "认定责任", told)


def _to_judge(user: User, limit: int) -> Iterator[Turn]:
    """Missed clocks of this person's cases whose effect nobody has named."""
    judged = DelayFinding.objects.filter(breach=OuterRef("pk"), state__in=OPEN_OR_IN_FORCE)
    breaches = (
        DeadlineBreach.objects.filter(
            ~Exists(judged),
            Q(case__engineer=user),
            kind__in=CLOCKS_OF_UNITS,
            waived_at=None,
            overturned_at=None,
            case__state__in=OPEN_STATES,
        )
        .select_related("case__customer", "case__machine", "case__defect")
        .order_by("due_at")[:limit]
    )
    for breach in breaches:
        url = reverse("propose_delay_finding", args=[breach.case.number, breach.pk])
        told = f"{breach.get_kind_display()}超期，有没有耽误、有没有不良影响"
        yield _turn(breach.case, "认定超期的影响", url, "认定影响", told)


def _to_confirm(user: User, limit: int, which: Q, verb: str, url_name: str) -> list[Turn]:
    rows = (
        LiabilityDetermination.objects.filter(which, state=DeterminationState.PROPOSED, case__state__in=OPEN_STATES)
        .exclude(proposed_by=user)
        .order_by("proposed_at")[:limit]
    )
    proposals = {row.case_id: row for row in rows}
    cases = _first(Case.objects.filter(pk__in=proposals), limit) if proposals else []
    return [
        _turn(
            case,
            verb,
            reverse(url_name, args=[case.number]),
            "看认定",
            proposals[case.pk].get_cause_display() or "其他或工作疏忽",
            proposals[case.pk].proposed_at,
        )
        for case in cases
    ]


def _delays(user: User, limit: int, which: Q) -> list[Turn]:
    rows = (
        DelayFinding.objects.filter(
            which,
            state=DeterminationState.PROPOSED,
            breach__waived_at=None,
            breach__overturned_at=None,
            case__state__in=OPEN_STATES,
        )
        .exclude(proposed_by=user)
        .select_related("case__customer", "case__machine", "case__defect")
        .order_by("proposed_at")[:limit]
    )
    return [
        _turn(
            row.case,
            "确认关联责任",
            reverse("decide_delay_finding", args=[row.case.number]),
            "看理由",
            finding_text(row),
            row.proposed_at,
        )
        for row in rows
    ]


def _first(cases: QuerySet[Case], limit: int) -> QuerySet[Case]:
    return with_reply_due(cases).order_by(F("reply_due_at").asc(nulls_last=True), "pk")[:limit]


def _turn(
    case: Case, verb: str, url: str, button: str, consequence: str, since: datetime | None = None
) -> Turn:
    return Turn(
        verb=verb,
        case_number=case.number,
        customer=case.customer.name,
        url=url,
        button=button,
        due_at=getattr(case, "reply_due_at", None),
        tier=case.tier,
        fact=f"{case.machine} {case.defect}",
        consequence=consequence,
        since=since,
    )
