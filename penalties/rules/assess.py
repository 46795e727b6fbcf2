"""A whole case judged from its facts: the one implementation behind 试算, the commands, the API and the real cases."""

from dataclasses import dataclass, replace
from decimal import Decimal

from cases.rules.deadlines import (
    DEADLINE_CLAUSES,
    DeadlineKind,
    card_filing_due,
    reply_due,
    state_of,
    user_report_due,
)
from cases.rules.intake import report_clock_start
from cases.rules.triage import Tier, approval_chain, service_team_required, tier_limit, tier_of
from liability.rules.determine import Determination, Open, determine
from liability.rules.facts import Party
from yibin_service.foundation.regulation.clauses import P_2_2
from yibin_service.foundation.regulation.clock import IsWorkday
from yibin_service.foundation.regulation.faults import Fault, FaultyDocument
from yibin_service.foundation.regulation.money import NO_TONNES, ZERO, minus, total
from yibin_service.foundation.regulation.parameters import ParameterSet

from . import derivation as why
from .allocation import allocations_of, counted_recovery, divide, late_handling
from .consistency import fee_fault, output_faults, recovery_fault
from .facts import CaseFacts, Compensate, LateFilingEffect, Method, Return, SettlementKind
from .fines import fines_of
from .result import Allocation, Basis, CaseResult, Deadline, Loss, SettlementLoss
from .settlement import settlement_loss


@dataclass(frozen=True, slots=True)
class _Money:
    """Losses and how they fall on the units."""

    losses: tuple[SettlementLoss, ...]
    loss: Loss
    allocations: tuple[Allocation, ...]


def assess(
    facts: CaseFacts,
    p: ParameterSet,
    *,
    is_workday: IsWorkday | None = None,
    decided: Determination | None = None,
) -> CaseResult:
    """Judge one case as of `facts.as_of` by one version.

    `decided` is a determination by a person: its shares take the place of those the cause would give.

    Raises FaultyDocument where the facts contradict each other or the version (no fee, no share to take output from,
    money recovered where nobody outside bears a part). `is_workday` is needed only where the version moves holidays.
    """
    tier = _tier(facts, p)
    deadlines = deadlines_of(facts, tier, p, is_workday)
    determination = decided or determine(facts.liability, p)
    is_late = deadlines[0].state.is_breach
    is_replaced = replaces_allocation(facts.late_filing_effect, is_late, determination)
    faults = contradictions(facts, determination, is_replaced, p)
    if faults:
        raise FaultyDocument(faults)
    money = _money(facts, determination, is_replaced, p)
    fines = fines_of(deadlines, has_settlements=bool(facts.settlements), effect=facts.late_filing_effect, p=p)
    undetermined = undetermined_of(facts, determination, is_late)
    warning = _warning(money.losses, tier, p)
    return CaseResult(
        ref=facts.ref,
        regulation=p.code,
        tier=tier,
        service_team_required=service_team_required(tier),
        approval=approval_chain(tier),
        deadlines=deadlines,
        loss=money.loss,
        allocations=money.allocations,
        fines=fines,
        undetermined=undetermined,
        warnings=("loss_above_tier",) if warning else (),
        basis=(
            why.tier_step(facts, tier, p),
            *(why.deadline_step(clock, facts, tier, p) for clock in deadlines),
            *why.loss_steps(money.losses, money.loss),
            *why.liability_steps(determination, money.allocations),
            *why.fine_steps(fines),
            *why.open_steps(undetermined, determination),
            *warning,
        ),
        determination=determination,
        settlement_losses=money.losses,
    )


def _tier(facts: CaseFacts, p: ParameterSet) -> Tier:
    return tier_of(
        direct_loss=facts.direct_loss, liability_clear=facts.liability_clear, extra_major=facts.extra_major, p=p
    )


