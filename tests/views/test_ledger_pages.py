"""The ledger as people read it: filters in the address, exact sums, only what is theirs, one entry, reversal, export."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, ClockKind
from penalties.models import MonthReport, ReportState
from penalties.models.ledger import LedgerEntry
from penalties.selectors.ledger import LedgerFilter, filtered, page_of, sums_of, visible_entries
from penalties.services.confirm_fine import confirm_fine
from penalties.services.propose_fines import propose_fines
from penalties.services.reverse_entry import reverse_entry
from tests.settled import breach, confirmed, content, exchange, settling_case
from tests.views.acting import client_of, text_of
from tests.world import World, at
from yibin_service.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = at("2026-10-25 10:00")


@pytest.fixture(autouse=True)
def morning(world: World, travel_to: Any) -> None:
    travel_to(NOW)


@pytest.fixture
def books(world: World) -> list[Case]:
    """A defect case with a fine, and a transport case: three and two entries of money, one fine."""
    first, second = settling_case(world), settling_case(world, cause="transport")
    confirmed(first, world)
    confirmed(second, world, exchange(second))
    breach(first, world, ClockKind.REPLY, due_at=at("2026-10-23 00:00"))
    propose_fines(case=first, at=NOW)
    confirm_fine(fine=first.fines.get(), by=world.enterprise_management, at=NOW)
    return [first, second]


def shown(world: World, who: str = "enterprise_management", query: str = "") -> str:
    answer = client_of(world, who).get(f"/ledger/{query}")
    assert answer.status_code == 200
    return text_of(answer)


def test_the_ledger_opens_on_the_present_month_with_its_exact_total(world: World, books: list[Case]) -> None:
    page = shown(world)
    assert "2026年10月 · 未封账" in page and "合计（4笔）" in page and "4,870.00" in page
    assert "按单位合计" in page and "技术中心" in page


def test_losses_are_shown_by_case(world: World, books: list[Case]) -> None:
    page = shown(world, query="?side=loss")
    assert "合计（2笔）" in page and "4,670.00" in page and "按单位合计" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?kind=fine", 1), ("?kind=share", 2), ("?kind=shortfall", 1), ("?kind=correction", 0), ("?month=all", 4),
        ("?month=2026-09", 0), ("?text=刘玉兰不是客户", 0), ("?text=昆明滇池", 4), ("?machine={machine}", 4),
        ("?unit={workshop}", 1), ("?defect={defect}&kind=share", 2), ("?text={digits}", 3),
    ],
)  # fmt: skip
def test_each_filter_stands_in_the_address(world: World, books: list[Case], query: str, count: int) -> None:
    asked = query.format(
        machine=world.machine[7].pk,
        workshop=world.unit["workshop_4"].pk,
        defect=world.hole.pk,
        digits=books[0].number,
    )
    page = shown(world, query=asked)
    assert (f"合计（{count}笔）" in page) and (count == 0 or f"导出这 {count}笔" in page)


@pytest.mark.parametrize("query", ["?month=2026-13", "?unit=abc", "?kind=x", "?side=y", "?after=９", "?before=-1", "?defect=999999"])
def test_an_address_that_means_nothing_shows_the_month(world: World, books: list[Case], query: str) -> None:
    assert "退赔换台账" in shown(world, query=query)


def test_a_closed_month_says_so(world: World, books: list[Case]) -> None:
    MonthReport.objects.create(
        month=date(2026, 10, 1), state=ReportState.ISSUED, built_at=NOW, due_at=NOW, issued_at=NOW, figures_hash="a" * 64
    )
    assert "已封账" in shown(world, "sales_head", query="?month=2026-10")


def entries(world: World, who: str) -> set[tuple[str, str]]:
    return set(visible_entries(getattr(world, who)).values_list("side", "unit_name"))


def test_rows_are_each_persons_own(world: World, books: list[Case]) -> None:
    assert len(entries(world, "auditor")) == len(entries(world, "sales_head")) == 5
    assert entries(world, "workshop4_head") == {("charge", "四抄车间"), ("loss", "")}
    assert entries(world, "qc_head") == {("charge", "质检处"), ("loss", "")}
    assert entries(world, "warehouse_head") == set()
    assert entries(world, "sales_clerk2") == set()
    assert len(entries(world, "sales_clerk")) == 5


def test_a_unit_head_sees_the_loss_of_own_cases_only(world: World, books: list[Case]) -> None:
    cases = set(visible_entries(world.qc_head).filter(side="loss").values_list("case__number", flat=True))
    assert cases == {books[0].number}


@pytest.mark.parametrize("who", ["admin", "hr", "service_manager", "meeting_secretary"])
def test_who_may_not_read_the_ledger_is_told_so(world: World, books: list[Case], who: str) -> None:
    assert client_of(world, who).get("/ledger/").status_code == 403
    assert not visible_entries(getattr(world, who)).exists()


def test_the_export_and_the_sums_hold_what_the_person_may_see(world: World, books: list[Case]) -> None:
    page = shown(world, "qc_head")
    assert "导出这 1笔" in page and "1,170.00" in page and "2,730.00" not in page


def test_pages_go_by_key_and_are_counted_within_the_month(world: World) -> None:
    for _ in range(4):
        case = settling_case(world)
        confirmed(case, world)
    rows = filtered(world.auditor, LedgerFilter(month=date(2026, 10, 1)))
    first = page_of(rows, size=3)
    assert (first.first, first.last, first.has_next, first.has_previous) == (1, 3, True, False)
    second = page_of(rows, after=first.last_sequence, size=3)
    assert (second.first, second.last, second.has_previous) == (4, 6, True)
    back = page_of(rows, before=second.entries[0].sequence, size=3)
    assert [row.sequence for row in back.entries] == [row.sequence for row in first.entries]
    last = page_of(rows, after=second.last_sequence, size=3)
    assert (last.first, last.last, last.has_next) == (7, 8, False)
    assert sums_of(rows).count == 8


def test_the_page_costs_no_more_queries_with_more_rows(world: World) -> None:
    confirmed(settling_case(world), world)
    client = client_of(world, "auditor")
    client.get("/ledger/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/ledger/")
        return sum("penalties_ledgerentry" in query["sql"] for query in caught)

    before = cost()
    for _ in range(3):
        confirmed(settling_case(world), world)
    assert cost() == before <= 6


def test_one_entry_shows_where_it_comes_from(world: World, books: list[Case]) -> None:
    entry = LedgerEntry.objects.get(unit_name="质检处")
    page = text_of(client_of(world, "tech_head").get(f"/ledger/{entry.sequence}/"))
    for words in ("质检处 1,170.00 元", "P.三.4", "P-试行", "结算确认", entry.own_hash, entry.previous_hash, "30%", "红冲"):
        assert words in page
    assert "红冲</a>" not in text_of(client_of(world, "auditor").get(f"/ledger/{entry.sequence}/"))


def test_an_entry_of_another_unit_is_not_found(world: World, books: list[Case]) -> None:
    entry = LedgerEntry.objects.get(unit_name="四抄车间")
    assert client_of(world, "qc_head").get(f"/ledger/{entry.sequence}/").status_code == 404
    assert client_of(world, "qc_head").get("/ledger/99999/").status_code == 404


def test_reversing_shows_what_will_be_undone_and_does_it(world: World, books: list[Case]) -> None:
    entry = LedgerEntry.objects.get(unit_name="质检处")
    client, path = client_of(world, "tech_head"), f"/ledger/{entry.sequence}/reverse-entry/"
    page = text_of(client.get(path))
    assert "−2,730.00" in page and "−1,170.00" in page and "结算确认" in page
    data = {"act_id": str(uuid.uuid4()), "reason": "磅单读错"}
    answer = client.post(path, data)
    assert answer.status_code == 302
    shown_page = shown(world, query="?kind=correction")
    assert "冲销 #" in shown_page and "合计（2笔）" in shown_page
    assert client.post(path, data).status_code == 302  # the same act again: the saved answer
    assert client.get(path).status_code == 422


def test_reversing_is_the_heads_alone(world: World, books: list[Case]) -> None:
    entry = LedgerEntry.objects.get(unit_name="质检处")
    assert client_of(world, "tech_engineer").get(f"/ledger/{entry.sequence}/reverse-entry/").status_code == 403


def test_a_corrected_entry_names_the_wrong_one_both_ways(world: World, books: list[Case]) -> None:
    case, wrong = books[0], books[0].settlements.get()
    reverse_entry(entry=LedgerEntry.objects.get(unit_name="质检处"), reason="读错", by=world.tech_head, at=NOW)
    confirmed(case, world, content(case, tonnes=Decimal("2.350"), replaces_id=wrong.pk))
    anew = LedgerEntry.objects.filter(unit_name="质检处").latest("sequence")
    old = anew.corrects
    client = client_of(world, "auditor")
    assert f"更正 <a href=\"/ledger/{old.sequence}/\">" in text_of(client.get(f"/ledger/{anew.sequence}/"))
    page = text_of(client.get(f"/ledger/{old.sequence}/"))
    assert "红冲</strong>" in page and f"#{anew.sequence}" in page


def test_the_export_asks_for_a_job_that_ends_where_the_ledger_ends_now(world: World, books: list[Case]) -> None:
    client = client_of(world, "finance")
    answer = client.post("/ledger/export/?kind=share&month=2026-10", {"act_id": str(uuid.uuid4())})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert job.arguments["filter"]["kind"] == "share" and job.arguments["filter"]["up_to"] == 6
    assert job.arguments["sentence"] == "退赔换台账　2026年10月；按单位看承担；类别：分摊"


def test_pressing_export_twice_asks_once(world: World, books: list[Case]) -> None:
    client, data = client_of(world, "finance"), {"act_id": str(uuid.uuid4())}
    for _ in range(2):
        client.post("/ledger/export/", data)
    assert Job.objects.count() == 1


def test_the_same_act_with_another_filter_is_refused(world: World, books: list[Case]) -> None:
    client, data = client_of(world, "finance"), {"act_id": str(uuid.uuid4())}
    client.post("/ledger/export/?kind=share", data)
    assert client.post("/ledger/export/?kind=fine", data).status_code == 409
    assert Job.objects.count() == 1
