"""Who bears how much: proposed, confirmed by another, overridden beside the computed result (P.三)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.models import CaseState, ClockKind, ConcernedUnit
from cases.rules.intake import Cause
from cases.rules.investigation_errors import CaseOver, EvidenceMissing, NotTriaged, ReasonMissing, TeamNotApproved
from liability.models import DeterminationState, LiabilityDetermination, PackagingStage
from liability.rules.errors import (
    FindingUnconfirmed,
    ForcedShipmentUnsound,
    HandoverMissing,
    NothingToDecide,
    ReportMissing,
    SalesMistakeWithoutCarrier,
    SharesMissing,
    SharesNotAsked,
    SharesUnsound,
)
from liability.rules.facts import Signer
from liability.selectors.facts import liability_facts
from liability.services.confirm_determination import (
    confirm_determination,
    override_determination,
    return_determination,
)
from liability.services.confirm_finding import confirm_finding, return_finding
from liability.services.propose_determination import DeterminationContent, ShareInput, propose_determination
from liability.services.record_inbound_acceptance import InboundContent, record_inbound_acceptance
from liability.services.record_sign_off import SignOffContent, record_sign_off
from tests import posting_hook
from tests.cases_made import FILED_AT, give_report, give_team, make_case
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, SelfApproval, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
LATER = FILED_AT + timedelta(days=3)


@pytest.fixture(autouse=True)
def hook(settings: Any):
    settings.AFTER_DETERMINATION = "tests.posting_hook.note"
    posting_hook.calls.clear()
    return posting_hook.calls


def content(cause: Cause | None = Cause.PAPER_DEFECT, **changes: Any) -> DeterminationContent:
    return DeterminationContent(cause=cause, **{"missing_evidence_reason": "证据已说明"} | changes)


def investigated(world: World, **changes: Any):
    case = make_case(world, tier="larger", **changes)
    give_team(case, world)
    give_report(case, world)
    return case


def propose(world: World, case, *, who: str = "tech_engineer", **changes: Any) -> LiabilityDetermination:
    return propose_determination(case=case, content=content(**changes), by=getattr(world, who), at=LATER)


def confirm(world: World, case, determination, **changes: Any) -> LiabilityDetermination:
    facts = {"by": world.tech_head, "at": LATER} | changes
    return confirm_determination(case=case, determination_id=determination.pk, **facts)


def override(world: World, case, determination, shares, reason="监控显示", **changes: Any):
    facts = {"by": world.tech_head, "at": LATER} | changes
    return override_determination(
        case=case, determination_id=determination.pk, shares=shares, reason=reason, **facts
    )


def shares(world: World, **fractions: str) -> list[ShareInput]:
    return [ShareInput(world.unit[code], Decimal(fraction)) for code, fraction in fractions.items()]


def sign(world: World, case, parties: str) -> None:
    record_sign_off(
        case=case,
        content=SignOffContent("q" in parties, "w" in parties, "c" in parties, carrier_name="顺江物流"),
        by=world.tech_engineer,
        at=LATER,
    )


def forced(world: World, case, by: set[Signer], **changes: Any) -> LiabilityDetermination:
    return propose(
        world,
        case,
        cause=Cause.PACKAGING,
        packaging_stage=PackagingStage.DISPATCH,
        forced_by=frozenset(by),
        **changes,
    )


def rows(stored: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(row["unit"], row["share"], row["clause"]) for row in stored]


def test_a_proposal_is_computed_by_the_rule_and_derived(world: World) -> None:
    proposal = propose(world, investigated(world))
    assert proposal.state == DeterminationState.PROPOSED
    assert rows(proposal.computed) == [
        ("workshop_4", "0.7000", "P.三.4"),
        ("quality_inspection", "0.3000", "P.三.4"),
    ]
    assert [step["text"] for step in proposal.basis] == ["案由：纸病", "承担比例：四抄车间、质检处"]
    assert proposal.basis[1]["formula"] == "70% : 30%"


def test_it_is_put_before_the_head(world: World) -> None:
    case = investigated(world)
    propose(world, case)
    assert "确认责任认定" in InboxMessage.objects.get(user=world.tech_head).title
    assert "四抄车间 70%" in Event.objects.get(stream=case.stream, verb="propose_determination").text


def test_a_proposal_changes_no_fact(world: World) -> None:
    case = investigated(world)
    propose(world, case)
    assert not liability_facts(case).is_determined


def test_a_confirmation_puts_it_in_force(world: World) -> None:
    case = investigated(world)
    confirm(world, case, propose(world, case))
    facts = liability_facts(case)
    assert (facts.cause, facts.manual_shares, facts.packaging) == ("paper_defect", (), None)
    case.refresh_from_db()
    assert case.cause == "paper_defect"


def test_a_confirmation_opens_the_case_to_the_units_that_bear(world: World) -> None:
    case = investigated(world)
    confirm(world, case, propose(world, case))
    concerned = ConcernedUnit.objects.filter(case=case).values_list("unit__code", flat=True)
    assert set(concerned) == {"workshop_4", "quality_inspection"}


def test_what_posts_money_is_told_in_the_same_transaction(world: World, hook: list[dict[str, Any]]) -> None:
    case = investigated(world)
    proposal = propose(world, case)
    assert hook == []
    confirm(world, case, proposal)
    assert [(call["trigger"], call["in_transaction"]) for call in hook] == [(f"determination:{proposal.pk}", True)]


def test_a_posting_that_fails_undoes_the_confirmation(world: World, settings: Any) -> None:
    settings.AFTER_DETERMINATION = "tests.posting_hook.fail"
    case = investigated(world)
    proposal = propose(world, case)
    with pytest.raises(posting_hook.HookFailed):
        confirm(world, case, proposal)
    proposal.refresh_from_db()
    assert proposal.state == DeterminationState.PROPOSED
    assert not Event.objects.filter(stream=case.stream, verb="confirm_determination").exists()


def test_nobody_confirms_what_they_proposed(world: World) -> None:
    case = investigated(world)
    proposal = propose(world, case, who="tech_head")
    for act in (
        lambda: confirm(world, case, proposal),
        lambda: override(world, case, proposal, shares(world, warehouse="1")),
        lambda: return_determination(
            case=case, determination_id=proposal.pk, comment="再查", by=world.tech_head, at=LATER
        ),
    ):
        with pytest.raises(SelfApproval):
            act()


@pytest.mark.parametrize("who", ["tech_engineer2", "deputy_gm", "sales_head", "enterprise_management"])
def test_only_the_head_confirms(world: World, who: str) -> None:
    case = investigated(world)
    proposal = propose(world, case)
    with pytest.raises(NotAllowed):
        confirm(world, case, proposal, by=getattr(world, who))


def test_a_second_confirmation_is_told_of_the_first(world: World) -> None:
    case = investigated(world)
    proposal = propose(world, case)
    confirm(world, case, proposal)
    with pytest.raises(NothingToDecide, match="罗永清 已确认，没有重复办理"):
        confirm(world, case, proposal)


def test_a_stale_page_confirms_nothing(world: World) -> None:
    case = investigated(world)
    proposal = propose(world, case)
    case.refresh_from_db()
    seen = case.version
    sign(world, case, "qw")
    with pytest.raises(StalePage, match="三方汇签"):
        confirm(world, case, proposal, seen_version=seen)


def test_an_override_lies_beside_the_computed_result(world: World) -> None:
    case = investigated(world)
    proposal = propose(world, case)
    override(world, case, proposal, shares(world, workshop_4="0.6", quality_inspection="0.4"))
    proposal.refresh_from_db()
    assert proposal.state == DeterminationState.CONFIRMED
    assert rows(proposal.computed)[0][1] == "0.7000"
    assert rows(proposal.manual_shares) == [
        ("workshop_4", "0.6000", "P.三.4"),
        ("quality_inspection", "0.4000", "P.三.4"),
    ]
    facts = liability_facts(case)
    assert [(share.unit_code, share.share) for share in facts.manual_shares] == [
        ("workshop_4", Decimal("0.6000")),
        ("quality_inspection", Decimal("0.4000")),
    ]
    event = Event.objects.get(stream=case.stream, verb="override_determination")
    assert event.changes == [["四抄车间", "70%", "60%"], ["质检处", "30%", "40%"]]
    assert "监控显示" in event.text


def test_an_override_needs_a_reason_and_shares_that_add_up(world: World) -> None:
    case = investigated(world)
    proposal = propose(world, case)
    with pytest.raises(ReasonMissing):
        override(world, case, proposal, shares(world, warehouse="1"), reason=" ")
    with pytest.raises(SharesUnsound, match="99%"):
        override(world, case, proposal, shares(world, warehouse="0.99"))


def test_an_override_like_the_computed_result_is_no_override(world: World) -> None:
    case = investigated(world)
    with pytest.raises(SharesUnsound, match="直接确认"):
        override(
            world, case, propose(world, case), shares(world, workshop_4="0.7", quality_inspection="0.3")
        )


def test_the_proposer_lays_no_shares_over_the_rule(world: World) -> None:
    with pytest.raises(SharesNotAsked):
        propose(world, investigated(world), manual_shares=shares(world, warehouse="1"), reason="看错")


def test_another_cause_needs_shares_and_a_reason(world: World) -> None:
    case = investigated(world)
    with pytest.raises(SharesMissing):
        propose(world, case, cause=None)
    with pytest.raises(ReasonMissing):
        propose(world, case, cause=None, manual_shares=shares(world, sales="1"))
    proposal = propose(world, case, cause=None, manual_shares=shares(world, sales="1"), reason="发错货")
    confirm(world, case, proposal)
    facts = liability_facts(case)
    assert facts.is_determined
    assert (facts.cause, facts.manual_shares[0].unit_code) == (None, "sales")


def test_a_revision_takes_the_place_of_the_earlier_one_once_confirmed(world: World) -> None:
    case = investigated(world)
    first = propose(world, case)
    confirm(world, case, first)
    second = propose(world, case, cause=Cause.HIDDEN)
    assert liability_facts(case).cause == "paper_defect"
    confirm(world, case, second)
    first.refresh_from_db()
    assert (first.state, second.ordinal) == (DeterminationState.SUPERSEDED, 2)
    assert liability_facts(case).cause == "hidden"
    event = Event.objects.filter(stream=case.stream, verb="confirm_determination").last()
    assert event.changes == [["四抄车间", "70%", "90%"], ["质检处", "30%", "10%"]]


def test_a_revision_after_the_reply_is_possible(world: World) -> None:
    case = investigated(world, state=CaseState.REPLIED, replied_at=LATER)
    assert confirm(world, case, propose(world, case)).state == DeterminationState.CONFIRMED


def test_a_closed_case_is_not_determined_anew(world: World) -> None:
    case = investigated(world, state=CaseState.CLOSED)
    with pytest.raises(CaseOver):
        propose(world, case)


def test_a_return_needs_words_and_leaves_the_one_in_force(world: World) -> None:
    case = investigated(world)
    confirm(world, case, propose(world, case))
    second = propose(world, case, cause=Cause.HIDDEN)
    facts = {"case": case, "determination_id": second.pk, "by": world.tech_head, "at": LATER}
    with pytest.raises(ReasonMissing):
        return_determination(comment="", **facts)
    return_determination(comment="再核对复卷记录", **facts)
    second.refresh_from_db()
    assert second.state == DeterminationState.RETURNED
    assert liability_facts(case).cause == "paper_defect"


def test_a_newer_proposal_replaces_the_open_one(world: World) -> None:
    case = investigated(world)
    first = propose(world, case)
    propose(world, case, cause=Cause.BRIGHTNESS)
    with pytest.raises(NothingToDecide):
        confirm(world, case, first)


def test_the_steps_before_are_asked_for(world: World) -> None:
    with pytest.raises(NotTriaged):
        propose(world, make_case(world))
    case = make_case(world, tier="larger")
    with pytest.raises(TeamNotApproved):
        propose(world, case)
    give_team(case, world)
    with pytest.raises(ReportMissing):
        propose(world, case)


def test_without_a_visit_and_for_a_minor_case_no_report_is_asked(world: World) -> None:
    case = make_case(world, tier="larger")
    give_team(case, world, is_waiver=True, reason="样张已寄回")
    assert propose(world, case)
    assert propose(world, make_case(world, tier="minor", loss="800"))


def test_missing_evidence_needs_a_reason_unless_the_report_of_this_cause_gave_one(world: World) -> None:
    case = investigated(world)
    with pytest.raises(EvidenceMissing):
        propose(world, case, missing_evidence_reason="")
    report = case.site_reports.get()
    report.suspected_cause, report.missing_evidence_reason = "paper_defect", "客户已开完"
    report.save()
    assert propose(world, case, missing_evidence_reason="")
    with pytest.raises(EvidenceMissing):
        propose(world, case, cause=Cause.HIDDEN, missing_evidence_reason="")


def test_packaging_names_its_stage_and_waits_for_its_form(world: World) -> None:
    case = investigated(world)
    with pytest.raises(InvalidInput):
        propose(world, case, cause=Cause.PACKAGING)
    with pytest.raises(HandoverMissing, match="入库交接"):
        propose(world, case, cause=Cause.PACKAGING, packaging_stage=PackagingStage.BEFORE_LOADING)
    with pytest.raises(HandoverMissing, match="三方汇签"):
        forced(world, case, set())


@pytest.mark.parametrize(("is_signed", "bearer"), [(True, "warehouse"), (False, "workshop_4")])
def test_before_loading_the_signature_of_the_store_decides(world: World, is_signed: bool, bearer: str) -> None:
    case = investigated(world)
    record_inbound_acceptance(
        case=case,
        content=InboundContent(is_signed, signed_on=at("2026-10-01 08:00").date(), signer="郑国栋"),
        by=world.tech_engineer,
        at=LATER,
    )
    proposal = propose(world, case, cause=Cause.PACKAGING, packaging_stage=PackagingStage.BEFORE_LOADING)
    assert rows(proposal.computed) == [(bearer, "1.0000", "P.三.5乙")]
    confirm(world, case, proposal)
    assert liability_facts(case).packaging.warehouse_signed is is_signed


def test_all_three_signed_makes_it_the_carriers(world: World) -> None:
    case = investigated(world)
    sign(world, case, "qwc")
    proposal = forced(world, case, set())
    assert rows(proposal.computed) == [("carrier", "1.0000", "P.三.5乙")]
    assert not proposal.needs_finding


def test_two_that_forced_the_shipment_bear_halves_after_the_deputy_agreed(world: World) -> None:
    case = investigated(world)
    sign(world, case, "wc")
    proposal = forced(world, case, {Signer.WAREHOUSE, Signer.CARRIER})
    assert rows(proposal.computed) == [
        ("warehouse", "0.5000", "P.三.5乙"),
        ("carrier", "0.5000", "P.三.5乙"),
    ]
    with pytest.raises(FindingUnconfirmed):
        confirm(world, case, proposal)
    with pytest.raises(FindingUnconfirmed):
        override(world, case, proposal, shares(world, warehouse="1"))
    confirm_finding(case=case, determination_id=proposal.pk, by=world.deputy_gm, at=LATER)
    confirm(world, case, proposal)
    facts = liability_facts(case)
    assert facts.packaging.forced_by == ("warehouse", "carrier")
    assert facts.packaging.signatures == ("warehouse", "carrier")


def test_only_a_signer_forces_and_only_while_one_did_not_sign(world: World) -> None:
    case = investigated(world)
    sign(world, case, "w")
    with pytest.raises(ForcedShipmentUnsound, match="承运单位没有签字"):
        forced(world, case, {Signer.CARRIER})
    sign(world, case, "qwc")
    with pytest.raises(ForcedShipmentUnsound, match="三方都已签字"):
        forced(world, case, {Signer.WAREHOUSE})


@pytest.mark.parametrize("parties", ["", "w"])
def test_what_the_rule_leaves_open_waits_for_shares(world: World, parties: str) -> None:
    case = investigated(world)
    sign(world, case, parties)
    proposal = forced(world, case, set())
    assert (proposal.computed, proposal.open_question) == ([], "packaging")
    with pytest.raises(SharesMissing):
        confirm(world, case, proposal)
    override(world, case, proposal, shares(world, warehouse="0.5", quality_inspection="0.5"))
    assert len(liability_facts(case).manual_shares) == 2


def test_shares_for_what_is_open_may_be_proposed_at_once(world: World) -> None:
    case = investigated(world)
    sign(world, case, "")
    proposal = forced(world, case, set(), manual_shares=shares(world, warehouse="1"), reason="无人签字即装车")
    assert confirm(world, case, proposal).is_manual


def test_a_sales_mistake_goes_to_the_deputy_and_needs_a_carriers_share(world: World) -> None:
    case = investigated(world)
    with pytest.raises(SalesMistakeWithoutCarrier):
        propose(world, case, is_sales_mistake=True)
    proposal = propose(world, case, cause=Cause.TRANSPORT, is_sales_mistake=True)
    assert proposal.needs_finding
    assert not InboxMessage.objects.filter(user=world.tech_head).exists()
    confirm_finding(case=case, determination_id=proposal.pk, by=world.deputy_gm, at=LATER)
    assert InboxMessage.objects.filter(user=world.tech_head).exists()
    confirm(world, case, proposal)
    assert liability_facts(case).is_sales_mistake


@pytest.mark.parametrize("who", ["tech_head", "general_manager", "sales_head"])
def test_only_the_deputy_confirms_a_finding(world: World, who: str) -> None:
    case = investigated(world)
    proposal = propose(world, case, cause=Cause.TRANSPORT, is_sales_mistake=True)
    with pytest.raises(NotAllowed):
        confirm_finding(case=case, determination_id=proposal.pk, by=getattr(world, who), at=LATER)


def test_a_refused_finding_sends_the_proposal_back(world: World) -> None:
    case = investigated(world)
    proposal = propose(world, case, cause=Cause.TRANSPORT, is_sales_mistake=True)
    return_finding(
        case=case, determination_id=proposal.pk, comment="未查实失误", by=world.deputy_gm, at=LATER
    )
    proposal.refresh_from_db()
    assert proposal.state == DeterminationState.RETURNED


def test_a_finding_is_confirmed_once_and_only_where_there_is_one(world: World) -> None:
    case = investigated(world)
    plain = propose(world, case)
    facts = {"case": case, "by": world.deputy_gm, "at": LATER}
    with pytest.raises(NothingToDecide):
        confirm_finding(determination_id=plain.pk, **facts)
    proposal = propose(world, case, cause=Cause.TRANSPORT, is_sales_mistake=True)
    confirm_finding(determination_id=proposal.pk, **facts)
    with pytest.raises(NothingToDecide):
        confirm_finding(determination_id=proposal.pk, **facts)


def test_misuse_is_not_compensable_and_confirmed_without_shares(world: World) -> None:
    case = investigated(world)
    proposal = propose(world, case, cause=Cause.USER_MISUSE)
    assert (proposal.computed, proposal.open_question) == ([], "not_compensable")
    assert confirm(world, case, proposal).state == DeterminationState.CONFIRMED


def test_the_customers_clock_goes_by_the_confirmed_cause(world: World) -> None:
    case = investigated(world)
    clock = case.deadlines.get(kind=ClockKind.USER_REPORT)
    assert clock.starts_at == case.card.opened_at
    confirm(world, case, propose(world, case, cause=Cause.TRANSPORT))
    clock.refresh_from_db()
    assert clock.ended_at == LATER  # the card tells no arrival: no clock runs
    confirm(world, case, propose(world, case, cause=Cause.HIDDEN))
    clock.refresh_from_db()
    assert (clock.ended_at, clock.starts_at) == (None, case.card.opened_at)


def test_an_arrival_on_the_card_gives_the_cause_its_clock(world: World) -> None:
    case = investigated(world)
    case.card.arrived_at = case.card.received_by_sales_at - timedelta(hours=80)
    case.card.save()
    confirm(world, case, propose(world, case, cause=Cause.TRANSPORT))
    clock = case.deadlines.get(kind=ClockKind.USER_REPORT)
    assert clock.due_at == case.card.arrived_at + timedelta(hours=72)
    breach = case.breaches.get(kind=ClockKind.USER_REPORT)
    assert breach.unit is None
