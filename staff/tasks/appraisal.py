"""The appraisal's reminders."""

import logging

from celery import shared_task

from staff.services.remind_appraisals import remind_appraisals as remind
from yibin_service.foundation.acts.selectors import database_now

logger = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def remind_appraisals() -> None:
    """Remind those who have sheets to score, and tell them what is overdue."""
    given = remind(at=database_now())
    if given:
        logger.info("reminded of the appraisal: %d", given)
