"""Cases for tests, put straight into the database at the step a test begins with."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from cases.models import (
    CardLine,
    Case,
    CaseState,
    ClockKind,
    Deadline,
    FeedbackCard,
    HandlingOpinion,
    KnownBy,
    OpinionSource,
    ProblemKind,
    ProposalState,
    ReportKind,
    SiteReport,
    TeamMember,
    TeamProposal,
    Triage,
)
from cases.rules.triage import Tier
from cases.services.draft_opinion import OpinionContent, draft_opinion
from cases.services.submit_opinion import submit_opinion
from liability.models import DeterminationState, LiabilityDetermination
from tests.world import World, at
from yibin_service.foundation.files.models import Attachment, StoredFile

FILED_AT = at("2026-10-07 10:00")
REPLY_DAYS = {"": 3, "minor": 3, "larger": 15, "major": 30, "extra_major": 30}
_numbers = count(1)


def make_case(
    world: World, *, tier: str = "", loss: str = "6750.00", filed_at: datetime = FILED_AT, **changes: Any
) -> Case:
    """A filed case with its clocks; with a tier it is triaged and in hand."""
    number = changes.pop("number", f"SH-2026-{next(_numbers):04d}")
    card = _card(world, number=number, loss=loss, filed_at=filed_at)
    facts: dict[str, Any] = {
        "number": number,
        "card": card,
        "customer": card.customer,
        "machine": world.machine[7],
        "workshop": world.unit["workshop_4"],
        "defect": card.defect,
        "regulation": world.after_sales_version,
        "clerk": world.sales_clerk,
        "engineer": world.tech_engineer if tier else None,
        "filed_at": filed_at,
        "direct_loss": Decimal(loss),
        "is_liability_clear": True,
        "tier": tier,
        "triaged_at": filed_at + timedelta(hours=1) if tier else None,
        "state": CaseState.IN_HAND if tier else CaseState.FILED,
    }
    case = Case.objects.create(**facts | changes)
    _clocks(case)
    if tier:
        _triage(case, world)
    return case


def ready_case(world: World, *, tier: str = "major", loss: str = "36000.00", **changes: Any) -> Case:
    """A triaged case with its team, its report and a confirmed determination: an opinion may be submitted."""
    case = make_case(world, tier=tier, loss=loss, **changes)
    if tier != "minor":
        give_team(case, world)
        give_report(case, world)
    give_determination(case, world)
    return case


def give_team(case: Case, world: World, **changes: Any) -> TeamProposal:
    """An approved team of an engineer and an inspector."""
    facts = {
        "case": case,
        "ordinal": 1,
        "state": ProposalState.APPROVED,
        "proposed_by": world.tech_engineer,
        "proposed_at": case.filed_at,
        "decided_by": world.deputy_gm,
        "decided_at": case.filed_at + timedelta(hours=5),
    }
    team = TeamProposal.objects.create(**facts | changes)
    for user, discipline in ((world.tech_engineer2, "engineer"), (world.qc_head, "quality")):
        TeamMember.objects.create(
            proposal=team, user=user, name=user.display_name, unit=user.unit, discipline=discipline
        )
    return team


def give_report(case: Case, world: World) -> SiteReport:
    """The final report."""
    return SiteReport.objects.create(
        case=case,
        kind=ReportKind.FINAL,
        ordinal=1,
        nature="洞穿，每卷 3—5处",
        findings="现场开卷查看，与留样对照属实。",
        by=world.tech_engineer2,
        at=case.filed_at + timedelta(days=2),
    )


def give_determination(case: Case, world: World) -> LiabilityDetermination:
    """A confirmed determination: workshop 70 %, 质检处 30 %."""
    return LiabilityDetermination.objects.create(
        case=case,
        ordinal=1,
        state=DeterminationState.CONFIRMED,
        cause="paper_defect",
        clause="P.三.4",
        computed=[
            {"unit": "workshop_4", "name": "四抄车间", "share": "0.7000", "clause": "P.三.4"},
            {"unit": "quality_inspection", "name": "质检处", "share": "0.3000", "clause": "P.三.4"},
        ],
        proposed_by=world.tech_engineer,
        proposed_at=case.filed_at + timedelta(days=3),
        decided_by=world.tech_head,
        decided_at=case.filed_at + timedelta(days=3, hours=2),
    )


def content(**changes: Any) -> OpinionContent:
    """A draft that allows a return up to 20,000 and an exchange up to 5,000."""
    facts: dict[str, Any] = {
        "text": "破损的 12.600 吨退回回抄，急用的 3卷先行补换。",
        "return_ceiling": Decimal("20000.00"),
        "exchange_ceiling": Decimal("5000.00"),
    }
    return OpinionContent(**facts | changes)


def submitted(case: Case, world: World, *, on: datetime | None = None, **changes: Any) -> HandlingOpinion:
    """The case's next draft, written and submitted by the engineer."""
    when = on or case.filed_at + timedelta(days=4)
    draft_opinion(case=case, content=content(**changes), by=world.tech_engineer, at=when)
    return submit_opinion(case=case, by=world.tech_engineer, at=when)


