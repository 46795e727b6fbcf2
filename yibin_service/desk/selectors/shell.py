"""What the frame of every page needs to know, in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from yibin_service.foundation import wording
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.selectors import SHANGHAI
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.regulation.models import Family, RegulationVersion
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.selectors import parameters_of_enacted

# Written out: drawn on every page, it would cost more to compose than to answer.
FACTS = f"""
SELECT date_trunc('second', now()),
       EXISTS (SELECT 1 FROM {User._meta.db_table} WHERE is_demo),
       (SELECT max(id) FROM {Event._meta.db_table}),
       (SELECT count(*) FROM {InboxMessage._meta.db_table} WHERE user_id = %s AND read_at IS NULL),
       version.id,
       version.code
  FROM (VALUES (1)) one
  LEFT JOIN LATERAL (
       SELECT id, code FROM {RegulationVersion._meta.db_table}
        WHERE family = %s AND status = %s AND effective_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date
        ORDER BY effective_from DESC LIMIT 1) version ON TRUE
"""


@dataclass(frozen=True)
class FrameFacts:
    """The database's clock, whether this is the demo, the newest event, unread messages, when deadlines turn colour.

    `due_warnings`: how long before its end a deadline turns amber and orange, by the version in force.
    """

    now: datetime
    is_demo: bool
    last_event: int | None
    unread: int
    due_warnings: tuple[timedelta, timedelta]


def frame_facts(user: User | None) -> FrameFacts:
    """The facts as one person's page needs them; a visitor has no messages."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [user.pk if user else None, Family.AFTER_SALES, RegulationVersion.Status.ENACTED])
        now, is_demo, last_event, unread, version, code = cursor.fetchone()
    return FrameFacts(now.astimezone(SHANGHAI), is_demo, last_event, unread, _warnings(version, code))


def _warnings(version: int | None, code: str | None) -> tuple[timedelta, timedelta]:
    if version is None or code is None:
        return wording.DEFAULT_SOON, wording.DEFAULT_URGENT
    parameters = parameters_of_enacted(version, code)
    long, short = ParameterKey.WARNING_LONG_HOURS, ParameterKey.WARNING_SHORT_HOURS
    return timedelta(hours=parameters.whole(long)), timedelta(hours=parameters.whole(short))
