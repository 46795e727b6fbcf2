"""The list of missed clocks: whose cases, which filters, whose money."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, DeadlineBreach
from cases.services.sweep_deadlines import sweep_deadlines
from cases.services.waive_breach import waive_breach
from penalties.models import Fine
from penalties.selectors.breaches import BreachFilters, breach_page
from penalties.services.sweep_fines import sweep_fines
from tests.clocked_cases import clocked_case
from tests.views.acting import client_of, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db
LATE = at("2026-10-09 17:00")


@pytest.fixture
def late(world: World) -> Case:
    """A card delivered late in October, a reply missed in October, and the customer's own late report."""
    case = clocked_case(world, filed=LATE, opened=at("2026-10-01 08:00"))
    sweep_deadlines(at=at("2026-10-25 08:00"))
    assert set(DeadlineBreach.objects.values_list("kind", flat=True)) == {"card_filing", "reply", "user_report"}
    return case


def shown(world: World, who: str, query: str = "") -> str:
    answer: Any = client_of(world, who).get(f"/breaches/{query}")
    assert answer.status_code == 200
    return text_of(answer)


def kinds(world: World, who: str, **filters: Any) -> set[str]:
    page = breach_page(world.users[who], BreachFilters(**filters))
    return {row.breach.kind for row in page.rows}


def test_every_missed_clock_of_the_cases_one_sees_is_listed(world: World, late: Case) -> None:
    page = shown(world, "auditor")
    assert "超期 3次" in page
    assert f'href="/cases/{late.number}/"' in page
    assert "不归哪个单位" in page and "用户超期报告" in page


@pytest.mark.parametrize("who, number", [("sales_clerk", 3), ("workshop4_head", 0), ("service_engineer", 0)])
def test_a_case_one_may_not_open_is_not_on_the_list(world: World, late: Case, who: str, number: int) -> None:
    assert f"超期 {number}次" in shown(world, who)


def test_a_concerned_units_head_sees_its_cases_clocks(world: World, late: Case) -> None:
    late.concerned_units.create(unit=world.unit["workshop_4"], since=LATE)
    assert "超期 3次" in shown(world, "workshop4_head")
    assert "超期 0次" in shown(world, "workshop3_head")


@pytest.mark.parametrize("who", ["finance", "hr", "admin"])
def test_who_reads_no_cases_is_refused(world: World, late: Case, who: str) -> None:
    assert client_of(world, who).get("/breaches/").status_code == 403


def test_filters_narrow_by_clock_unit_month_and_result(world: World, late: Case) -> None:
    reply = DeadlineBreach.objects.get(kind="reply")
    waive_breach(breach=reply, reason="等客户寄样", by=world.deputy_gm, at=at("2026-10-26 08:00"))
    assert kinds(world, "auditor", kind="reply") == {"reply"}
    assert kinds(world, "auditor", unit=world.unit["sales"].pk) == {"card_filing"}
    assert kinds(world, "auditor", state="waived") == {"reply"}
    october, november = at("2026-10-01 00:00").date(), at("2026-11-01 00:00").date()
    assert len(kinds(world, "auditor", month=october)) == 3
    assert kinds(world, "auditor", month=november) == set()
    page = shown(world, "auditor", "?state=waived&kind=reply")
    assert "已豁免：等客户寄样" in page and "结果：已豁免" in page


def test_a_clock_that_ran_out_at_midnight_of_the_first_counts_in_the_new_month(world: World, late: Case) -> None:
    DeadlineBreach.objects.filter(kind="reply").update(due_at=at("2026-11-01 00:00"))
    october, november = at("2026-10-01 00:00").date(), at("2026-11-01 00:00").date()
    assert kinds(world, "auditor", month=november) == {"reply"}
    DeadlineBreach.objects.filter(kind="reply").update(due_at=at("2026-11-01 00:00") - timedelta(seconds=1))
    assert "reply" in kinds(world, "auditor", month=october)


@pytest.mark.parametrize("query", ["?state=<b>&kind=x&unit=99999&month=2026-13", "?before=９９", "?after=" + "9" * 30])
def test_a_garbled_filter_narrows_nothing(world: World, late: Case, query: str) -> None:
    assert "超期 3次" in shown(world, "auditor", query)


def test_nothing_missed_says_what_would_be_here(world: World) -> None:
    assert "还没有超期" in shown(world, "auditor")


def test_no_match_offers_to_drop_the_conditions(world: World, late: Case) -> None:
    page = shown(world, "auditor", "?state=fined")
    assert "没有符合这些条件的超期" in page and "清除全部条件" in page


def test_only_the_one_who_waives_is_led_to_the_waiver_and_never_of_a_customers_report(world: World, late: Case) -> None:
    rows = breach_page(world.users["deputy_gm"], BreachFilters()).rows
    assert {row.breach.kind for row in rows if row.waive_url} == {"card_filing", "reply"}
    assert not any(row.waive_url for row in breach_page(world.users["tech_head"], BreachFilters()).rows)


def test_a_fine_is_shown_to_those_who_see_the_cases_money(world: World, late: Case) -> None:
    sweep_fines(at=at("2026-10-25 08:10"))
    assert Fine.objects.filter(kind="reply").exists()
    for who, is_shown in (("enterprise_management", True), ("sales_clerk", True), ("sales_clerk2", False)):
        page = breach_page(world.users[who], BreachFilters(kind="reply"))
        assert [row.fine is not None for row in page.rows] == [is_shown]


def test_pages_go_on_by_key_and_back(world: World, late: Case, client: Client) -> None:
    first = DeadlineBreach.objects.order_by("pk").first()
    assert first is not None
    stamps = [LATE - timedelta(days=day) for day in range(1, 121)]
    copies = [DeadlineBreach(case=late, kind="reply", due_at=due, detected_at=LATE, clause="P.四.2", unit=first.unit) for due in stamps]
    DeadlineBreach.objects.bulk_create(copies)
    seen: list[int] = []
    older = None
    for _ in range(3):
        page = breach_page(world.users["auditor"], BreachFilters(), older_than=older)
        seen += [row.breach.pk for row in page.rows]
        older = page.older
    assert older is None
    assert len(seen) == len(set(seen)) == 123 and seen == sorted(seen, reverse=True)
    back = breach_page(world.users["auditor"], BreachFilters(), newer_than=seen[50])
    assert [row.breach.pk for row in back.rows] == seen[:50]


def test_the_list_costs_the_same_however_long(world: World, late: Case, django_assert_num_queries: Any) -> None:
    user = world.users["tech_head"]
    assert user.roles
    with django_assert_num_queries(3):
        breach_page(user, BreachFilters())
