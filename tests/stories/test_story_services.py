"""The month of `figures.py` played by the services alone: three cases, every role, to the sealed report."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from cases.models import Case, EvidenceKind, KnownBy, OpinionState, ProblemKind, ReportKind, StepState
from cases.rules.intake import Cause
from cases.services.acknowledge_receipt import acknowledge_receipt
from cases.services.acknowledge_step import acknowledge_step
from cases.services.add_evidence import add_evidence
from cases.services.approve_step import approve_step
from cases.services.card_facts import LineFacts
from cases.services.decide_team import approve_team
from cases.services.draft_opinion import OpinionContent, draft_opinion
from cases.services.enter_triage import TriageFacts
from cases.services.file_site_report import ReportContent, file_site_report
from cases.services.issue_reply import ReplyContent, issue_reply
from cases.services.propose_team import MemberInput, propose_team
from cases.services.record_delivery import record_delivery
from cases.services.return_opinion import return_opinion
from cases.services.submit_opinion import submit_opinion
from cases.services.sweep_deadlines import sweep_deadlines
from cases.services.triage_case import triage_case
from liability.models import Effect, PackagingStage
from liability.rules.facts import Signer
from liability.services.confirm_determination import confirm_determination
from liability.services.confirm_finding import confirm_finding
from liability.services.decide_delay_finding import confirm_delay_finding
from liability.services.propose_delay_finding import DelayContent, propose_delay_finding
from liability.services.propose_determination import DeterminationContent, propose_determination
from liability.services.record_sign_off import SignOffContent, record_sign_off
from penalties.models import ClaimParty, Fine, SettlementKind
from penalties.reports.month_workbook import month_workbook
from penalties.rules.month import Month
from penalties.services.agree_settlement import agree_settlement
from penalties.services.close_case import close_case
from penalties.services.confirm_fine import confirm_fine
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.execute_settlement import execute_settlement
from penalties.services.issue_due_reports import issue_due_reports
from penalties.services.open_claim import ClaimContent, close_claim, open_claim
from penalties.services.record_expense import ExpenseContent, record_expense
from penalties.services.record_receipt import ReceiptContent, confirm_receipt, record_receipt
from penalties.services.settlement_content import ExecutionContent, SettlementContent
from penalties.services.sign_report import sign_report
from tests.stories import figures
from tests.stories.workbook import differences
from tests.uploads import waiting_upload
from tests.world import World, at

D = Decimal
OCTOBER = Month(date(2026, 10, 1))


def october(text: str) -> datetime:
    """「06 09:00」."""
    return at(f"2026-10-{text}")


@pytest.mark.django_db
def test_three_cases_played_by_the_services_come_to_the_figures_worked_out_by_hand(world: World) -> None:
    play_a(world)
    b = start_b(world)
    c = start_c(world)
    finish_b(world, b)
    sweep_deadlines(at=october("29 00:01"))
    finish_c(world, c)
    (report,) = issue_due_reports(at=at("2026-11-01 08:00"))
    assert report.findings and not [one for one in report.findings if one["findings"]]
    book = load_workbook(BytesIO(month_workbook(report)))
    assert differences(book, figures.WORKBOOK) == []
    sign_report(month=OCTOBER, by=world.enterprise_management, at=at("2026-11-01 09:00"))
    notices = {notice.number: (notice.unit_name, str(notice.amount)) for notice in report.notices.all()}
    assert notices == figures.NOTICES


def play_a(world: World) -> None:
    """(a) 四抄车间 7号机, holes, 800 CNY: minor, answered in time."""
    case = file_a(world)
    first_look(world, case, loss="800.00", when="06 10:00")
    evidence(world, case, when="06 11:00", kinds=("roll_label", "defect"))
    determine(
        world,
        case,
        when="07 09:00",
        cause=Cause.PAPER_DEFECT,
        missing_evidence_reason="客户只留下卷标和缺陷照片，金额小，不去现场",
    )
    opinion(world, case, when="07 14:00", text="按出厂价赔 0.160 吨。", compensate_ceiling=D("800.00"))
    reply(world, case, "08 10:00")
    compensate(world, case, when="09 09:00", tonnes="0.160", price="5000.00")
    close_case(case=case, by=world.tech_head, at=october("12 09:00"))


def start_b(world: World) -> Case:
    """(b) 外包装破损 at dispatch, as far as the determination."""
    case = file_b(world)
    first_look(world, case, loss="36000.00", when="09 10:00")
    team(world, case, when="09 14:00")
    evidence(world, case, when="12 10:00", kinds=("roll_label", "defect", "weight_note", "user_statement"))
    evidence(world, case, when="12 10:30", kinds=("inbound_form", "loading_photo", "arrival_receipt"))
    scan = waiting_upload(world.warehouse_head, october("12 14:00"), name="三方汇签单.jpg")
    signed = SignOffContent(False, True, True, "HQ-1006", date(2026, 10, 6), "宜宾顺达物流", scan)
    record_sign_off(case=case, content=signed, by=world.warehouse_head, at=october("12 14:00"))
    report(world, case, cause=Cause.PACKAGING, when="13 09:00")
    determine(
        world,
        case,
        when="13 15:00",
        needs_finding=True,
        cause=Cause.PACKAGING,
        packaging_stage=PackagingStage.DISPATCH,
        forced_by=frozenset({Signer.WAREHOUSE, Signer.CARRIER}),
    )
    spent = ExpenseContent("差旅", D("1234.57"), date(2026, 10, 12), "CL-1012")
    record_expense(case=case, content=spent, by=world.tech_engineer, at=october("14 09:00"))
    return case


def finish_b(world: World, case: Case) -> None:
    """(b) the chain with a return and a second draft, the settlement and the claim recovered in part."""
    opinion(world, case, when="14 14:00", text="按出厂价赔 6.000 吨。", compensate_ceiling=D("30000.00"))
    step = case.opinions.get(state=OpinionState.SUBMITTED).steps.get(state=StepState.PENDING)
    return_opinion(step=step, reason="上限低于直接损失，请按 6.000 吨重写", by=world.deputy_gm, at=october("15 09:00"))
    opinion(world, case, when="15 14:00", text="按出厂价赔 6.000 吨。", compensate_ceiling=D("36000.00"))
    for who, when in ((world.deputy_gm, "16 09:00"), (world.general_manager, "17 09:00")):
        for step in case.opinions.get(draft_no=2).steps.filter(state=StepState.PENDING):
            decide = approve_step if step.action == "approve" else acknowledge_step
            decide(step=step, comment="同意", by=who, at=october(when))
    reply(world, case, "19 10:00")
    claimed = ClaimContent(ClaimParty.CARRIER, "宜宾顺达物流", D("18617.28"))
    claim = open_claim(case=case, content=claimed, by=world.sales_clerk, at=october("20 09:00"))
    compensate(world, case, when="21 09:00", tonnes="6.000", price="6000.00")
    money = ReceiptContent(D("11000.00"), date(2026, 10, 26), "YH-1026")
    receipt = record_receipt(claim=claim, content=money, by=world.sales_clerk, at=october("26 10:00"))
    confirm_receipt(receipt=receipt, by=world.finance, at=october("27 09:00"))
    close_claim(claim=claim, reason="承运单位只认这些", by=world.sales_clerk, at=october("28 09:00"))
    close_case(case=case, by=world.tech_head, at=october("28 15:00"))


def start_c(world: World) -> Case:
    """(c) 内夹带, the card came 80 hours after the opinion."""
    case = file_c(world)
    first_look(world, case, loss="3001.01", when="13 17:00")
    team(world, case, when="14 09:00")
    evidence(world, case, when="19 10:00", kinds=("roll_label", "defect", "weight_note", "user_statement"))
    evidence(world, case, when="19 10:30", kinds=("unwound_roll", "rewinder_record"))
    report(world, case, cause=Cause.HIDDEN, when="20 09:00")
    determine(world, case, when="20 15:00", cause=Cause.HIDDEN)
    late = DelayContent(True, "纸已上机用完，取不到证，也误了换货", Effect.EVIDENCE_AND_HANDLING)
    breach = case.breaches.get(kind="card_filing")
    when = october("21 09:00")
    found = propose_delay_finding(case=case, breach_id=breach.pk, content=late, by=world.tech_engineer, at=when)
    confirm_delay_finding(case=case, finding_id=found.pk, by=world.deputy_gm, at=october("22 09:00"))
    return case


def finish_c(world: World, case: Case) -> None:
    """(c) the reply comes after its 15 days; the exchange, and the fine of 技术中心."""
    opinion(world, case, when="29 09:00", text="换货，运费和保管费由我厂承担。", exchange_ceiling=D("3500.00"))
    reply(world, case, "29 10:00")
    what = SettlementContent(
        SettlementKind.EXCHANGE, lines_of(case), transport_cost=D("2600.00"), storage_cost=D("401.01")
    )
    settle(world, case, what, when="30 09:00")
    fine = Fine.objects.get(case=case)
    confirm_fine(fine=fine, by=world.enterprise_management, at=october("31 09:00"))
    close_case(case=case, by=world.tech_head, at=october("31 10:00"))


def file_a(world: World) -> Case:
    return world.file_card(
        october("06 09:00"),
        received_by_sales_at=october("05 14:00"),
        opened_at=october("05 08:00"),
        batch_no="7A260928",
        estimated_loss=D("800.00"),
        lines=(LineFacts(roll_no="7A260928-03", tonnes=D("0.160")),),
    )


def file_b(world: World) -> Case:
    return world.file_card(
        october("09 09:00"),
        received_by_sales_at=october("08 16:00"),
        problem_kind=ProblemKind.APPEARANCE,
        arrived_at=october("08 08:00"),
        opened_at=None,
        occurred_known_by=KnownBy.RECEIPT,
        defect=world.torn_package,
        batch_no="7A261005",
        estimated_loss=D("36000.00"),
        lines=tuple(LineFacts(roll_no=f"7A261005-0{n}", tonnes=D("1.500")) for n in (1, 2, 3, 4)),
    )


def file_c(world: World) -> Case:
    return world.file_card(
        october("13 16:00"),
        received_by_sales_at=october("10 08:00"),
        opened_at=october("09 10:00"),
        defect=world.inner_inclusion,
        machine=world.machine[5],
        batch_no="5A261001",
        estimated_loss=D("3001.01"),
        lines=(LineFacts(roll_no="5A261001-11", tonnes=D("0.900")),),
    )


def first_look(world: World, case: Case, *, loss: str, when: str) -> None:
    acknowledge_receipt(case=case, by=world.tech_engineer, at=october(when))
    triage_case(case=case, facts=TriageFacts(D(loss), True), by=world.tech_engineer, at=october(when))


def team(world: World, case: Case, *, when: str) -> None:
    """Two engineers and an inspector, approved an hour later."""
    engineer, second, inspector = world.tech_engineer, world.tech_engineer2, world.qc_head
    members = (
        MemberInput(engineer.unit, "engineer", engineer, engineer.display_name, True),
        MemberInput(second.unit, "engineer", second, second.display_name),
        MemberInput(inspector.unit, "quality", inspector, inspector.display_name),
    )
    proposal = propose_team(case=case, members=members, by=engineer, at=october(when))
    later = october(when).replace(minute=30)
    approve_team(case=case, proposal_id=proposal.pk, by=world.deputy_gm, at=later)


def evidence(world: World, case: Case, *, when: str, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        upload = waiting_upload(world.tech_engineer2, october(when), name=f"{kind}.jpg")
        add_evidence(
            case=case, kind=EvidenceKind(kind), attachments=[upload], by=world.tech_engineer2, at=october(when)
        )


def report(world: World, case: Case, *, cause: Cause, when: str) -> None:
    what = ReportContent(
        nature="现场查看属实",
        findings="开卷、对照留样和单据，与客户所述一致。",
        visited_on=october(when).date(),
        suspected_cause=cause,
        missing_evidence_reason="其余单据随车遗失" if cause is Cause.PACKAGING else "",
    )
    file_site_report(case=case, kind=ReportKind.FINAL, content=what, by=world.tech_engineer2, at=october(when))


def determine(world: World, case: Case, *, when: str, needs_finding: bool = False, **content: Any) -> None:
    """Proposed at `when`, found forced by 分管副总经理 where that is needed, confirmed by 技术中心主任."""
    what = DeterminationContent(**content)
    found = propose_determination(case=case, content=what, by=world.tech_engineer, at=october(when))
    if needs_finding:
        later = october(when).replace(minute=20)
        confirm_finding(case=case, determination_id=found.pk, by=world.deputy_gm, at=later)
    later = october(when).replace(minute=40)
    confirm_determination(case=case, determination_id=found.pk, by=world.tech_head, at=later)


def opinion(world: World, case: Case, *, when: str, **content: Any) -> None:
    draft_opinion(case=case, content=OpinionContent(**content), by=world.tech_engineer, at=october(when))
    submit_opinion(case=case, by=world.tech_engineer, at=october(when))


def reply(world: World, case: Case, when: str) -> None:
    what = ReplyContent("letter", "杨德福", "贵司所提问题已查清，按所附处理意见办理。")
    issue_reply(case=case, content=what, by=world.tech_engineer, at=october(when))
    record_delivery(case=case, delivered_at=october(when), by=world.sales_clerk, at=october(when))


def compensate(world: World, case: Case, *, when: str, tonnes: str, price: str) -> None:
    what = SettlementContent(
        SettlementKind.COMPENSATE, lines_of(case), tonnes=D(tonnes), method="price", ex_works_price=D(price)
    )
    settle(world, case, what, when=when)


def settle(world: World, case: Case, what: SettlementContent, *, when: str) -> None:
    """Agreed, executed the same day and confirmed by the head of sales in the evening."""
    moment = october(when)
    agreed = agree_settlement(case=case, content=what, by=world.sales_clerk, at=moment)
    done = ExecutionContent("BD-2610", moment.date())
    executed = execute_settlement(settlement=agreed, content=done, by=world.sales_clerk, at=moment.replace(hour=11))
    confirm_settlement(settlement=executed, by=world.sales_head, at=moment.replace(hour=17))


def lines_of(case: Case) -> tuple[int, ...]:
    return tuple(case.card.lines.values_list("pk", flat=True))
