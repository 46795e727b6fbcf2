"""The four figures of the running month, over the cases the person may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from cases.models import OPEN_STATES, Case, ClockKind, Deadline, Tier
from cases.selectors.visibility import visible_cases
from penalties.models import Side
from penalties.selectors.ledger import sums_of, visible_entries
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.regulation.clock import local_day, midnight, month_of, previous_month
from yibin_service.foundation.wording import count, money

HEAVY = (Tier.MAJOR, Tier.EXTRA_MAJOR)


@dataclass(frozen=True)
class Figure:
    """A number with its name, its unit and what it is compared with."""

    label: str
    number: str
    unit: str = ""
    detail: str = ""
    url: str = ""


def month_figures(user: User, now: datetime) -> list[Figure]:
    """Received, answered in time, in hand and, for those who read the ledger, what was posted. Four queries or five."""
    if not may(user, Verb.READ_CASES):
        return []
    cases = visible_cases(user)
    figures = [_received(cases, now), _answered(cases, now), _in_hand(cases)]
    if may(user, Verb.READ_LEDGER):
        figures.append(_posted(user, now))
    return figures


def _received(cases: QuerySet[Case], now: datetime) -> Figure:
    start = midnight(month_of(local_day(now)))
    before = midnight(previous_month(local_day(now)))
    same_time = min(before + (now - start), start)
    found = cases.filter(filed_at__gte=before, filed_at__lte=now).aggregate(
        this=Count("pk", filter=Q(filed_at__gte=start)), last=Count("pk", filter=Q(filed_at__lt=same_time))
    )
    return Figure("收到意见", str(found["this"]), "件", f"{before.month}月同期 {count(found['last'], '件')}")


def _answered(cases: QuerySet[Case], now: datetime) -> Figure:
    start = midnight(month_of(local_day(now)))
    clocks = Deadline.objects.filter(
        kind=ClockKind.REPLY, case__reply__issued_at__gte=start, case__in=cases, acted_at__isnull=False
    )
    found = clocks.aggregate(all=Count("pk"), met=Count("pk", filter=Q(acted_at__lte=F("due_at"))))
    late = found["all"] - found["met"]
    return Figure("按时答复", str(found["met"]), f"/ {found['all']}", f"超期 {count(late, '件')}" if late else "没有超期")


def _in_hand(cases: QuerySet[Case]) -> Figure:
    found = cases.filter(state__in=OPEN_STATES).aggregate(
        all=Count("pk"), heavy=Count("pk", filter=Q(tier__in=HEAVY))
    )
    return Figure("在办", str(found["all"]), "件", f"重大以上 {count(found['heavy'], '件')}")


def _posted(user: User, now: datetime) -> Figure:
    month = month_of(local_day(now))
    sums = sums_of(visible_entries(user).filter(side=Side.LOSS, period=month))
    return Figure("已入账损失", money(sums.amount), "", f"元；台账 {month.month}月 {count(sums.count, '笔')}")
