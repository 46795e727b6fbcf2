"""Whose queue a case stands in, from the card to the determination."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import CaseState, ClockKind
from cases.rules.intake import Cause
from cases.rules.team import Discipline
from cases.selectors import turns_evidence, turns_triage
from cases.services.decide_team import approve_team
from cases.services.propose_team import MemberInput, propose_team
from cases.services.record_breach import record_breach
from cases.views import panels_evidence, panels_triage
from liability.models import Effect
from liability.selectors import turns as liability_turns
from liability.services.confirm_determination import confirm_determination
from liability.services.confirm_finding import confirm_finding
from liability.services.propose_delay_finding import DelayContent, propose_delay_finding
from liability.services.propose_determination import DeterminationContent, propose_determination
from liability.views import panels as liability_panels
from tests.cases_made import FILED_AT, give_determination, give_report, give_team, make_case
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = FILED_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def hook(settings: Any) -> None:
    settings.AFTER_DETERMINATION = "tests.posting_hook.note"


def queue(world: World, who: str) -> list[str]:
    user = getattr(world, who)
    found = [
        *turns_triage.turns(user, NOW, 50),
        *turns_evidence.turns(user, NOW, 50),
        *liability_turns.turns(user, NOW, 50),
    ]
    return [turn.verb for turn in found]


def turn_offers(world: World, who: str, case) -> list[str]:
    """The acts the case page shows as this person's turn."""
    user = getattr(world, who)
    case.refresh_from_db()
    found = [
        *panels_triage.offers(case, user, NOW),
        *panels_evidence.offers(case, user, NOW),
        *liability_panels.offers(case, user, NOW),
    ]
    return [offer.label for offer in found if offer.is_turn]


def waiting(case) -> str:
    case.refresh_from_db()
    for module in (panels_triage, panels_evidence, liability_panels):
        found = module.waiting(case, NOW)
        if found:
            return f"{found.who}：{found.what}"
    return ""


def proposed_team(world: World, case):
    members = [
        MemberInput(world.unit["technical_center"], Discipline.ENGINEER, world.tech_engineer2, is_leader=True),
        MemberInput(world.unit["quality_inspection"], Discipline.QUALITY, world.qc_head),
    ]
    return propose_team(case=case, members=members, by=world.tech_engineer, at=NOW)


def proposal(world: World, case, cause: Cause = Cause.PAPER_DEFECT, **changes: Any):
    content = DeterminationContent(cause=cause, missing_evidence_reason="客户已开完", **changes)
    return propose_determination(case=case, content=content, by=world.tech_engineer, at=NOW)


def test_a_new_card_waits_for_the_whole_technical_centre(world: World) -> None:
    case = make_case(world)
    for who in ("tech_engineer", "tech_engineer2", "tech_head"):
        assert queue(world, who) == ["分级"]
        assert turn_offers(world, who, case) == ["分级"]
    assert queue(world, "sales_clerk") == queue(world, "deputy_gm") == []
    assert waiting(case) == "技术中心：分级"


def test_a_tiered_case_waits_for_its_engineer_to_name_a_team(world: World) -> None:
    case = make_case(world, tier="larger")
    assert queue(world, "tech_engineer") == ["提出服务小组"]
    assert queue(world, "tech_engineer2") == []
    assert turn_offers(world, "tech_engineer", case) == ["提出服务小组"]
    assert waiting(case) == "技术中心 何晓梅：提出服务小组"


def test_a_proposed_team_waits_for_the_deputy(world: World) -> None:
    case = make_case(world, tier="larger")
    proposed_team(world, case)
    assert queue(world, "tech_engineer") == []
    assert queue(world, "deputy_gm") == ["批准服务小组"]
    assert turn_offers(world, "deputy_gm", case) == ["批准服务小组"]
    assert waiting(case) == "分管副总经理：批准服务小组"


def test_an_approved_team_waits_for_its_members(world: World) -> None:
    case = make_case(world, tier="larger")
    approve_team(case=case, proposal_id=proposed_team(world, case).pk, by=world.deputy_gm, at=NOW)
    for who in ("tech_engineer2", "qc_head"):
        assert queue(world, who) == ["到现场调查"]
        assert turn_offers(world, who, case) == ["提交调查报告"]
    assert waiting(case) == "服务小组 李志远：到现场调查并提交报告"


def test_after_the_report_the_engineer_determines(world: World) -> None:
    case = make_case(world, tier="larger")
    give_team(case, world)
    give_report(case, world)
    assert queue(world, "tech_engineer") == ["提出责任认定"]
    assert turn_offers(world, "tech_engineer", case) == ["提出责任认定"]
    assert waiting(case) == "技术中心 何晓梅：提出责任认定"
    assert queue(world, "qc_head") == []


