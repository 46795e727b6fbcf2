"""A month is sealed once, with the figures of its entries, or held with what was found."""

from datetime import date

import pytest

from penalties.models import MonthReport, ReportState
from tests.booked import ISSUED_AT, OCTOBER, amounts, booked_case, issued, settled
from tests.world import World


@pytest.mark.django_db
def test_a_month_without_findings_is_issued_in_the_systems_name(world: World) -> None:
    settled(booked_case(world), world, on=date(2026, 10, 21))
    report = issued(world)
    print(report.findings)
    assert report.state == ReportState.ISSUED
    assert (report.issued_by, report.issued_at, report.delay_note) == (None, ISSUED_AT, "")
    assert report.figures["summary"]["loss"] == "3900.00"
    assert amounts(report.figures["units"], "name", "total") == {"四抄车间": "2730.00", "质检处": "1170.00"}
