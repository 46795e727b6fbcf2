"""Three cases from settlement to 结案, with figures worked out by hand."""

from datetime import date

import pytest

from cases.models import Case, CaseState, ClockKind
from penalties.models import Fine
from penalties.models.ledger import LedgerEntry
from penalties.selectors.verification import verify_ledger
from penalties.services.close_case import close_case
from penalties.services.confirm_fine import confirm_fine
from penalties.services.open_claim import close_claim
from penalties.services.post_ledger import post_after_determination
from penalties.services.propose_fines import propose_fines
from tests.settled import (
    CONFIRMED_AT,
    breach,
    claim,
    compensation,
    confirmed,
    content,
    effect,
    exchange,
    expense,
    is_balanced,
    late_card,
    received,
    settling_case,
    standing,
)
from tests.world import World, at

pytestmark = pytest.mark.django_db
LATER = at("2026-10-28 09:00")


def closed(case: Case, world: World) -> None:
    close_case(case=case, by=world.tech_head, at=LATER)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED and is_balanced(case) and verify_ledger().is_sound


def test_a_paper_defect_of_800_is_borne_seven_to_three(world: World) -> None:
    """0.160 t × 5,000.00 = 800.00; workshop 560.00, 质检处 240.00."""
    case = settling_case(world, tier="minor", loss="800.00", ceilings=("0", "1000.00", "0"), rolls=["0.160"])
    confirmed(case, world, compensation(case, 1, price="5000.00"))
    closed(case, world)
    assert standing(case) == {
        ("compensate", ""): "800.00",
        ("share", "四抄车间"): "560.00",
        ("share", "质检处"): "240.00",
    }


def test_a_forced_shipment_is_halved_and_the_carrier_pays_in_part(world: World) -> None:
    """质检处 did not sign; 物资处 and the carrier forced it.

    退 12.600 t × 1,200.00 = 15,120.00, 赔 2.350 t × 6,350.00 = 14,922.50, 换 3,860.00 + 420.00 = 4,280.00, travel 2,186.41:
    T = 36,508.91. Halves by largest remainder, 物资处 first: 18,254.46 and E = 18,254.45. Recovered 11,000.00, so 7,254.45
    stays with 公司.
    """
    case = settling_case(
        world, tier="major", loss="36000.00", cause="packaging", packaging_stage="dispatch",
        signatures=["warehouse", "carrier"], forced_by=["warehouse", "carrier"], warehouse_signed=True,
        ceilings=("16000.00", "15000.00", "5000.00"), rolls=["12.600", "2.350", "3.000"],
    )  # fmt: skip
    confirmed(case, world, content(case, 1))
    confirmed(case, world, compensation(case, 2, price="6350.00"))
    confirmed(case, world, exchange(case, 3, transport="3860.00", storage="420.00"))
    expense(case, world, "2186.41")
    opened = claim(case, world, "18254.45")
    received(opened, world, "11000.00")
    common = {
        ("return", ""): "15120.00",
        ("compensate", ""): "14922.50",
        ("exchange", ""): "4280.00",
        ("expense", ""): "2186.41",
        ("share", "物资处"): "18254.46",
        ("recovery", "承运单位"): "11000.00",
    }
    assert standing(case) == common | {("advance", "公司"): "7254.45"}
    close_claim(claim=opened, reason="对方只赔这些", by=world.sales_clerk, at=CONFIRMED_AT)
    closed(case, world)
    assert standing(case) == common | {("shortfall", "公司"): "7254.45"}


def test_a_card_after_eighty_hours_and_a_late_reply(world: World) -> None:
    """换 650.00 + 120.00 and 0.01 of postage: T = 770.01; 销售处 385.01, 公司 385.00; 技术中心 fined 200.00, 销售处 not."""
    case = settling_case(world)
    found = late_card(case, world)
    late_reply = breach(case, world, ClockKind.REPLY, due_at=at("2026-10-23 00:00"))
    finding = effect(found, world, "evidence_and_handling")
    confirmed(case, world, exchange(case, 1))
    expense(case, world, "0.01", purpose="邮寄样张")
    trigger = f"delay_finding:{finding.pk}"
    post_after_determination(case=case, trigger=trigger, by=world.deputy_gm, at=CONFIRMED_AT)
    propose_fines(case=case, at=CONFIRMED_AT)
    assert [fine.kind for fine in Fine.objects.filter(case=case)] == ["reply"]
    confirm_fine(fine=late_reply.fine, by=world.enterprise_management, at=LATER)
    closed(case, world)
    assert standing(case) == {
        ("exchange", ""): "770.00",
        ("expense", ""): "0.01",
        ("share", "销售处"): "385.01",
        ("share", "公司"): "385.00",
        ("fine", "技术中心"): "200.00",
    }
    assert LedgerEntry.objects.get(case=case, kind="fine").period == date(2026, 10, 1)
    assert set(LedgerEntry.objects.filter(case=case, kind="share").values_list("clause", flat=True)) == {"P.四.1(2)"}
