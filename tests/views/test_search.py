"""The search box: by number, roll, customer, defect and words, within what the person may open."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from cases.models import Customer
from tests.cases_made import make_case
from tests.field_made import Department
from tests.world import World, at
from yibin_service.desk.selectors.search import find
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.django_db
TODAY = at("2026-10-13 09:00")


def found(user: User, text: str) -> list[tuple[str, str]]:
    return [(hit.case.number, hit.why) for hit in find(user, text, TODAY).hits]


@pytest.mark.parametrize("text", ["0813", "813", "2026-0813", "SH-2026-0813", "sh-2026-0813", " ０８１３ "])
def test_the_last_digits_of_the_number_are_enough(world: World, text: str) -> None:
    make_case(world, number="SH-2026-0813")
    assert found(world.tech_head, text)[0] == ("SH-2026-0813", "案件号")


def test_a_number_of_an_earlier_year_is_found_too(world: World) -> None:
    make_case(world, number="SH-2025-0813")
    assert found(world.tech_head, "0813") == [("SH-2025-0813", "案件号")]


@pytest.mark.parametrize("text", ["kmdc", "KMDC", "kunmingdianchi", "滇池"])
def test_a_customer_is_found_by_name_pinyin_and_initials(world: World, text: str) -> None:
    case = make_case(world)
    assert found(world.tech_head, text) == [(case.number, "客户")]


def test_a_roll_is_found_by_its_beginning(world: World) -> None:
    case = make_case(world, number="SH-2026-0913")
    assert (case.number, "卷号") in found(world.tech_head, "7a0913")


def test_a_defect_is_found_by_its_name(world: World) -> None:
    case = make_case(world)
    assert found(world.tech_head, "洞穿")[0] == (case.number, "缺陷")


def test_two_characters_of_the_description_are_enough(world: World) -> None:
    case = make_case(world)
    assert found(world.tech_head, "停机") == [(case.number, "卡上文字")]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'; DROP TABLE", "\x00", "不存在的词", "9" * 200])
def test_odd_words_find_nothing_and_break_nothing(world: World, text: str) -> None:
    make_case(world)
    assert found(world.tech_head, text) == []


def test_only_what_the_person_may_open_is_found(world: World) -> None:
    case = make_case(world)
    assert found(world.qc_head, "滇池") == []
    case.concerned_units.create(unit=world.unit["quality_inspection"], since=TODAY)
    assert found(world.qc_head, "滇池") == [(case.number, "客户")]


def test_a_colleagues_case_is_found_without_its_money(world: World) -> None:
    make_case(world, loss="6750.00")
    assert "6,750.00" not in find(world.sales_clerk2, "滇池", TODAY).hits[0].fact
    assert "6,750.00" in find(world.sales_clerk, "滇池", TODAY).hits[0].fact


def test_the_list_is_cut_and_says_so(world: World) -> None:
    for number in range(52):
        make_case(world, number=f"SH-2026-{3000 + number}")
    findings = find(world.tech_head, "滇池", TODAY)
    assert (len(findings.hits), findings.is_cut) == (50, True)
    assert findings.hits[0].case.number == "SH-2026-3051"


def test_a_number_leads_straight_to_the_case(client: Client, world: World, travel_to: Callable) -> None:
    travel_to(TODAY)
    make_case(world, number="SH-2026-0713")
    client.force_login(world.tech_head, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/search/?q=0713").headers["Location"] == "/cases/SH-2026-0713/"


def test_the_number_of_a_dispatch_leads_to_it_whoever_may_open_it(client: Client, world: World) -> None:
    order = Department(world).order()
    for who, leads in ((world.service_engineer, True), (world.sales_clerk, False)):
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get("/search/", {"q": order.number.lower()})
        assert (answer.status_code == 302 and answer.headers["Location"] == order.get_absolute_url()) == leads


def test_a_person_is_found_by_name_and_number_by_who_may_see_them(client: Client, world: World) -> None:
    page = f"/staff/employees/{Department(world).colleague.pk}/"
    for who, text, is_found in ((world.hr, "赵磊", True), (world.hr, "s003", True), (world.service_engineer, "赵磊", False), (world.tech_head, "赵磊", False)):
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get("/search/", {"q": text}).content.decode()
        assert (page in answer) == is_found, (who, text)
        assert ("没有找到" in answer) != is_found, (who, text)


def test_the_page_lists_what_was_found(client: Client, world: World) -> None:
    Customer.objects.create(name="成都锦川包装有限公司", initials="cdjcbzyxgs")
    case = make_case(world)
    client.force_login(world.tech_head, backend="django.contrib.auth.backends.ModelBackend")
    assertContains(client.get("/search/?q=滇池"), case.number)
    assertContains(client.get("/search/?q=锦川"), "没有找到")
    assertNotContains(client.get("/search/"), case.number)
