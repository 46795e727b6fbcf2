"""Pages of hand-over facts, determination, findings and goodwill."""

from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, ClockKind
from cases.services.concern_unit import concern_units
from cases.services.record_breach import record_breach
from liability.models import DelayFinding, Goodwill, InboundAcceptance, LiabilityDetermination, TripartiteSignOff
from tests import posting_hook
from tests.cases_made import give_report, give_team, make_case
from tests.uploads import waiting_upload
from tests.views.acting import address, client_of, send, show, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db
NOW = at("2026-10-12 15:00")


@pytest.fixture(autouse=True)
def afternoon(world: World, travel_to: Any, settings: Any) -> None:
    travel_to(NOW)
    settings.AFTER_DETERMINATION = "tests.posting_hook.note"
    posting_hook.calls.clear()


def investigated(world: World) -> Case:
    case = make_case(world, tier="larger")
    give_team(case, world)
    give_report(case, world)
    return case


def proposal(**changes: Any) -> dict[str, Any]:
    return {
        "cause": "paper_defect",
        "missing_evidence_reason": "客户已开完",
        "shares-TOTAL_FORMS": "0",
        "shares-INITIAL_FORMS": "0",
    } | changes


def share_rows(world: World, **percents: str) -> dict[str, Any]:
    data: dict[str, Any] = {"shares-TOTAL_FORMS": len(percents), "shares-INITIAL_FORMS": 0}
    for place, (code, percent) in enumerate(percents.items()):
        data |= {f"shares-{place}-unit": world.unit[code].pk, f"shares-{place}-percent": percent}
    return data


def proposed(world: World, case: Case, **changes: Any) -> LiabilityDetermination:
    answer = send(world, "tech_engineer", case, "propose-determination", **proposal(**changes))
    assert answer.status_code == 302, text_of(answer)
    return LiabilityDetermination.objects.get(case=case, state="proposed")


def preview(world: World, case: Case, **chosen: Any) -> str:
    return text_of(client_of(world, "tech_engineer").get(address(case, "preview-determination"), chosen))


def test_the_computed_shares_are_shown_for_the_chosen_cause(world: World) -> None:
    told = preview(world, investigated(world), cause="hidden")
    assert "四抄车间 90%" in told
    assert "质检处 10%" in told
    assert "P.三.5甲" in told
    assert "复卷机与检验记录" in told


def test_packaging_asks_for_its_form_first(world: World) -> None:
    case = investigated(world)
    assert "请选外包装是在哪个环节破损的" in preview(world, case, cause="packaging")
    assert "请先登记质检处、物资处、承运单位谁签了字" in preview(
        world, case, cause="packaging", packaging_stage="dispatch"
    )


def test_who_forced_the_shipment_is_shown_with_the_reading(world: World) -> None:
    case = investigated(world)
    signed = {"is_signed_by_warehouse": "on", "is_signed_by_carrier": "on", "carrier_name": "顺江物流"}
    send(world, "tech_engineer", case, "record-sign-off", **signed)
    chosen = {"cause": "packaging", "packaging_stage": "dispatch", "forced_by": ["warehouse", "carrier"]}
    told = preview(world, case, **chosen)
    assert "质检处 未签 · 物资处 已签 · 承运单位 已签" in told
    assert "两方平分" in told
    assert "制度未明示" in told
    assert "物资处 50%" in told


def test_another_cause_is_left_to_a_person(world: World) -> None:
    assert "比例由有权人认定" in preview(world, investigated(world), cause="other")


@pytest.mark.parametrize("cause", ["", "nonsense"])
def test_without_a_cause_nothing_is_computed(world: World, cause: str) -> None:
    assert "选好案由" in preview(world, investigated(world), cause=cause)


def test_the_form_opens_with_the_suspected_cause(world: World) -> None:
    page = text_of(show(world, "tech_engineer", investigated(world), "propose-determination"))
    assert '<option value="paper_defect" selected>' in page
    assert "四抄车间 70%" in page


def test_a_step_out_of_order_says_what_comes_first(world: World) -> None:
    case = make_case(world, tier="larger")
    assert "批准的服务小组" in text_of(show(world, "tech_engineer", case, "propose-determination"))
    give_team(case, world)
    answer = show(world, "tech_engineer", case, "propose-determination")
    assert answer.status_code == 409
    assert "这步要先有现场调查报告" in text_of(answer)


