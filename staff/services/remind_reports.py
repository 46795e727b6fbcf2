"""The same evening: remind those who have not told of their day."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from staff.rules.field_work import is_reminding_time
from staff.selectors.daily_reports import missing_on
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import Message, notify_many
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def remind_reports(*, at: datetime) -> int:
    """One message a person and day, between 17:30 and 20:00, to those who owe a report; tells how many are new.

    A missing report is a deemed absence (S.4罚(6)); this only warns, the judgement is the month's.
    """
    if not is_reminding_time(at):
        return 0
    day = local_day(at)
    url = f"{reverse('file_daily_report')}?on={day:%Y-%m-%d}"
    told = [
        Message(
            user_id=person.user_id,
            key=f"daily-report:{day:%Y-%m-%d}",
            title=f"今天（{day:%m-%d}）的日报还没有写",
            body="没有向经理汇报的工作日按旷工一天计（S.4罚(6)）；请假的不用写。",
            url=url,
            weight=Weight.DUE,
        )
        for person in missing_on(at)
        if person.user_id
    ]
    return notify_many(messages=told, at=at) if told else 0
