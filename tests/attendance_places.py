"""Something of attendance for each address that takes it: a month of 王海涛 with one of everything."""

from datetime import date
from decimal import Decimal
from typing import Any

from staff.models import (
    AttendanceRequest,
    ClockFailure,
    ConductKind,
    ConductRecord,
    Demerit,
    Objection,
    ProposalKind,
    RequestKind,
    StaffProposal,
    Substitution,
)
from tests.attendance_made import OCTOBER, OCTOBER_DAYS, Department
from tests.world import World, at

WHEN = at("2026-11-01 10:00")
OF_ATTENDANCE = frozenset(
    {"attendance_sheet", "attendance_turn", "print_attendance", "decide_request", "revoke_request", "decide_missing_punch", "withdraw_request", "withdraw_conduct", "withdraw_clock_failure", "object_attendance", "answer_attendance", "withdraw_demerit", "decide_staff_proposal", "end_substitution"}
)


def attendance_places(world: World) -> dict[str, Any]:
    """What the addresses take, by the name of their parts."""
    office = Department(world)
    wang, manager = office.wang, world.service_manager
    office.on_time(wang, OCTOBER_DAYS[1:-1])
    office.punch(wang, OCTOBER_DAYS[0], "08:45", "17:40")
    office.punch(wang, OCTOBER_DAYS[-1], "08:20", None)
    office.report(wang, [OCTOBER_DAYS[0], OCTOBER_DAYS[-1]])
    asked = {"employee": wang, "kind": RequestKind.FIELD, "place": "泸州", "reason": "回访"}
    request = AttendanceRequest.objects.create(
        **asked, first_on=date(2026, 11, 5), last_on=date(2026, 11, 5), asked_by=world.service_engineer, asked_at=WHEN
    )
    record = ConductRecord.objects.create(
        employee=wang, on=date(2026, 10, 9), kind=ConductKind.LEFT_POST, minutes=20, text="点名不在", recorded_by=manager, recorded_at=WHEN
    )
    objection = Objection.objects.create(
        employee=wang, month=OCTOBER, on=date(2026, 10, 9), kind="left_post", fact="10-09 擅离职守", text="去了仓库",
        filed_by=world.service_engineer, filed_at=WHEN,
    )  # fmt: skip
    demerit = Demerit.objects.create(
        employee=wang, month=date(2026, 9, 1), ordinal=1, fine=Decimal("200.00"), posted_at=WHEN
    )
    proposal = StaffProposal.objects.create(
        employee=wang, kind=ProposalKind.DISMISSAL, month=date(2026, 9, 1), clause="S.4罚(5)", fact="旷工 2天", raised_at=WHEN
    )
    away = Substitution.objects.create(
        manager=office.manager, substitute=wang, first_on=date(2026, 12, 1), last_on=date(2026, 12, 5), named_by=manager, named_at=WHEN
    )
    failure = ClockFailure.objects.create(
        unit=wang.unit, first_on=date(2026, 10, 9), last_on=date(2026, 10, 9), reason="停电", entered_by=manager, entered_at=WHEN
    )
    return {
        "failure_id": failure.pk,
        "substitution_id": away.pk,
        "number": wang.number,
        "event": "2026-10-08.late",
        "day": f"{OCTOBER_DAYS[-1]}",
        "request_id": request.pk,
        "record_id": record.pk,
        "objection_id": objection.pk,
        "demerit_id": demerit.pk,
        "proposal_id": proposal.pk,
    }
