"""Cases with running clocks, for the tests of deadlines."""

from datetime import datetime
from decimal import Decimal
from itertools import count

from cases.models import Case, ClockKind, Deadline, FeedbackCard, ProblemKind
from cases.services.open_clocks import open_clocks
from tests.world import World, at

RECEIVED, OPENED, FILED = at("2026-10-05 09:00"), at("2026-10-04 08:00"), at("2026-10-07 10:00")
_numbers = count(1)


def clocked_case(
    world: World,
    *,
    received: datetime = RECEIVED,
    opened: datetime = OPENED,
    filed: datetime = FILED,
    engineer: str | None = "tech_engineer",
) -> Case:
    """A case of 销售员 刘玉兰 whose card was delivered at `filed`, with its clocks open."""
    number = f"SH-2026-{next(_numbers):04d}"
    card = FeedbackCard.objects.create(
        number=number,
        customer=world.customer,
        contact_name="杨师傅",
        contact_phone="0871-1234567",
        source="phone",
        received_by_sales_at=received,
        received_known_by="record",
        problem_kind=ProblemKind.INTRINSIC,
        opened_at=opened,
        product=world.product,
        batch_no="B1",
        defect=world.hole,
        description="纸面有洞穿",
        estimated_loss=Decimal("6750.00"),
        clerk=world.sales_clerk,
        filed_by=world.sales_clerk,
        filed_at=filed,
        entered_at=filed,
    )
    case = Case.objects.create(
        number=number,
        card=card,
        customer=world.customer,
        machine=world.machine[7],
        workshop=world.unit["workshop_4"],
        defect=world.hole,
        regulation=world.after_sales_version,
        direct_loss=card.estimated_loss,
        clerk=world.sales_clerk,
        engineer=world.users[engineer] if engineer else None,
        filed_at=filed,
    )
    open_clocks(case=case, at=filed)
    return case


def clock(case: Case, kind: ClockKind) -> Deadline:
    """The stored clock as it is now."""
    return Deadline.objects.get(case=case, kind=kind)
