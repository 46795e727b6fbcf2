"""Propose the fines that missed clocks bring: a fact first, its consequence waits for a person (P.四.1, P.四.2)."""

from datetime import datetime

from cases.models import Case, ClockKind, DeadlineBreach
from cases.rules.deadlines import DEADLINE_CLAUSES, DeadlineKind, DeadlineState
from cases.selectors.parameters import parameters_of
from cases.services.tell import tell_turn
from liability.selectors.facts import liability_facts
from penalties.models import Fine, FineState
from penalties.rules.facts import LateFilingEffect
from penalties.rules.fines import fines_of
from penalties.rules.result import Deadline
from penalties.rules.result import Fine as FineDue
from penalties.selectors.case_facts import confirmed_settlements, late_breaches
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import yuan

DECIDERS = {ClockKind.CARD_FILING: Role.TECH_HEAD, ClockKind.REPLY: Role.ENTERPRISE_MANAGEMENT}


def propose_fines(*, case: Case, at: datetime) -> list[Fine]:
    """Insert what is due and not there, and take back proposals whose ground is gone; in the caller's transaction.

    One fine per case and clock, whatever recurs; none for a waived breach or before the rules went live. Amounts come
    from the bound version. Two at once give one fine (unique key).
    """
    p = parameters_of(case)
    breaches = _first_by_kind(late_breaches(case, p))
    liability = liability_facts(case)
    effect = LateFilingEffect(liability.late_filing_effect) if liability.late_filing_effect else None
    due = fines_of(
        tuple(_clock(breach) for breach in breaches.values()),
        has_settlements=confirmed_settlements(case).exists(),
        effect=effect,
        p=p,
    )
    _withdraw(case, {fine.deadline for fine in due}, at)
    rows = [_row(case, breaches[ClockKind(fine.deadline)], fine, at) for fine in due]
    before = set(Fine.objects.filter(case=case).values_list("pk", flat=True))
    Fine.objects.bulk_create(rows, ignore_conflicts=True)
    added = list(Fine.objects.filter(case=case).exclude(pk__in=before).select_related("unit"))
    for fine in added:
        _tell(case, fine, at)
    return added


def _first_by_kind(breaches: list[DeadlineBreach]) -> dict[ClockKind, DeadlineBreach]:
    """A second breach of the same clock is recorded, not fined again."""
    found: dict[ClockKind, DeadlineBreach] = {}
    for breach in breaches:
        found.setdefault(ClockKind(breach.kind), breach)
    return found


def _clock(breach: DeadlineBreach) -> Deadline:
    kind = DeadlineKind(breach.kind)
    return Deadline(kind, breach.due_at, DeadlineState.BREACHED, breach.acted_at, DEADLINE_CLAUSES[kind])


def _row(case: Case, breach: DeadlineBreach, fine: FineDue, at: datetime) -> Fine:
    assert breach.unit_id is not None, "a breach that is fined names its unit"
    return Fine(
        breach=breach,
        case=case,
        kind=breach.kind,
        unit_id=breach.unit_id,
        amount=fine.amount,
        clause=fine.clause.id,
        proposed_at=at,
    )


def _withdraw(case: Case, due: set[DeadlineKind], at: datetime) -> None:
    """Fines whose ground is gone: the breach was waived, or its effect found to be another.

    A proposal disappears, so that it may be made again; a confirmed fine is dropped and the next posting takes it back.
    """
    groundless = Fine.objects.filter(case=case).exclude(kind__in=due)
    groundless.filter(state=FineState.PROPOSED).delete()
    for fine in groundless.filter(state=FineState.CONFIRMED).select_related("unit", "breach"):
        fine.state = FineState.DROPPED
        fine.reason = "超期已豁免" if fine.breach.waived_at else "重新认定后不再处罚"
        fine.save(update_fields=["state", "reason"])
        text = f"对{fine.unit.name}的罚款 {yuan(fine.amount)} 撤销：{fine.reason}"
        record_event(stream=case.stream, verb="withdraw_fine", text=text, by=None, at=at, clause=fine.clause)


def _tell(case: Case, fine: Fine, at: datetime) -> None:
    tell_turn(
        case=case,
        users=users_with_role(DECIDERS[ClockKind(fine.kind)]),
        key=f"fine:{fine.pk}",
        what=f"确认对{fine.unit.name}的罚款 {yuan(fine.amount)}",
        why=f"{ClockKind(fine.kind).label}超期，依据 {fine.clause}。确认后记入台账",
        at=at,
    )
