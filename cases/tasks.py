"""What the cases app does by itself: the timetable stands in `yibin_service/celery.py`."""

import logging

from celery import shared_task

from cases.services.remind_acknowledgement import remind_acknowledgement
from cases.services.sweep_deadlines import sweep_deadlines as sweep
from cases.services.tell_breaches import MOST_AT_ONCE
from cases.services.tell_breaches import tell_breaches as tell
from cases.services.warn_deadlines import warn_deadlines as warn
from yibin_service.foundation.acts.selectors import database_now

logger = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def sweep_deadlines() -> None:
    """Record what fell due, then tell of it: whatever the first step has committed, the second finds, now or later."""
    swept = sweep(at=database_now())
    if swept.gap is not None:
        logger.warning("no sweep from %s to %s", swept.gap.since, swept.gap.until)
    if swept.recorded:
        logger.info("breaches recorded: %d", swept.recorded)
    while tell(at=database_now()) == MOST_AT_ONCE:
        pass


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def warn_deadlines() -> None:
    """Warn of what is about to run out."""
    given = warn(at=database_now())
    if given:
        logger.info("warnings given: %d", given)


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def remind_acknowledgements() -> None:
    """Remind of opinions that were sent to be read."""
    remind_acknowledgement(at=database_now())
