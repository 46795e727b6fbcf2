"""Propose who bears how much (P.三)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cases.models import Case
from cases.rules.intake import Cause
from cases.rules.investigation_errors import EvidenceMissing, TeamNotApproved
from cases.rules.triage import Tier, service_team_required
from cases.selectors.investigation import evidence_check, last_final_report, names_of
from cases.selectors.team import team_in_force
from cases.services.guards import check_reason, check_triaged
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from liability.models import DeterminationState, LiabilityDetermination, PackagingStage
from liability.rules.determine import Open
from liability.rules.errors import (
    ForcedShipmentUnsound,
    HandoverMissing,
    ReportMissing,
    SalesMistakeWithoutCarrier,
    SharesMissing,
    SharesNotAsked,
    SharesUnsound,
)
from liability.rules.facts import Signer
from liability.rules.manual_shares import fault_of
from liability.selectors.computed import SIGNER_TITLES, Computed, JudgedFacts, compute, stored_share
from liability.selectors.determinations import inbound_acceptance, sign_off
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit, UnitKind
from yibin_service.foundation.wording import share as share_words

LEFT_OPEN = {Open.CAUSE, Open.PACKAGING}


@dataclass(frozen=True)
class ShareInput:
    """One unit's share as a person decides it: a fraction of one, four places."""

    unit: Unit
    fraction: Decimal


@dataclass(frozen=True)
class DeterminationContent:
    """What is proposed. `cause` None = 其他/工作疏忽: then `manual_shares` and `reason` are needed."""

    cause: Cause | None
    packaging_stage: PackagingStage | None = None
    forced_by: frozenset[Signer] = frozenset()
    is_sales_mistake: bool = False
    manual_shares: Sequence[ShareInput] = ()
    reason: str = ""
    missing_evidence_reason: str = ""


@transaction.atomic
def propose_determination(
    *, case: Case, content: DeterminationContent, by: User, at: datetime, seen_version: int | None = None
) -> LiabilityDetermination:
    """Put a determination, computed from cause and hand-over facts, before 技术中心主任; a later one revises an earlier.

    An open proposal is replaced; a determination in force stays until the new one is confirmed. 强制发运 and
    销售工作失误 go to 分管副总经理 first. Manual shares are for what the rule leaves open. Raises StalePage, CaseOver,
    NotTriaged, ReportMissing, HandoverMissing, EvidenceMissing and the faults of `liability.rules.errors`.
    """
    require(by, Verb.PROPOSE_DETERMINATION)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_triaged(case)
    check_investigated(case)
    facts = judged_facts(case, content)
    computed = compute(case, facts)
    _check(content, facts, computed)
    _check_evidence(case, content)
    determination = _write(case, content, facts, computed, by, at)
    touch_case(case)
    _announce(case, determination, by, at)
    return determination


def check_investigated(case: Case) -> None:
    """A case with a service team is determined from its report; 免现场 and minor ones without."""
    if not service_team_required(Tier(case.tier)):
        return
    team = team_in_force(case)
    if team is None:
        raise TeamNotApproved
    if not team.is_waiver and last_final_report(case) is None:
        raise ReportMissing


def judged_facts(case: Case, content: DeterminationContent) -> JudgedFacts:
    """The proposal's facts with the hand-over rows that count now. Raises InvalidInput, HandoverMissing."""
    is_packaging = content.cause is Cause.PACKAGING
    if is_packaging and content.packaging_stage is None:
        raise InvalidInput({"packaging_stage": "请选外包装是在哪个环节破损的"})
    stage = content.packaging_stage if is_packaging else None
    facts = JudgedFacts(
        cause=content.cause,
        packaging_stage=stage,
        forced_by=content.forced_by if stage == PackagingStage.DISPATCH else frozenset(),
        inbound=inbound_acceptance(case) if is_packaging else None,
        sign_off=sign_off(case) if is_packaging else None,
        report=_report_words(case),
    )
    if stage == PackagingStage.BEFORE_LOADING and facts.inbound is None:
        raise HandoverMissing("装车前破损要看入库交接：请先登记物资处是否签字入库", field="packaging_stage")
    if stage == PackagingStage.DISPATCH and facts.sign_off is None:
        raise HandoverMissing("出厂装运破损要看三方汇签：请先登记质检处、物资处、承运单位谁签了字", field="packaging_stage")
    return facts


def _report_words(case: Case) -> str:
    report = last_final_report(case)
    pieces = case.evidence.count()
    cited = f"调查报告第{report.ordinal}次，" if report else ""
    return f"{cited}证据 {pieces}份"


