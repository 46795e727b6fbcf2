"""Evening reminders of daily reports; money that stays out too long."""

import logging

from celery import shared_task

from staff.services.collections import flag_late_collections as flag
from staff.services.remind_reports import remind_reports as remind
from yibin_service.foundation.acts.selectors import database_now

logger = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def remind_reports() -> None:
    """Remind those who have not told of their day."""
    given = remind(at=database_now())
    if given:
        logger.info("reminded of the daily report: %d", given)


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def flag_late_collections() -> None:
    """Tell managers of money not handed to 财务 in time."""
    flagged = flag(at=database_now())
    if flagged:
        logger.info("collected payments flagged: %d", flagged)
