"""From two days before the end whoever has sheets to score is reminded; after the end, told what is overdue."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from staff.models import Employee
from staff.rules.appraisal import due_at, last_day_for, reminded_from
from staff.selectors.appraisal import rules_of, unscored_people
from staff.selectors.managers import deciders_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local_day, previous_month


@transaction.atomic
def remind_appraisals(*, at: datetime) -> int:
    """One message a scorer for last month's unscored sheets, and one more once they are overdue; gives how many are new."""
    month = previous_month(local_day(at))
    p = rules_of(month)
    if local_day(at) < reminded_from(month, p):
        return 0
    is_overdue = at >= due_at(month, p)
    last = last_day_for(month, p)
    return sum(
        _tell(who, people, month, last, is_overdue=is_overdue, at=at) for who, people in _by_scorer(month).items()
    )


def _by_scorer(month: date) -> dict[User, list[Employee]]:
    found: dict[User, list[Employee]] = defaultdict(list)
    for one in unscored_people(month):
        for user in deciders_of(one):
            if user.pk != one.user_id:
                found[user].append(one)
    return found


def _tell(who: User, people: list[Employee], month: date, last: date, *, is_overdue: bool, at: datetime) -> int:
    names = "、".join(one.name for one in people)
    what = f"{last:%m-%d} 已过，{month.month}月考核还没有评分" if is_overdue else f"{month.month}月考核 {last:%m-%d} 前要评分"
    return notify(
        users=[who],
        key=f"appraisal-{'overdue' if is_overdue else 'due'}:{month:%Y-%m}",
        title=f"{what}：{len(people)}人",
        body=names,
        url=reverse("appraisal_month", args=[f"{month:%Y-%m}"]),
        weight=Weight.BREACH if is_overdue else Weight.DUE,
        at=at,
    )
