"""Team, evidence, report, a false one, and the determination of liability."""

from datetime import timedelta
from decimal import Decimal

from cases.models import EvidenceKind, ProposalState, ReportKind, TeamMember
from cases.rules.evidence_list import evidence_asked
from cases.rules.intake import Cause
from cases.rules.triage import Tier, service_team_required
from cases.services.add_evidence import add_evidence
from cases.services.decide_misreport import confirm_misreport
from cases.services.decide_team import approve_team
from cases.services.file_site_report import ReportContent, file_site_report
from cases.services.propose_team import MemberInput, propose_team, waive_site_visit
from cases.services.report_misreport import report_misreport
from liability.models import PackagingStage
from liability.rules.facts import Signer
from liability.services.approve_goodwill import approve_goodwill
from liability.services.confirm_determination import (
    confirm_determination,
    override_determination,
    return_determination,
)
from liability.services.confirm_finding import confirm_finding
from liability.services.propose_determination import DeterminationContent, ShareInput, propose_determination
from liability.services.record_inbound_acceptance import InboundContent, record_inbound_acceptance
from liability.services.record_sign_off import SignOffContent, record_sign_off

from .run import Run
from .stage import Life

GAP = "其余材料客户没有保留，已有证据足以判断"
CARRIER = "顺江物流有限公司"


def form_team(run: Run) -> Life:
    """Two engineers and an inspector, or the reason to stay at home."""
    if not service_team_required(Tier(run.case.tier)):
        return
    yield from run.wait(5)
    if "no_visit" in run.plot:
        proposal = waive_site_visit(case=run.case, reason=run.plot["no_visit"], by=run.engineer, at=run.at)
    else:
        proposal = propose_team(case=run.case, members=_members(run), by=run.engineer, at=run.at)
    run.reach("team_proposed")
    yield from run.wait(16)
    approve_team(case=run.case, proposal_id=proposal.pk, by=run.cast["deputy_gm"], at=run.at)
    run.reach("team_approved")


def _members(run: Run) -> list[MemberInput]:
    """The surveyor leads; sales comes along, and now and then 售后服务部, once more with its manager."""
    people = [(run.surveyor, "engineer", True), (run.cast["qc_head"], "quality", False), (run.clerk, "sales", False)]
    if run.number % 4 == 3:
        people.append((run.cast["service_engineer"], "engineer", False))
    if run.number % 8 == 3:
        people.append((run.cast["service_manager"], "engineer", False))
    return [MemberInput(user.unit, role, user, user.display_name, leads) for user, role, leads in people]


def investigate(run: Run) -> Life:
    """Evidence as the cause asks for it, an interim word now and then, the final report."""
    cause = Cause(run.plot["cause"]) if run.plot["cause"] else None
    yield from run.wait(22)
    asked = evidence_asked(cause)
    has_team = service_team_required(Tier(run.case.tier))
    for kind in run.rng.sample(asked, min(run.rng.randint(3, 5), len(asked))) if has_team else asked[:2]:
        _evidence(run, EvidenceKind(kind))
    if not has_team:
        return
    if run.hold == "interim_report" or run.number % 4 == 0:
        _report(run, ReportKind.INTERIM, cause, "")
    run.reach("interim_report")
    if cause is Cause.PACKAGING:
        _handover(run)
    yield from run.wait(20)
    _report(run, ReportKind.FINAL, cause, GAP)


def _evidence(run: Run, kind: EvidenceKind) -> None:
    upload = run.cast.upload(str(kind.label), run.surveyor, run.at)
    taken = run.at - timedelta(hours=1)
    add_evidence(case=run.case, kind=kind, attachments=[upload], taken_at=taken, by=run.surveyor, at=run.at)


def _report(run: Run, kind: ReportKind, cause: Cause | None, gap: str) -> None:
    is_final = kind == ReportKind.FINAL
    content = ReportContent(
        nature=run.plot["seen"],
        findings="开卷、对照留样和机台记录，与客户所述一致。" if is_final else "已到现场取样，检测结果两天内补报。",
        visited_on=run.at.date(),
        place=run.case.customer.region,
        suspected_cause=cause,
        suspected_unit=run.case.workshop if cause else None,
        user_statement="客户同意按检测结果协商处理。" if is_final else "",
        missing_evidence_reason=gap,
    )
    file_site_report(case=run.case, kind=kind, content=content, by=run.surveyor, at=run.soon())


