"""结案: every condition on the list, and what is posted with it."""

import pytest

from cases.models import ApprovalStep, Case, CaseState, HandlingOpinion, StepAction
from penalties.selectors.closing import closing_list
from penalties.services.close_case import close_case
from penalties.services.errors import CaseNotOpen, NotReadyToClose
from penalties.services.open_claim import close_claim
from tests.settled import (
    CONFIRMED_AT,
    agreed,
    claim,
    confirmed,
    effect,
    executed,
    expense,
    late_card,
    receipt,
    settling_case,
    standing,
)
from tests.world import World, at
from yibin_service.foundation.acts.errors import NotAllowed

pytestmark = pytest.mark.django_db
NOW = at("2026-10-28 09:00")


def missing(case: Case, reason: str = "") -> list[str]:
    fresh = Case.objects.get(pk=case.pk)
    return [item.key for item in closing_list(fresh, NOW, not_compensated_reason=reason) if not item.is_done]


def close(case: Case, world: World, reason: str = "") -> None:
    close_case(case=case, not_compensated_reason=reason, by=world.tech_head, at=NOW)


def test_a_case_with_everything_done_is_closed(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    assert missing(case) == []
    close(case, world)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == (CaseState.CLOSED, NOW)


def test_a_case_is_not_closed_before_the_reply(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    Case.objects.filter(pk=case.pk).update(state=CaseState.APPROVED)
    assert missing(case) == ["reply"]
    with pytest.raises(NotReadyToClose, match="先答复客户（技术中心）"):
        close(case, world)


def test_a_case_is_not_closed_before_liability_is_determined(world: World) -> None:
    case = settling_case(world, is_determined=False)
    assert missing(case, "客户撤诉") == ["liability"]


def test_confirmed_settlements_that_wait_outside_the_ledger_hold_the_case_open(world: World) -> None:
    case = settling_case(world, cause="user_misuse")
    confirmed(case, world)
    assert missing(case) == ["ledger"]


def test_the_effect_of_a_late_card_must_be_determined_or_waived(world: World) -> None:
    case = settling_case(world)
    found = late_card(case, world)
    confirmed(case, world)
    assert missing(case) == ["effect"]
    effect(found, world, "none")
    assert missing(case) == []


def test_a_waived_late_card_needs_no_effect(world: World) -> None:
    case = settling_case(world)
    found = late_card(case, world)
    confirmed(case, world)
    found.waived_by, found.waived_at = world.deputy_gm, NOW
    found.save()
    assert missing(case) == []


def test_settlements_that_are_not_confirmed_hold_the_case_open(world: World) -> None:
    case = settling_case(world)
    executed(case, world)
    assert missing(case, "不赔") == ["settlements"]
    with pytest.raises(NotReadyToClose, match="还有 1笔结算没有确认（销售处）"):
        close(case, world, "不赔")


def test_without_a_settlement_a_reason_is_asked_for_at_its_field(world: World) -> None:
    case = settling_case(world)
    with pytest.raises(NotReadyToClose) as refusal:
        close(case, world)
    assert refusal.value.field == "not_compensated_reason"
    close(case, world, "属用户保管不当，客户认可")
    case.refresh_from_db()
    assert case.not_compensated_reason == "属用户保管不当，客户认可"


def test_an_open_claim_holds_the_case_open(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    opened = claim(case, world)
    receipt(opened, world, "10.00")
    assert missing(case) == ["claims"]


def test_a_closed_claim_does_not(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    close_claim(claim=claim(case, world), reason="拒赔", by=world.sales_clerk, at=CONFIRMED_AT)
    assert missing(case) == []


def test_a_report_that_was_not_delivered_holds_the_case_open(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    step = ApprovalStep.objects.create(
        opinion=HandlingOpinion.objects.get(case=case), position=1, role="deputy_gm", action=StepAction.REPORT
    )
    assert missing(case) == ["report_steps"]
    ApprovalStep.objects.filter(pk=step.pk).update(reached_at=NOW)
    assert missing(case) == []


def test_expenses_without_a_settlement_are_the_companys_at_the_close(world: World) -> None:
    case = settling_case(world)
    expense(case, world, "260.00")
    assert standing(case) == {}
    close(case, world, "客户撤回意见")
    assert standing(case) == {("expense", ""): "260.00", ("share", "公司"): "260.00"}


def test_expenses_beside_settlements_are_not_posted_again_at_the_close(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    expense(case, world, "260.00")
    before = standing(case)
    close(case, world)
    assert standing(case) == before


def test_a_cancelled_settlement_does_not_count(world: World) -> None:
    case = settling_case(world)
    agreed(case, world)
    assert missing(case) == ["settlements"]


def test_a_case_is_closed_once(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    close(case, world)
    with pytest.raises(CaseNotOpen):
        close(case, world)


@pytest.mark.parametrize("who", ["tech_engineer", "sales_head", "deputy_gm", "auditor"])
def test_only_the_head_of_the_technical_centre_closes(world: World, who: str) -> None:
    case = settling_case(world)
    confirmed(case, world)
    with pytest.raises(NotAllowed):
        close_case(case=case, by=getattr(world, who), at=NOW)
