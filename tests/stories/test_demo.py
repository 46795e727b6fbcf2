"""The demo months: believable, in every state, and sound in the books."""

from io import StringIO

import pytest
from django.core.management import call_command

from cases.models import Case, CaseState, DeadlineBreach, Misreport, MisreportState, Tier
from penalties.models import (
    BonusNotice,
    Claim,
    ClaimState,
    DeductionNotice,
    Fine,
    FineState,
    MonthReport,
    NoticeState,
    ReportState,
)
from penalties.models.ledger import LedgerEntry
from penalties.rules.month import Month
from penalties.selectors.verification import verify_ledger
from penalties.services.build_month_report import build_month_report
from staff.models import ComplaintState, DispatchOrder, ServiceComplaint
from tests.world import at
from yibin_service.desk.demo.load import DemoOutsideEmbeddedDatabase, load_demo
from yibin_service.foundation.access.services.load_accounts import load_accounts

END = at("2026-11-23 15:00")


@pytest.fixture
def demo(db: None) -> int:
    for command in ("load_units", "load_regulation", "load_catalogue"):
        call_command(command, stdout=StringIO())
    load_accounts(at=at("2026-08-01 08:00"))
    return load_demo(at=END)


def test_the_demo_shows_every_state_holds_in_the_books_and_is_loaded_once(demo: int) -> None:
    states = set(Case.objects.values_list("state", flat=True))
    assert demo >= 60
    assert states == set(CaseState) - {CaseState.VOID}
    assert set(Case.objects.values_list("tier", flat=True)) == {"", *Tier}
    assert list(MonthReport.objects.filter(state=ReportState.SIGNED).values_list("month__month", flat=True)) == [10, 9]
    assert {NoticeState.DEDUCTED, NoticeState.ACKNOWLEDGED, NoticeState.OBJECTED, NoticeState.RELEASED} <= set(
        DeductionNotice.objects.values_list("state", flat=True)
    )
    assert Claim.objects.filter(state=ClaimState.OPEN).exists()
    assert LedgerEntry.objects.filter(reverses__isnull=False).exists()
    assert DeadlineBreach.objects.filter(waived_at__isnull=False).exists()
    assert Fine.objects.filter(state=FineState.CONFIRMED).exists()
    assert set(Misreport.objects.values_list("state", flat=True)) == {MisreportState.CONFIRMED, MisreportState.REPORTED}
    assert BonusNotice.objects.filter(misreport__state=MisreportState.CONFIRMED).count() == 1
    assert ServiceComplaint.objects.filter(state=ComplaintState.UPHELD, case__isnull=False).count() == 1
    assert DispatchOrder.objects.filter(case__isnull=False).exists()
    assert verify_ledger([]).is_sound
    assert [finding for report in MonthReport.objects.all() for finding in named(report.findings)] == []
    assert named(build_month_report(month=Month.read("2026-11"), at=END).findings) == []
    assert load_demo(at=END) == 0
    assert Case.objects.count() == demo


def named(findings: list[dict]) -> list[str]:
    """What the checks of a month found, a line each."""
    return [f"{one['where']} {one['text']}" for result in findings for one in result["findings"]]


def test_the_demo_goes_into_the_embedded_database_only(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    with pytest.raises(DemoOutsideEmbeddedDatabase):
        load_demo(at=END)
