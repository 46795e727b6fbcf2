"""A voucher reversed after it was charged leaves differences behind; the month is still sound and is issued."""

import pytest

from penalties.models import Expense, ReportState
from penalties.models.ledger import LedgerEntry
from penalties.services.reverse_entry import reverse_entry
from tests.booked import booked_case, issued, settled
from tests.settled import expense
from tests.world import World, at


@pytest.mark.django_db
def test_a_month_with_a_reversed_voucher_is_issued(world: World) -> None:
    case = booked_case(world)
    settled(case, world)
    wrong = expense(case, world, "1890.00")
    entry = LedgerEntry.objects.get(source=f"expense:{wrong.pk}", side="loss")
    reverse_entry(entry=entry, reason="金额看错", by=world.tech_head, at=at("2026-10-23 09:00"))
    expense(case, world, "1800.00")
    report = issued(world)
    assert [finding for one in report.findings for finding in one["findings"]] == []
    assert report.state == ReportState.ISSUED
    assert Expense.objects.filter(case=case, cancelled_at=None).get().amount == 1800


@pytest.mark.django_db
def test_a_voucher_charged_with_the_settlement_is_reversed_by_a_difference(world: World) -> None:
    case = booked_case(world)
    wrong = expense(case, world, "1890.00")
    settled(case, world)
    entry = LedgerEntry.objects.get(source=f"expense:{wrong.pk}", side="loss")
    reverse_entry(entry=entry, reason="金额看错", by=world.tech_head, at=at("2026-10-23 09:00"))
    assert LedgerEntry.objects.filter(posting_key__contains=":corrected|").exists()
    assert issued(world).state == ReportState.ISSUED
