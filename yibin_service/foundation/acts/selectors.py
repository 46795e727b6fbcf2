"""Reads of acts, events and the one clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from .models import Event

SHANGHAI = ZoneInfo("Asia/Shanghai")


def database_now() -> datetime:
    """The database's clock, in Shanghai time, cut to the second: the only clock that decides anything.

    Read once, at the edge (view, task, command), and handed down as `at`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('second', now())")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(SHANGHAI)


def events_of(stream: str) -> QuerySet[Event]:
    """The whole history of one stream, newest first, with its actors."""
    return Event.objects.filter(stream=stream).select_related("actor").order_by("-id")
