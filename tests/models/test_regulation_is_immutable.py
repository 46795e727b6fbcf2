"""The database itself refuses any change of an enacted version."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import World, at
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion

pytestmark = pytest.mark.django_db


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def enacted() -> RegulationVersion:
    return RegulationVersion.objects.get(code="P-试行")


def add_value() -> None:
    ParameterValue.objects.create(version=enacted(), key="bonus", value="1", clause="P.四", title="x", position=999)


def move_value_into_it() -> None:
    draft = RegulationVersion.objects.create(
        family="P", code="P-草", title="x", effective_from="2030-01-01", drafted_at=at("2026-01-01 00:00")
    )
    value = ParameterValue.objects.create(version=draft, key="bonus", value="1", clause="P.四", title="x", position=1)
    value.version = enacted()
    value.save()


REFUSED: dict[str, Callable[[], object]] = {
    "save a version": lambda: enacted().save(),
    "update versions": lambda: RegulationVersion.objects.update(title="改"),
    "take a version back to draft": lambda: RegulationVersion.objects.update(status="draft", enacted_at=None),
    "delete a version by hand": lambda: execute("DELETE FROM regulation_regulationversion"),
    "delete a version": lambda: enacted().delete(),
    "update values": lambda: ParameterValue.objects.update(value="1"),
    "update values in bulk": lambda: ParameterValue.objects.bulk_update(
        list(ParameterValue.objects.all()[:2]), ["note"]
    ),
    "update values by hand": lambda: execute("UPDATE regulation_parametervalue SET value = '1'"),
    "delete values": lambda: ParameterValue.objects.all().delete(),
    "delete values by hand": lambda: execute("DELETE FROM regulation_parametervalue"),
    "add a value": add_value,
    "move a value into it": move_value_into_it,
}


@pytest.mark.parametrize("way", REFUSED, ids=str)
def test_an_enacted_version_cannot_be_changed(world: World, way: str) -> None:
    before = list(ParameterValue.objects.order_by("pk").values_list("key", "value"))
    with pytest.raises(DatabaseError, match="已施行的制度版本"), transaction.atomic():
        REFUSED[way]()
    assert list(ParameterValue.objects.order_by("pk").values_list("key", "value")) == before


@pytest.mark.parametrize("model", ["RegulationVersion", "ParameterValue"])
def test_versions_cannot_be_emptied_at_a_stroke(world: World, model: str) -> None:
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with deferred checks outstanding cannot be emptied at all
    with pytest.raises(DatabaseError, match="不可清空"), transaction.atomic():
        execute(f"TRUNCATE regulation_{model.lower()} CASCADE")


def test_a_draft_can_be_changed_and_thrown_away(world: World) -> None:
    draft = RegulationVersion.objects.create(
        family="P", code="P-草", title="x", effective_from="2030-01-01", drafted_at=at("2026-01-01 00:00")
    )
    value = ParameterValue.objects.create(version=draft, key="bonus", value="1", clause="P.四", title="x", position=1)
    value.value = "2"
    value.save()
    draft.delete()
    assert not ParameterValue.objects.filter(key="bonus").exists()


def test_a_version_is_enacted_only_with_its_instant(world: World) -> None:
    with pytest.raises(DatabaseError, match="regulation_enacted_has_instant"), transaction.atomic():
        RegulationVersion.objects.create(
            family="P",
            code="P-草",
            title="x",
            effective_from="2030-01-01",
            drafted_at=at("2026-01-01 00:00"),
            status="enacted",
        )