def test_a_minor_case_is_determined_at_once(world: World) -> None:
    case = make_case(world, tier="minor", loss="800")
    assert queue(world, "tech_engineer") == ["提出责任认定"]
    assert turn_offers(world, "tech_engineer", case) == ["提出责任认定"]


def test_a_proposal_waits_for_the_head(world: World) -> None:
    case = make_case(world, tier="minor", loss="800")
    proposal(world, case)
    assert queue(world, "tech_head") == ["确认责任认定"]
    assert turn_offers(world, "tech_head", case) == ["确认责任认定"]
    assert waiting(case) == "技术中心主任：确认第1次责任认定"
    assert queue(world, "tech_engineer") == []


def test_a_finding_waits_for_the_deputy_before_the_head(world: World) -> None:
    case = make_case(world, tier="minor", loss="800")
    row = proposal(world, case, Cause.TRANSPORT, is_sales_mistake=True)
    assert queue(world, "tech_head") == []
    assert queue(world, "deputy_gm") == ["确认强制发运或失误"]
    assert turn_offers(world, "deputy_gm", case) == ["确认销售工作失误"]
    assert waiting(case) == "分管副总经理：确认销售工作失误"
    confirm_finding(case=case, determination_id=row.pk, by=world.deputy_gm, at=NOW)
    assert queue(world, "tech_head") == ["确认责任认定"]
    assert queue(world, "deputy_gm") == []


def test_what_the_rule_leaves_open_waits_for_the_head_to_divide(world: World) -> None:
    from liability.models import PackagingStage
    from liability.services.record_sign_off import SignOffContent, record_sign_off

    case = make_case(world, tier="minor", loss="800")
    record_sign_off(case=case, content=SignOffContent(False, False, False), by=world.tech_engineer, at=NOW)
    proposal(world, case, Cause.PACKAGING, packaging_stage=PackagingStage.DISPATCH)
    assert turn_offers(world, "tech_head", case) == ["人工认定责任"]


def test_once_confirmed_nothing_of_it_waits(world: World) -> None:
    case = make_case(world, tier="minor", loss="800")
    row = proposal(world, case)
    confirm_determination(case=case, determination_id=row.pk, by=world.tech_head, at=NOW)
    assert queue(world, "tech_engineer") == queue(world, "tech_head") == []
    assert waiting(case) == ""


def test_a_missed_clock_waits_for_its_effect(world: World) -> None:
    case = make_case(world, tier="minor", loss="800")
    give_determination(case, world)
    breach = record_breach(deadline=case.deadlines.get(kind=ClockKind.CARD_FILING), at=NOW)
    assert queue(world, "tech_engineer") == ["认定超期的影响"]
    content = DelayContent(True, "样张已毁", Effect.EVIDENCE_AND_HANDLING)
    propose_delay_finding(case=case, breach_id=breach.pk, content=content, by=world.tech_engineer, at=NOW)
    assert queue(world, "tech_engineer") == queue(world, "tech_head") == []
    assert queue(world, "deputy_gm") == ["确认关联责任"]
    assert turn_offers(world, "deputy_gm", case) == ["确认关联责任"]


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.VOID])
def test_a_case_that_is_over_waits_for_nobody(world: World, state: CaseState) -> None:
    case = make_case(world, tier="larger")
    give_team(case, world)
    proposed_team(world, case)
    case.state = state
    case.closed_at = NOW if state == CaseState.CLOSED else None
    case.save()
    for who in ("tech_engineer", "tech_engineer2", "deputy_gm", "qc_head"):
        assert queue(world, who) == []
        assert turn_offers(world, who, case) == []


def test_the_queue_takes_as_many_queries_for_many_cases_as_for_few(world: World) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            queue(world, "tech_head")
            queue(world, "deputy_gm")
        return len(queries)

    def add_some() -> None:
        make_case(world)
        proposed_team(world, make_case(world, tier="larger"))
        proposal(world, make_case(world, tier="minor", loss="800"))

    add_some()
    few = taken()
    for _ in range(4):
        add_some()
    assert taken() == few


def test_the_panels_take_few_queries(world: World) -> None:
    case = make_case(world, tier="larger")
    give_team(case, world)
    give_report(case, world)
    proposal(world, case)
    user = world.tech_head
    assert user.roles
    case.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        for module in (panels_evidence, liability_panels):
            module.panels(case, user, NOW)
            module.offers(case, user, NOW)
            module.waiting(case, NOW)
    assert len(queries) <= 12
