"""People and imports by program: the rows of the pages, never a wage."""

from typing import Any

import pytest

from tests.staffed import Department, read_in, workbook
from tests.world import World

from .programs import get

pytestmark = pytest.mark.django_db
HEAD = ("工号", "姓名", "日期时间")


@pytest.fixture
def department(world: World, settings: Any, tmp_path: Any) -> Department:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return Department(world)


def test_employees_are_those_the_person_may_see_and_without_wages(department: Department) -> None:
    world = department.world
    answer = get(world, "hr", "staff/employees/")
    assert {row["number"] for row in answer.json()["results"]} == {"0300", "0312", "0315"}
    assert "5220" not in answer.content.decode() and "wage" not in answer.content.decode()
    own = get(world, "service_engineer", "staff/employees/").json()["results"]
    assert [(row["number"], row["unit"], row["manager"]) for row in own] == [("0312", "service", "0300")]
    assert get(world, "sales_head", "staff/employees/").status_code == 403


def test_employees_are_narrowed_by_known_keys_only(department: Department) -> None:
    world = department.world
    found = get(world, "hr", "staff/employees/", number="0315").json()["results"]
    assert [row["name"] for row in found] == ["李 敏"]
    assert get(world, "hr", "staff/employees/", wage="1").status_code == 422


def test_an_import_tells_its_counts_and_its_rows(department: Department) -> None:
    world = department.world
    rows = [("0312", "王海涛", "2026-10-08 08:41"), ("0999", "某人", "2026-10-08 08:41")]
    source = read_in(world.hr, workbook(HEAD, *rows))
    told = get(world, "hr", f"staff/punches/{source.pk}/").json()
    assert (told["state"], told["new_count"], told["fault_count"]) == ("read", 1, 1)
    faults = get(world, "hr", f"staff/punches/{source.pk}/rows/", verdict="unknown_person").json()["results"]
    assert [(row["line"], row["number"]) for row in faults] == [(3, "0999")]
    for address in (f"staff/punches/{source.pk}/", f"staff/punches/{source.pk}/rows/"):
        assert get(world, "service_engineer", address).status_code == 403
    assert get(world, "hr", "staff/punches/999999/").status_code == 404