def test_a_proposal_goes_to_the_head_who_confirms_it(world: World) -> None:
    case = investigated(world)
    row = proposed(world, case)
    page = text_of(show(world, "tech_head", case, "confirm-determination"))
    assert "案由：纸病" in page
    assert "70%" in page
    answer = send(
        world, "tech_head", case, "confirm-determination", determination=row.pk, comment="", decision="confirm"
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_return_without_words_is_refused_at_the_field(world: World) -> None:
    case = investigated(world)
    row = proposed(world, case)
    fields = {"determination": row.pk, "decision": "return"}
    answer = send(world, "tech_head", case, "confirm-determination", comment="", **fields)
    assert answer.status_code == 422
    assert "请写退回的理由" in text_of(answer)
    assert send(world, "tech_head", case, "confirm-determination", comment="再查", **fields).status_code == 302
    row.refresh_from_db()
    assert row.state == "returned"


def test_the_proposer_sees_that_another_person_decides(world: World) -> None:
    case = investigated(world)
    send(world, "tech_head", case, "propose-determination", **proposal())
    row = LiabilityDetermination.objects.get()
    assert show(world, "tech_head", case, "confirm-determination").status_code == 403
    answer = send(world, "tech_head", case, "confirm-determination", determination=row.pk, decision="confirm")
    assert answer.status_code == 403
    assert "要由另一个人确认" in text_of(answer)


def test_other_shares_are_laid_over_with_a_reason(world: World) -> None:
    case = investigated(world)
    row = proposed(world, case)
    page = text_of(show(world, "tech_head", case, "override-determination"))
    assert 'value="70"' in page
    fields = {"determination": row.pk, "reason": "监控显示"}
    wrong = send(
        world,
        "tech_head",
        case,
        "override-determination",
        **fields,
        **share_rows(world, workshop_4="60", warehouse="39.99"),
    )
    assert wrong.status_code == 422
    assert "现在是 99.99%" in text_of(wrong)
    assert "39.99" in text_of(wrong)
    right = send(
        world,
        "tech_head",
        case,
        "override-determination",
        **fields,
        **share_rows(world, workshop_4="６０%", warehouse="40"),
    )
    assert right.status_code == 302
    row.refresh_from_db()
    assert [share["share"] for share in row.manual_shares] == ["0.6000", "0.4000"]


@pytest.mark.parametrize("percent", ["", "0", "-1", "100.01", "33.333", "三成", "=1", "<i>1</i>"])
def test_a_share_that_is_no_per_cent_is_told_in_its_row(world: World, percent: str) -> None:
    case = investigated(world)
    row = proposed(world, case)
    rows = share_rows(world, workshop_4="100", warehouse=percent)
    answer = send(
        world, "tech_head", case, "override-determination", determination=row.pk, reason="监控", **rows
    )
    assert answer.status_code == 422
    assert "id_shares-1-percent-error" in text_of(answer)


def test_another_cause_is_proposed_with_its_shares(world: World) -> None:
    case = investigated(world)
    fields = proposal(cause="other", reason="发错货") | share_rows(world, sales="100")
    assert send(world, "tech_engineer", case, "propose-determination", **fields).status_code == 302
    row = LiabilityDetermination.objects.get()
    assert (row.cause, row.manual_shares[0]["unit"]) == ("", "sales")


def test_shares_typed_for_a_cause_the_rule_answers_are_dropped(world: World) -> None:
    case = investigated(world)
    fields = proposal() | share_rows(world, sales="100")
    assert send(world, "tech_engineer", case, "propose-determination", **fields).status_code == 302
    assert not LiabilityDetermination.objects.get().is_manual


def test_missing_evidence_is_asked_for(world: World) -> None:
    case = investigated(world)
    answer = send(
        world, "tech_engineer", case, "propose-determination", **proposal(missing_evidence_reason="")
    )
    assert answer.status_code == 422
    assert "id_missing_evidence_reason-error" in text_of(answer)


def test_a_sales_mistake_goes_through_the_deputy(world: World) -> None:
    case = investigated(world)
    row = proposed(world, case, cause="transport", is_sales_mistake="on")
    assert "先由分管副总经理确认" in text_of(show(world, "tech_head", case, "confirm-determination"))
    early = send(world, "tech_head", case, "confirm-determination", determination=row.pk, decision="confirm")
    assert early.status_code == 409
    assert "销售工作失误" in text_of(show(world, "deputy_gm", case, "confirm-finding"))
    answer = send(world, "deputy_gm", case, "confirm-finding", determination=row.pk, decision="confirm")
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.finding_confirmed_by == world.deputy_gm


def test_a_form_is_recorded_with_its_scan(world: World) -> None:
    case = make_case(world, tier="larger")
    concern_units(case=case, units=[world.unit["warehouse"]], at=NOW)
    scan = waiting_upload(world.warehouse_head, NOW - timedelta(minutes=3))
    answer = send(
        world,
        "warehouse_head",
        case,
        "record-inbound-acceptance",
        is_signed="yes",
        signed_on="2026-10-01",
        signer="郑国栋",
        scan=[str(scan.pk)],
    )
    assert answer.status_code == 302
    assert InboundAcceptance.objects.get().scan_id == scan.pk


def test_a_signature_without_its_day_is_told_at_the_field(world: World) -> None:
    case = make_case(world, tier="larger")
    answer = send(world, "tech_engineer", case, "record-inbound-acceptance", is_signed="yes", signer="郑国栋")
    assert answer.status_code == 422
    assert "id_signed_on-error" in text_of(answer)


def test_nobody_signed_is_recorded_by_empty_boxes(world: World) -> None:
    case = make_case(world, tier="larger")
    assert send(world, "tech_engineer", case, "record-sign-off").status_code == 302
    assert TripartiteSignOff.objects.get().signers == ()


def test_units_that_sign_nothing_are_kept_out(world: World) -> None:
    case = make_case(world, tier="larger")
    concern_units(case=case, units=[world.unit["workshop_4"]], at=NOW)
    assert show(world, "workshop4_head", case, "record-sign-off").status_code == 403
    assert show(world, "qc_head", case, "record-sign-off").status_code == 404


def late_card(world: World) -> tuple[Case, str]:
    case = make_case(world, tier="minor", loss="800")
    breach = record_breach(deadline=case.deadlines.get(kind=ClockKind.CARD_FILING), at=NOW)
    return case, f"propose-delay-finding/{breach.pk}"


def test_the_effect_of_a_late_card_is_proposed_and_confirmed(world: World) -> None:
    case, verb = late_card(world)
    assert "耽误取证和处理时机" in text_of(show(world, "tech_engineer", case, verb))
    fields = {"effect": "evidence_and_handling", "has_adverse_effect": "yes", "reason": "已开完"}
    assert send(world, "tech_engineer", case, verb, **fields).status_code == 302
    finding = DelayFinding.objects.get()
    assert show(world, "tech_head", case, "decide-delay-finding").status_code == 409
    assert "已开完" in text_of(show(world, "deputy_gm", case, "decide-delay-finding"))
    answer = send(world, "deputy_gm", case, "decide-delay-finding", finding=finding.pk, decision="confirm")
    assert answer.status_code == 302
    finding.refresh_from_db()
    assert finding.state == "confirmed"


def test_a_breach_of_another_case_is_not_found(world: World) -> None:
    _, verb = late_card(world)
    assert show(world, "tech_engineer", make_case(world, tier="minor"), verb).status_code == 404


def test_goodwill_is_approved_on_its_page(world: World) -> None:
    case = make_case(world, tier="minor", loss="800")
    assert show(world, "deputy_gm", case, "approve-goodwill").status_code == 409
    row = proposed(world, case, cause="user_misuse")
    send(world, "tech_head", case, "confirm-determination", determination=row.pk, decision="confirm")
    assert send(world, "deputy_gm", case, "approve-goodwill", reason="老客户").status_code == 302
    assert Goodwill.objects.filter(case=case).exists()


VERBS_OF_TECH = ["propose-determination", "preview-determination"]
VERBS_OF_HEAD = ["confirm-determination", "override-determination"]


@pytest.mark.parametrize("who", ["sales_clerk", "deputy_gm", "enterprise_management", "auditor"])
def test_others_neither_propose_nor_confirm(world: World, who: str) -> None:
    case = investigated(world)
    proposed(world, case)
    for verb in [*VERBS_OF_TECH, *VERBS_OF_HEAD]:
        assert show(world, who, case, verb).status_code == 403, verb
    if who != "deputy_gm":
        for verb in ("confirm-finding", "approve-goodwill", "decide-delay-finding"):
            assert show(world, who, case, verb).status_code == 403, verb
