"""Something of the appraisal for each address that takes it: a complaint about 王海涛 on a case."""

from datetime import date
from typing import Any

from cases.models import Case
from staff.models import ServiceComplaint
from tests.world import World, at

OF_APPRAISAL = frozenset({"appraisal_sheet", "print_appraisal", "write_self_view", "score_appraisal", "countersign_appraisal"})


def appraisal_places(world: World, case: Case) -> dict[str, Any]:
    """What the addresses take, by the name of their parts."""
    complaint = ServiceComplaint.objects.create(
        employee=world.service_engineer.employee,
        case=case,
        kind="slow",
        received_on=date(2026, 10, 20),
        told_by="杨德福",
        text="约好上午，下午才到。",
        recorded_by=world.service_manager,
        recorded_at=at("2026-10-20 10:00"),
    )
    return {"complaint_id": complaint.pk, "year": 2026}
