"""The trail of events cannot be rewritten by any path."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import record_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return record_event(stream="case:1", verb="test", text="一件事", by=None, at=database_now())


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_event_cannot_be_changed_by_raw_sql(event: Event) -> None:
    refused("UPDATE acts_event SET text = '另一件事'")


def test_an_event_cannot_be_deleted_by_raw_sql(event: Event) -> None:
    refused("DELETE FROM acts_event")


def test_an_event_cannot_be_changed_in_bulk(event: Event) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(text="另一件事")
