"""The hand-over facts of the packaging clauses (P.三.5乙)."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import EvidenceKind
from cases.rules.investigation_errors import NotTriaged
from cases.services.concern_unit import concern_units
from liability.selectors.determinations import inbound_acceptance, sign_off
from liability.services.record_inbound_acceptance import InboundContent, record_inbound_acceptance
from liability.services.record_sign_off import SignOffContent, record_sign_off
from tests.cases_made import FILED_AT, make_case
from tests.uploads import waiting_upload
from tests.world import World
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, NotFound
from yibin_service.foundation.acts.models import Event

pytestmark = pytest.mark.django_db
LATER = FILED_AT + timedelta(days=1)


def inbound(world: World, case, who: str = "tech_engineer", **changes: Any):
    facts: dict[str, Any] = {"is_signed": True, "signed_on": date(2026, 9, 30), "signer": "郑国栋"}
    return record_inbound_acceptance(
        case=case, content=InboundContent(**facts | changes), by=getattr(world, who), at=LATER
    )


def signed(world: World, case, parties: str, who: str = "tech_engineer", **changes: Any):
    content = SignOffContent(
        is_signed_by_qc="q" in parties,
        is_signed_by_warehouse="w" in parties,
        is_signed_by_carrier="c" in parties,
        **{"carrier_name": "宜宾顺江物流有限公司"} | changes,
    )
    return record_sign_off(case=case, content=content, by=getattr(world, who), at=LATER)


def concerned(world: World):
    case = make_case(world, tier="larger")
    concern_units(case=case, units=[world.unit["warehouse"], world.unit["quality_inspection"]], at=LATER)
    return case


def test_the_newest_row_counts_and_the_older_stays(world: World) -> None:
    case = concerned(world)
    inbound(world, case, is_signed=False)
    inbound(world, case, form_no="R-1008")
    assert inbound_acceptance(case).is_signed
    assert case.inbound_acceptances.count() == 2
    event = Event.objects.filter(stream=case.stream, verb="record_inbound_acceptance").last()
    assert event.changes == [["入库交接", "物资处 未签", "物资处 已签（2026-09-30 郑国栋，单号 R-1008）"]]


def test_a_signature_has_a_day_and_a_name(world: World) -> None:
    with pytest.raises(InvalidInput) as refusal:
        inbound(world, concerned(world), signed_on=None, signer=" ")
    assert set(refusal.value.faults) == {"signed_on", "signer"}


@pytest.mark.parametrize(("day", "stands"), [(date(2026, 10, 8), True), (date(2026, 10, 9), False)])
def test_nobody_signs_in_the_future(world: World, day: date, stands: bool) -> None:
    if stands:
        assert inbound(world, concerned(world), signed_on=day)
        return
    with pytest.raises(InvalidInput):
        inbound(world, concerned(world), signed_on=day)


def test_nobody_having_signed_is_a_fact_too(world: World) -> None:
    case = concerned(world)
    assert signed(world, case, "", carrier_name="").signers == ()
    assert sign_off(case).pk


def test_signers_stand_in_the_order_of_the_clause(world: World) -> None:
    assert signed(world, concerned(world), "cq").signers == ("qc", "carrier")


def test_a_carrier_that_signed_is_named(world: World) -> None:
    with pytest.raises(InvalidInput):
        signed(world, concerned(world), "c", carrier_name="")


def test_a_scan_becomes_evidence(world: World) -> None:
    case = concerned(world)
    scan = waiting_upload(world.tech_engineer, LATER)
    row = signed(world, case, "qwc", scan=scan)
    piece = case.evidence.get()
    assert (piece.kind, piece.attachment) == (EvidenceKind.TRIPARTITE_FORM, row.scan)


@pytest.mark.parametrize("who", ["tech_head", "qc_head", "warehouse_head"])
def test_the_technical_centre_and_the_signing_units_record(world: World, who: str) -> None:
    case = concerned(world)
    assert signed(world, case, "qw", who=who)
    assert inbound(world, case, who=who)


def test_the_head_of_another_unit_does_not(world: World) -> None:
    case = concerned(world)
    concern_units(case=case, units=[world.unit["workshop_4"]], at=LATER)
    with pytest.raises(NotAllowed):
        signed(world, case, "qw", who="workshop4_head")


def test_a_signing_unit_that_the_case_is_not_about_sees_nothing(world: World) -> None:
    with pytest.raises(NotFound):
        signed(world, make_case(world, tier="larger"), "qw", who="warehouse_head")


def test_forms_follow_the_triage(world: World) -> None:
    with pytest.raises(NotTriaged):
        inbound(world, make_case(world))
