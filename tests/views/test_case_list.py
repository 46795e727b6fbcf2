"""The list of cases: only what the person may see, narrowed by what the address says, by key and not by offset."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, Customer, TeamMember, TeamProposal
from cases.selectors.case_list import CaseFilters, counted, filtered_cases, keyset_page
from cases.services.card_facts import LineFacts
from tests.cases_made import give_team
from tests.world import World, at

pytestmark = pytest.mark.django_db
FIRST = at("2026-10-01 08:00")


@pytest.fixture
def cases(world: World) -> list[Case]:
    """Seven cases, a day apart; every third of another machine and defect, every second of the other clerk."""
    return [
        world.file_card(
            FIRST + timedelta(days=number),
            by=world.users["sales_clerk2" if number % 2 else "sales_clerk"],
            batch_no=f"B{number}",
            **({"machine": world.machine[5], "defect": world.inner_inclusion} if number % 3 == 0 else {}),
        )
        for number in range(7)
    ]


def numbers(world: World, username: str = "tech_engineer", **filters: Any) -> list[str]:
    rows = filtered_cases(world.users[username], CaseFilters(**filters))
    return [case.number[-4:] for case in rows.order_by("pk")]


def log_in(client: Client, world: World, username: str) -> Client:
    client.force_login(world.users[username], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_each_filter_narrows(world: World, cases: list[Case]) -> None:
    assert numbers(world) == [f"{n:04d}" for n in range(1, 8)]
    assert numbers(world, machine=world.machine[5].pk) == ["0001", "0004", "0007"]
    assert numbers(world, defect=world.hole.pk) == ["0002", "0003", "0005", "0006"]
    assert numbers(world, clerk=world.sales_clerk2.pk) == ["0002", "0004", "0006"]
    assert numbers(world, machine=world.machine[5].pk, clerk=world.sales_clerk2.pk) == ["0004"]
    assert numbers(world, state="closed") == []


def test_the_days_are_shanghai_days_and_both_ends_count(world: World) -> None:
    for moment in ("2026-10-01 23:59", "2026-10-02 00:00", "2026-10-02 23:59", "2026-10-03 00:00"):
        world.file_card(at(moment), batch_no=moment)
    day = at("2026-10-02 12:00").date()
    assert numbers(world, since=day, until=day) == ["0002", "0003"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0003", ["0003"]),
        ("3", ["0003"]),
        ("SH-2026-0003", ["0003"]),
        ("sh-2026-0003", ["0003"]),
        ("重庆", ["0008"]),
        ("cqcj", ["0008"]),
        ("CQ", ["0008"]),
        ("5B77", ["0008"]),
        ("滇池", ["0001", "0002", "0003", "0004", "0005", "0006", "0007"]),
        ("%", []),
        ("_", []),
        ("没有这家", []),
        ("99999999999", []),
    ],
)
def test_a_text_is_a_number_a_customer_or_a_roll(
    world: World, cases: list[Case], text: str, found: list[str]
) -> None:
    other = Customer.objects.create(name="重庆长江包装", pinyin="chongqingchangjiangbaozhuang", initials="cqcjbz")
    line = LineFacts(roll_no="5B7701-2", tonnes=Decimal("0.9"), machine=world.machine[5])
    world.file_card(FIRST + timedelta(days=9), customer=other, lines=(line,))
    assert numbers(world, text=text) == found


def test_the_digits_are_looked_for_in_every_year(world: World, cases: list[Case]) -> None:
    world.file_card(at("2027-02-01 09:00"))
    assert numbers(world, text="1") == ["0001", "0001"]


def test_each_person_gets_the_own_rows_only(world: World, cases: list[Case]) -> None:
    every = [f"{n:04d}" for n in range(1, 8)]
    for username in ("sales_clerk", "sales_head", "tech_head", "deputy_gm", "auditor", "qc_head"):
        assert numbers(world, username) == every
    assert numbers(world, "workshop3_head") == ["0001", "0004", "0007"]
    assert numbers(world, "workshop4_head") == ["0002", "0003", "0005", "0006"]
    for username in ("warehouse_head", "meeting_secretary", "service_engineer", "admin", "hr", "finance"):
        assert numbers(world, username) == []


def test_a_unit_of_many_cases_sees_the_same_rows_as_one_of_few(
    world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_team(cases[0], world)  # the inspector's head is in the team of a case
    by_keys = {name: numbers(world, name) for name in ("workshop3_head", "workshop4_head", "qc_head", "warehouse_head")}
    monkeypatch.setattr("cases.selectors.visibility.FEW", 0)
    assert {name: numbers(world, name) for name in by_keys} == by_keys


def test_the_member_of_an_approved_team_sees_its_case_and_no_other(world: World, cases: list[Case]) -> None:
    team = give_team(cases[2], world)
    TeamMember.objects.create(
        proposal=team, user=world.users["service_engineer"], name="王海涛", unit=world.unit["service"], discipline="other"
    )
    assert numbers(world, "service_engineer") == ["0003"]
    TeamProposal.objects.filter(pk=team.pk).update(state="superseded")
    assert numbers(world, "service_engineer") == []


def test_pages_by_key_meet_without_gap_or_twin_in_both_directions(world: World, cases: list[Case]) -> None:
    rows = filtered_cases(world.users["tech_head"], CaseFilters())
    first = keyset_page(rows, size=3)
    second = keyset_page(rows, older_than=first.older, size=3)
    third = keyset_page(rows, older_than=second.older, size=3)
    assert [key for page in (first, second, third) for key in page.keys] == [case.pk for case in reversed(cases)]
    assert (first.newer, third.older) == (None, None)
    back = keyset_page(rows, newer_than=second.newer, size=3)
    assert back.keys == first.keys
    assert (back.newer, back.older) == (None, first.older)


def test_a_new_case_moves_nothing_on_the_older_pages(world: World, cases: list[Case]) -> None:
    rows = filtered_cases(world.users["tech_head"], CaseFilters())
    older = keyset_page(rows, size=3).older
    before = keyset_page(rows, older_than=older, size=3).keys
    world.file_card(FIRST + timedelta(days=20))
    assert keyset_page(rows, older_than=older, size=3).keys == before


def test_counting_stops_at_a_thousand(world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = filtered_cases(world.users["tech_head"], CaseFilters())
    monkeypatch.setattr("cases.selectors.case_list.COUNTED_TO", 7)
    assert counted(rows) == "7"
    monkeypatch.setattr("cases.selectors.case_list.COUNTED_TO", 6)
    assert counted(rows) == "6+"


def test_money_stands_only_where_the_person_may_see_it(client: Client, world: World, cases: list[Case]) -> None:
    page = log_in(client, world, "sales_clerk").get("/cases/").content.decode()
    assert page.count("6,750.00") == 4, "the own four"
    assert log_in(client, world, "tech_head").get("/cases/").content.decode().count("6,750.00") == 7


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "machine=abc",
        "machine=99999999999999999999",
        "defect=-1",
        "since=2026-02-30",
        "since=9999-99-99",
        "since=2026-10-05&until=2026-10-01",
        "customer=abc",
        "customer=99999999999999999999999",
        "before=abc",
        "before=99999999999999999999",
        "after=-5",
        "text=" + "长" * 200,
        "clerk=1 OR 1=1",
    ],
)
def test_a_garbled_address_is_no_crash(client: Client, world: World, cases: list[Case], query: str) -> None:
    assert log_in(client, world, "tech_head").get(f"/cases/?{query}").status_code == 200
    assert log_in(client, world, "sales_clerk").get(f"/cards/?{query}").status_code == 200


def test_an_address_with_a_nul_is_no_page(client: Client, world: World) -> None:
    """No browser writes one; the whole product answers it so."""
    assert log_in(client, world, "tech_head").get("/cases/?text=%00").status_code == 404


def test_active_filters_are_chips_that_can_be_taken_off(client: Client, world: World, cases: list[Case]) -> None:
    page = log_in(client, world, "tech_head").get(f"/cases/?customer={world.customer.pk}&tier=minor&before=5")
    text = page.content.decode()
    assert f"客户：{world.customer.name}" in text and "级别：一般" in text
    assert f'href="?customer={world.customer.pk}"' in text and 'href="?tier=minor"' in text


def test_an_empty_list_says_what_would_stand_there(client: Client, world: World) -> None:
    assert "还没有案件" in log_in(client, world, "tech_head").get("/cases/").content.decode()
    page = log_in(client, world, "sales_clerk").get("/cards/").content.decode()
    assert "还没有信息卡" in page and "/cards/new/" in page


def test_the_list_takes_a_constant_number_of_queries(
    client: Client, world: World, cases: list[Case], django_assert_max_num_queries: Any
) -> None:
    log_in(client, world, "tech_head").get("/cases/")
    with django_assert_max_num_queries(30):
        client.get("/cases/")


@pytest.mark.parametrize("username", ["finance", "hr", "admin"])
def test_who_reads_no_cases_gets_no_list(client: Client, world: World, username: str) -> None:
    assert log_in(client, world, username).get("/cases/").status_code == 403
    assert client.get("/cards/").status_code == 403
