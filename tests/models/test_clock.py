"""The tests' own clock: what the product reads as the time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests.world import World, at
from yibin_service.foundation.acts.selectors import database_now

pytestmark = pytest.mark.django_db


def test_the_database_lives_on_the_day_a_test_travels_to(travel_to: Callable[[datetime], None]) -> None:
    travel_to(at("2026-10-05 09:00"))
    assert abs(database_now() - at("2026-10-05 09:00")) < timedelta(minutes=2)


def test_raw_sql_sees_the_same_day(travel_to: Callable[[datetime], None]) -> None:
    travel_to(at("2026-10-05 09:00"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()::date, statement_timestamp()::date")
        assert [str(day) for day in cursor.fetchone()] == ["2026-10-05", "2026-10-05"]


def test_a_world_has_people_of_every_role(world: World) -> None:
    assert world.tech_head.full_title == "技术中心主任 罗永清"
    assert world.workshop4_head.full_title == "四抄车间负责人 邓刚"