def _handover(run: Run) -> None:
    """Who signed the rolls in, and who signed the shipment."""
    facts, warehouse = run.plot["packaging"], run.cast["warehouse_head"]
    day = (run.case.card.received_by_sales_at - timedelta(days=5)).date()
    form = f"{day:%m%d}-{run.number:02d}"
    if facts["stage"] == "before_loading":
        is_signed = facts["warehouse_signed"]
        signed = InboundContent(is_signed, f"RK-{form}", day if is_signed else None, "郑国栋" if is_signed else "")
        record_inbound_acceptance(case=run.case, content=signed, by=warehouse, at=run.soon())
    elif facts["stage"] == "dispatch":
        signers = facts["signatures"]
        scan = run.cast.upload("三方汇签单", warehouse, run.soon())
        who = ("qc" in signers, "warehouse" in signers, "carrier" in signers)
        content = SignOffContent(*who, f"HQ-{form}", day, CARRIER, scan)
        record_sign_off(case=run.case, content=content, by=warehouse, at=run.at)


def accuse(run: Run) -> Life:
    """P.四.5: where the plot has it, the salesperson of the team told what was not so; without a `comment` it waits."""
    told = run.plot.get("misreport")
    if not told:
        return
    yield from run.wait(6)
    member = TeamMember.objects.get(proposal__case=run.case, proposal__state=ProposalState.APPROVED, user=run.clerk)
    found = report_misreport(
        case=run.case, member_id=member.pk, told=told["told"], fact_on=run.at.date(), by=run.cast["tech_head"], at=run.at
    )
    if "comment" not in told:
        return
    yield from run.wait(9)
    confirm_misreport(
        misreport=found, comment=told["comment"], transfer=told["transfer"], by=run.cast["deputy_gm"], at=run.at
    )


def determine(run: Run) -> Life:
    """Proposed, found where forced or mistaken, confirmed; once in a while returned, overridden or softened."""
    yield from run.wait(18)
    head, deputy = run.cast["tech_head"], run.cast["deputy_gm"]
    found = propose_determination(case=run.case, content=_content(run), by=run.engineer, at=run.at)
    if "returned_determination" in run.plot:
        yield from run.wait(6)
        why = run.plot["returned_determination"]
        return_determination(case=run.case, determination_id=found.pk, comment=why, by=head, at=run.at)
        yield from run.wait(8)
        found = propose_determination(case=run.case, content=_content(run), by=run.engineer, at=run.at)
    run.reach("finding_waits")
    if found.needs_finding:
        yield from run.wait(8)
        confirm_finding(case=run.case, determination_id=found.pk, comment="属实", by=deputy, at=run.at)
    run.reach("determination_proposed")
    yield from run.wait(7)
    if "override" in run.plot:
        shares, reason = run.plot["override"]
        override_determination(
            case=run.case, determination_id=found.pk, shares=_shares(run, shares), reason=reason, by=head, at=run.at
        )
    else:
        confirm_determination(case=run.case, determination_id=found.pk, by=head, at=run.at)
    if "goodwill" in run.plot:
        yield from run.wait(5)
        approve_goodwill(case=run.case, reason=run.plot["goodwill"], by=deputy, at=run.at)
    run.reach("determined")


def _content(run: Run) -> DeterminationContent:
    plot = run.plot
    facts = plot.get("packaging", {})
    has_report = service_team_required(Tier(run.case.tier)) and "no_visit" not in plot
    return DeterminationContent(
        cause=Cause(plot["cause"]) if plot["cause"] else None,
        packaging_stage=PackagingStage(facts["stage"]) if facts else None,
        forced_by=frozenset(Signer(party) for party in facts.get("forced_by", ())),
        is_sales_mistake=plot.get("sales_mistake", False),
        manual_shares=_shares(run, plot.get("shares", [])),
        reason=plot.get("reason", ""),
        missing_evidence_reason="" if has_report else GAP,
    )


def _shares(run: Run, rows: list[list[str]]) -> list[ShareInput]:
    return [ShareInput(run.cast.units[code], Decimal(share)) for code, share in rows]