def _check(content: DeterminationContent, facts: JudgedFacts, computed: Computed) -> None:
    _check_forced(facts)
    is_open = computed.determination.open in LEFT_OPEN
    if content.manual_shares:
        if not is_open:
            raise SharesNotAsked(field="manual_shares")
        check_shares(content.manual_shares)
        check_reason(content.reason, "人工认定的理由")
    elif content.cause is None:
        raise SharesMissing(field="manual_shares")
    has_carrier = computed.determination.has_external_share or _names_carrier(content.manual_shares)
    if content.is_sales_mistake and not has_carrier:
        raise SalesMistakeWithoutCarrier(field="is_sales_mistake", clause="P.三.3")


def _check_forced(facts: JudgedFacts) -> None:
    """Forced by a signer, while at least one did not sign."""
    if not facts.forced_by:
        return
    if len(facts.signatures) == len(Signer):
        raise ForcedShipmentUnsound("三方都已签字，没有强制发运", field="forced_by", clause="P.三.5乙")
    outside = [SIGNER_TITLES[signer] for signer in Signer if signer in facts.forced_by - facts.signatures]
    if outside:
        message = f"{'、'.join(outside)}没有签字：强制发运方只能是签了字的一方"
        raise ForcedShipmentUnsound(message, field="forced_by", clause="P.三.5乙")


def check_shares(shares: Sequence[ShareInput]) -> None:
    """Raise SharesUnsound unless each unit stands once and the shares add up to one."""
    fault = fault_of([share.unit.name for share in shares], [share.fraction for share in shares])
    if fault:
        raise SharesUnsound(fault, field="manual_shares")


def _names_carrier(shares: Sequence[ShareInput]) -> bool:
    return any(share.unit.kind == UnitKind.CARRIER for share in shares)


def _check_evidence(case: Case, content: DeterminationContent) -> None:
    """What the cause asks for and nobody brought is explained: here, or in the final report that named the same cause."""
    if content.cause is None or content.missing_evidence_reason.strip():
        return
    missing = evidence_check(case, content.cause).missing
    report = last_final_report(case)
    is_explained = report and report.suspected_cause == content.cause and report.missing_evidence_reason
    if missing and not is_explained:
        raise EvidenceMissing(
            f"还缺：{names_of(missing)}。请补齐，或写明为什么缺着也能认定", field="missing_evidence_reason"
        )


def _write(
    case: Case, content: DeterminationContent, facts: JudgedFacts, computed: Computed, by: User, at: datetime
) -> LiabilityDetermination:
    case.determinations.filter(state=DeterminationState.PROPOSED).update(state=DeterminationState.SUPERSEDED)
    last = case.determinations.order_by("-ordinal").first()
    is_packaging = content.cause is Cause.PACKAGING
    return LiabilityDetermination.objects.create(
        case=case,
        ordinal=last.ordinal + 1 if last else 1,
        cause=content.cause or "",
        packaging_stage=facts.packaging_stage or "",
        warehouse_signed=bool(facts.inbound and facts.inbound.is_signed) if is_packaging else None,
        signatures=[signer.value for signer in Signer if signer in facts.signatures],
        forced_by=[signer.value for signer in Signer if signer in facts.forced_by],
        is_sales_mistake=content.is_sales_mistake,
        computed=computed.shares,
        open_question=computed.open_question,
        basis=[step.stored() for step in computed.basis],
        manual_shares=[stored_share(share.unit, share.fraction, computed.clause) for share in content.manual_shares],
        reason=content.reason.strip(),
        missing_evidence_reason=content.missing_evidence_reason.strip(),
        clause=computed.clause,
        needs_finding=bool(facts.forced_by) or content.is_sales_mistake,
        proposed_by=by,
        proposed_at=at,
    )


def _announce(case: Case, determination: LiabilityDetermination, by: User, at: datetime) -> None:
    text = f"提出第{determination.ordinal}次责任认定：{summary_of(determination)}"
    if determination.reason:
        text += f"\n理由：{determination.reason}"
    record_event(
        stream=case.stream, verb="propose_determination", text=text, by=by, at=at, clause=determination.clause
    )
    role, what = Role.TECH_HEAD, "确认责任认定"
    if determination.needs_finding:
        role, what = Role.DEPUTY_GM, "确认强制发运或销售工作失误"
    deciders = [user for user in users_with_role(role) if user.pk != by.pk]
    key = f"determination:{determination.pk}:proposed"
    tell_turn(case=case, users=deciders, key=key, what=what, why=summary_of(determination), at=at)


def summary_of(determination: LiabilityDetermination) -> str:
    """「外包装破损，物资处 50%、承运单位 50%」; where nothing is decided yet, the cause alone."""
    cause = determination.get_cause_display() if determination.cause else "其他或工作疏忽"
    shares = determination.manual_shares or determination.computed
    parts = "、".join(f"{row['name']} {share_words(Decimal(row['share']))}" for row in shares)
    return f"{cause}，{parts or _nothing_words(determination)}"


def _nothing_words(determination: LiabilityDetermination) -> str:
    return "原则上不赔偿" if determination.open_question == Open.NOT_COMPENSABLE else "比例待人工认定"
