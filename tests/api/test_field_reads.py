"""Field work and appraisal by program: the rows of the pages, the filters, and what a person may not see yet."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staff.services.collections import record_collection
from staff.services.file_daily_report import file_daily_report
from staff.services.keep_profile import ContactFacts, ProfileFacts, keep_profile
from staff.services.record_complaint import ComplaintFacts, record_complaint
from staff.services.record_visit import record_visit
from staff.services.score_appraisal import score_appraisal
from staff.services.submit_plan import PlannedThing, submit_plan
from staff.services.write_opinion_sheet import OpinionFacts, write_opinion_sheet
from tests.field_made import Department, report_facts, visit_facts
from tests.world import World, at

from .programs import get

pytestmark = pytest.mark.django_db
NOW = at("2026-11-05 10:00")
POINTS = {"initiative": 14, "cooperation": 9, "loyalty": 14, "planning": 5, "execution": 5, "quality": 9, "performance": 36}
LISTS = {
    "dispatches", "service-records", "opinion-sheets", "daily-reports", "plans", "visits", "customers", "collections",
    "complaints", "appraisals",
}  # fmt: skip


@pytest.fixture
def people(world: World, travel_to: Any) -> Department:
    """One row of each kind, 王海涛's; an order of 赵磊's besides."""
    travel_to(NOW)
    made, engineer, manager = Department(world), world.service_engineer, world.service_manager
    order = made.arrived(at("2026-11-04 08:00"))
    made.recorded(order, at("2026-11-04 16:00"))
    made.order(NOW, engineer=made.colleague)
    told = {"contact_name": "杨德福", "contact_phone": "138", "problem_kind": "intrinsic", "description": "断纸六次。"}
    facts = OpinionFacts(customer=world.customer, heard_at=NOW, **told)
    write_opinion_sheet(employee=made.engineer, facts=facts, dispatch=order, by=engineer, at=NOW)
    file_daily_report(employee=made.engineer, facts=report_facts(NOW), by=engineer, at=NOW)
    items = [PlannedThing(on=date(2026, 11, 9), text="走访")]
    submit_plan(employee=made.engineer, week=date(2026, 11, 9), items=items, by=engineer, at=NOW)
    card = ProfileFacts(
        customer_class="key", owner=made.engineer, products=[world.product], contacts=[ContactFacts(name="杨德福", post="采购", phone="138")],
        warranty_until=None, usage="胶印",
    )  # fmt: skip
    keep_profile(customer=world.customer, facts=card, by=manager, at=NOW)
    record_visit(employee=made.engineer, facts=visit_facts(world, NOW), by=engineer, at=NOW)
    money = {"customer": world.customer, "amount": Decimal("1200.00"), "collected_on": date(2026, 11, 5)}
    record_collection(employee=made.engineer, by=engineer, at=NOW, **money)
    complaint = ComplaintFacts("slow", date(2026, 11, 4), "杨德福", "下午才到。", dispatch=order)
    record_complaint(employee=made.engineer, facts=complaint, by=manager, at=NOW)
    points = {key: Decimal(value) for key, value in POINTS.items()}
    score_appraisal(employee=made.engineer, month=date(2026, 10, 1), points=points, comment="好", by=manager, at=NOW)
    return made


def rows(world: World, who: str, name: str, **asked: str) -> list[dict[str, Any]]:
    return get(world, who, f"staff/{name}/", **asked).json()["results"]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_each_list_shows_what_the_person_may_see(people: Department, name: str) -> None:
    both = 2 if name == "dispatches" else 1
    assert len(rows(people.world, "service_manager", name)) == both
    assert len(rows(people.world, "service_engineer", name)) == 1
    assert len(rows(people.world, "auditor", name)) == both
    assert get(people.world, "sales_clerk", f"staff/{name}/").status_code == 403


def test_rows_name_people_and_things_by_their_numbers(people: Department) -> None:
    world = people.world
    order = rows(world, "service_engineer", "dispatches")[0]
    assert (order["engineer"], order["state"], order["case"]) == ("S002", "done", None)
    record = rows(world, "service_manager", "service-records", dispatch=order["number"])[0]
    assert (record["dispatch"], record["by"], record["result"]) == (order["number"], "S002", "solved")
    complaint = rows(world, "service_manager", "complaints", state="waiting")[0]
    assert (complaint["employee"], complaint["dispatch"]) == ("S002", order["number"])
    profile = rows(world, "service_manager", "customers", owner="S002")[0]
    assert profile["contacts"] == [{"name": "杨德福", "post": "采购", "phone": "138"}]
    assert profile["products"] == [world.product.code]


@pytest.mark.parametrize(
    ("name", "found", "missed"),
    [
        ("dispatches", {"state": "done"}, {"engineer": "S001"}),
        ("daily-reports", {"since": "2026-11-05"}, {"until": "2026-11-04"}),
        ("plans", {"week": "2026-11-09"}, {"state": "approved"}),
        ("visits", {"quality": "good"}, {"since": "2026-11-06"}),
        ("collections", {"is_handed": "false"}, {"is_handed": "true"}),
        ("appraisals", {"month": "2026-10-01"}, {"state": "draft"}),
        ("complaints", {"kind": "slow"}, {"counts_in": "2026-10-01"}),
    ],
)
def test_lists_are_narrowed(people: Department, name: str, found: dict[str, str], missed: dict[str, str]) -> None:
    assert len(rows(people.world, "service_manager", name, **found)) == 1
    assert rows(people.world, "service_manager", name, **missed) == []


@pytest.mark.parametrize("asked", [{"wage": "1"}, {"grade": "A"}, {"month": "十月"}])
def test_an_unknown_key_or_value_is_refused(people: Department, asked: dict[str, str]) -> None:
    assert get(people.world, "service_manager", "staff/appraisals/", **asked).status_code in {400, 422}


def test_the_person_reads_the_points_once_they_are_countersigned(people: Department) -> None:
    hidden = rows(people.world, "service_engineer", "appraisals")[0]
    assert (hidden["state"], hidden["total"], hidden["grade"], hidden["scores"]) == ("scored", None, None, None)
    shown = rows(people.world, "service_manager", "appraisals")[0]
    assert (shown["total"], shown["grade"], len(shown["scores"])) == ("92.0", "A", 7)


def test_finance_reads_collected_money_and_nothing_else_of_the_field(people: Department) -> None:
    assert len(rows(people.world, "finance", "collections")) == 1
    assert get(people.world, "finance", "staff/visits/").status_code == 403


def test_a_list_takes_the_same_number_of_queries_however_long(people: Department) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as taken:
            rows(people.world, "service_manager", "dispatches")
        counts.append(len(taken))
        people.order(NOW)
        people.order(NOW)
    assert counts[0] == counts[1]