def attachment(case: Case, world: World, name: str = "扫描件.pdf") -> Attachment:
    """A stored file of the case."""
    file, _ = StoredFile.objects.get_or_create(
        sha256="a" * 64, defaults={"size": 2048, "media_type": "application/pdf"}
    )
    return Attachment.objects.create(
        stream=case.stream, file=file, name=name, uploaded_by=world.tech_engineer, uploaded_at=case.filed_at
    )


def _card(world: World, *, number: str, loss: str, filed_at: datetime) -> FeedbackCard:
    card = FeedbackCard.objects.create(
        number=number,
        customer=world.customer,
        contact_name="杨师傅",
        contact_phone="13800000000",
        source=OpinionSource.PHONE,
        received_by_sales_at=filed_at - timedelta(hours=20),
        received_known_by=KnownBy.RECORD,
        problem_kind=ProblemKind.INTRINSIC,
        opened_at=filed_at - timedelta(hours=30),
        occurred_known_by=KnownBy.STATEMENT,
        product=world.product,
        batch_no=f"7A{number[-4:]}",
        defect=world.hole,
        description="开卷后发现洞穿，每卷 3—5处，停机换卷。",
        estimated_loss=Decimal(loss),
        clerk=world.sales_clerk,
        filed_by=world.sales_clerk,
        filed_at=filed_at,
        entered_at=filed_at,
    )
    CardLine.objects.create(
        card=card,
        position=1,
        roll_no=f"7A{number[-4:]}01",
        product=world.product,
        machine=world.machine[7],
        workshop=world.unit["workshop_4"],
        tonnes=Decimal("3.250"),
        defect=world.hole,
    )
    return card


def _clocks(case: Case) -> None:
    received, opened = case.card.received_by_sales_at, case.card.opened_at
    day = case.filed_at.replace(hour=0, minute=0) + timedelta(days=REPLY_DAYS[case.tier] + 1)
    for kind, starts, due, acted, clause, counted in (
        (ClockKind.CARD_FILING, received, received + timedelta(hours=72), case.filed_at, "P.二.1", "hours"),
        (ClockKind.USER_REPORT, opened, opened + timedelta(hours=72), received, "P.二.1", "hours"),
        (ClockKind.REPLY, case.filed_at, day, None, "P.二.2", "days"),
    ):
        Deadline.objects.create(
            case=case,
            kind=kind,
            starts_at=starts,
            due_at=due,
            acted_at=acted,
            clause=clause,
            unit_of_count=counted,
            is_provisional=kind == ClockKind.REPLY and not case.tier,
        )


def _triage(case: Case, world: World) -> Triage:
    return Triage.objects.create(
        case=case,
        ordinal=1,
        tier=Tier(case.tier).value,
        direct_loss=case.direct_loss,
        is_liability_clear=case.is_liability_clear,
        is_extra_major=case.is_extra_major,
        due_at=case.deadlines.get(kind=ClockKind.REPLY).due_at,
        by=world.tech_engineer,
        at=case.filed_at + timedelta(hours=1),
    )