def deadlines_of(
    facts: CaseFacts, tier: Tier, p: ParameterSet, is_workday: IsWorkday | None = None
) -> tuple[Deadline, ...]:
    """P.二.1, P.二.2  card_filing always, user_report where its clock started, reply once the card is delivered."""
    received, filed = facts.received_by_sales_at, facts.card_filed_at
    clocks = [(DeadlineKind.CARD_FILING, card_filing_due(received, p), filed)]
    start = report_clock_start(facts.cause, arrived_at=facts.arrived_at, opened_at=facts.opened_at)
    if start is not None:
        clocks.append((DeadlineKind.USER_REPORT, user_report_due(start, p), received))
    if filed is not None:
        clocks.append((DeadlineKind.REPLY, reply_due(filed, tier, p, is_workday), facts.replied_at))
    return tuple(
        Deadline(kind, due_at, state_of(due_at, acted_at=acted_at, now=facts.as_of), acted_at, DEADLINE_CLAUSES[kind])
        for kind, due_at, acted_at in clocks
    )


def replaces_allocation(effect: LateFilingEffect | None, is_late: bool, determination: Determination) -> bool:
    """P.四.1(2)  A late card that cost evidence and handling replaces P.三's division, where there is one."""
    return is_late and effect is LateFilingEffect.EVIDENCE_AND_HANDLING and determination.open is None


def contradictions(facts: CaseFacts, determination: Determination, is_replaced: bool, p: ParameterSet) -> list[Fault]:
    """Every contradiction between the facts of a case, or with its version."""
    found: list[Fault | None] = []
    if any(isinstance(item, Return) and item.repulp for item in facts.settlements):
        found.append(fee_fault(facts.machine, facts.workshop, p))
    if facts.settlements:
        found.append(recovery_fault(facts.recovered, determination))
    if not is_replaced:
        by_output = [
            index
            for index, item in enumerate(facts.settlements)
            if isinstance(item, Compensate) and item.method is Method.OUTPUT
        ]
        found.extend(output_faults(by_output, determination))
    return [fault for fault in found if fault is not None]


def undetermined_of(facts: CaseFacts, determination: Determination, is_late: bool) -> tuple[str, ...]:
    """What a person has yet to decide, sorted. Open packaging counts with or without settlements, the rest with them."""
    names = []
    if determination.open is Open.PACKAGING or (facts.settlements and determination.open is not None):
        names.append(determination.open.value)
    if is_late and facts.settlements and facts.late_filing_effect is None:
        names.append("late_filing_effect")
    return tuple(sorted(names))


def _money(facts: CaseFacts, determination: Determination, is_replaced: bool, p: ParameterSet) -> _Money:
    """P.四  Losses by settlement, their sum, and the division; output is counted as such only in P.三's own division."""
    is_divided = bool(facts.settlements) and determination.open is None
    counts_output = is_divided and not is_replaced
    share = determination.fraction_of(Party.WORKSHOP) if counts_output else None
    losses = tuple(settlement_loss(item, machine=facts.machine, output_share=share, p=p) for item in facts.settlements)
    loss = _loss(losses, facts.investigation_cost)
    if not is_divided:
        return _Money(losses, loss, ())
    output = total([item.output_amount for item in losses])
    tonnes = total([item.output_tonnes for item in losses], start=NO_TONNES)
    division = divide(determination, common=minus(loss.total, output), output=output, tonnes=tonnes)
    recovered = counted_recovery(facts.recovered, division.external)
    if recovered:
        loss = replace(loss, recovered=recovered)
    if is_replaced:
        return _Money(losses, loss, late_handling(loss.total, recovered, p))
    lines = allocations_of(division, recovered=recovered, sales_mistake=facts.sales_mistake)
    return _Money(losses, loss, lines)


def _loss(losses: tuple[SettlementLoss, ...], investigation: Decimal) -> Loss:
    """Sums by kind and of all, with nothing recovered yet."""
    by_kind = dict.fromkeys(SettlementKind, ZERO)
    for item in losses:
        by_kind[item.kind] = total([by_kind[item.kind], item.amount])
    returned, compensated, exchanged = by_kind.values()
    whole = total([returned, compensated, exchanged, investigation])
    return Loss(returned, compensated, exchanged, investigation, whole, ZERO)


def _warning(losses: tuple[SettlementLoss, ...], tier: Tier, p: ParameterSet) -> list[Basis]:
    """P.二.2  The settlements, by price, are more than the tier is made for: a person should triage again."""
    limit = tier_limit(tier, p)
    by_price = total([item.by_price for item in losses])
    if limit is None or by_price <= limit:
        return []
    return [Basis(P_2_2, "结算金额超过本级上限，应重新分级", f"{by_price:,} > {limit:,}")]
