"""What the frame of every page needs to know."""

from datetime import datetime, timedelta

from yibin_service.foundation import wording
from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.parameters import NoVersionInForce
from yibin_service.foundation.regulation.selectors import parameters_on


def unread_count(user: User) -> int:
    """Messages the person has not opened."""
    return InboxMessage.objects.filter(user=user, read_at=None).count()


def due_warnings(now: datetime) -> tuple[timedelta, timedelta]:
    """How long before its end a deadline turns amber and orange: the warning parameters in force at `now`."""
    try:
        parameters = parameters_on(Family.AFTER_SALES, now.date())
    except NoVersionInForce:
        return wording.DEFAULT_SOON, wording.DEFAULT_URGENT
    long, short = ParameterKey.WARNING_LONG_HOURS, ParameterKey.WARNING_SHORT_HOURS
    return timedelta(hours=parameters.whole(long)), timedelta(hours=parameters.whole(short))
