"""Letters go out by the timetable."""

import time

from celery import shared_task

from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.notices.services.send_letter import Outcome, send_letter

LONGEST_ROUND = 25.0  # seconds


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def send_letters() -> None:
    """Send what is due, one letter after another, until nothing is or the server does not answer."""
    end = time.monotonic() + LONGEST_ROUND
    while send_letter(at=database_now()) is Outcome.DEALT_WITH and time.monotonic() < end:
        pass
