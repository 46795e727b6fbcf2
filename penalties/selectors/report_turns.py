"""What of month reports and notices waits for one person, a constant number of queries."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from penalties.models import DeductionNotice, MonthReport, NoticeState, ReportState
from penalties.rules.month import Month
from penalties.selectors.notices import units_answered_for
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.wording import end, local, money

HEAVY = ("lines", "report__figures", "report__details", "report__findings")


def turns(user: User, now: datetime, limit: int = 50) -> list[Turn]:
    """Reports to issue or to sign for; notices to claim, objections to answer, deductions to record."""
    found: list[Turn] = []
    if may(user, Verb.ISSUE_REPORT):
        found += _to_issue(limit)
    if may(user, Verb.SIGN_REPORT):
        found += _to_sign(user, limit)
    if may(user, Verb.ANSWER_NOTICE):
        found += _to_claim(user, now, limit)
    if may(user, Verb.ANSWER_OBJECTION):
        found += _to_answer(user, limit)
    if may(user, Verb.RECORD_DEDUCTION):
        found += _to_record(now, limit)
    return found


def _to_issue(limit: int) -> Iterator[Turn]:
    for report in MonthReport.objects.defer("details").filter(state=ReportState.HELD).order_by("month")[:limit]:
        count = sum(len(result["findings"]) for result in report.findings)
        fact = f"对账 {count}项待处理" if count else "对账已全部通过"
        yield _turn(
            "签发月报", report.label, str(report), report.get_absolute_url(), "去处理", fact,
            "处理完签发封账；迟发印在月报上", since=report.due_at,
        )  # fmt: skip


def _to_sign(user: User, limit: int) -> Iterator[Turn]:
    rows = MonthReport.objects.defer("details", "findings").filter(state=ReportState.ISSUED)
    for report in rows.exclude(issued_by=user).order_by("month")[:limit]:
        yield _turn(
            "签收月报", report.label, str(report), report.get_absolute_url(), "签收",
            f"损失合计 {money(report.figures['summary']['loss'])} 元", "签收后放行奖金扣减通知单",
            since=report.issued_at,
        )  # fmt: skip


def _to_claim(user: User, now: datetime, limit: int) -> Iterator[Turn]:
    rows = _notices(Q(state=NoticeState.RELEASED, unit_id__in=units_answered_for(user)), limit)
    for notice in rows:
        until = end(notice.objection_until, local(now).year)
        yield _notice_turn(notice, "认领通知单", "answer_notice", "认领", f"有异议 {until} 前提出", notice.objection_until)


def _to_answer(user: User, limit: int) -> Iterator[Turn]:
    waiting = Q(state=NoticeState.OBJECTED, objection_answered_at=None) & ~Q(answered_by=user)
    for notice in _notices(waiting, limit):
        yield _notice_turn(notice, "答复异议", "answer_objection", "答复", f"「{notice.objection[:60]}」", None)


def _to_record(now: datetime, limit: int) -> Iterator[Turn]:
    """Signed without objection, objection answered, or not claimed until the time for objections was over."""
    ready = Q(state=NoticeState.ACKNOWLEDGED) | Q(state=NoticeState.OBJECTED, objection_answered_at__isnull=False)
    overdue = Q(state=NoticeState.RELEASED, objection_until__lt=now)
    for notice in _notices(ready | overdue, limit):
        words = "登记返还" if notice.is_refund else "登记扣减"
        said = "逾期没有认领，视为没有异议" if notice.state == NoticeState.RELEASED else "单位已认领"
        yield _notice_turn(notice, words, "record_deduction", "登记", said, None)


def _notices(wanted: Q, limit: int) -> QuerySet[DeductionNotice]:
    rows = DeductionNotice.objects.filter(wanted).select_related("report").defer(*HEAVY)
    return rows.order_by("released_at", "number")[:limit]


def _notice_turn(
    notice: DeductionNotice, verb: str, url_name: str, button: str, consequence: str, due_at: datetime | None
) -> Turn:
    weight = f"，扣产量 {notice.tonnes} 吨" if notice.tonnes else ""
    fact = f"{Month(notice.report.month).title} {'返还' if notice.is_refund else '扣减'} {money(abs(notice.amount))} 元{weight}"
    url = reverse(url_name, args=[notice.number])
    return _turn(verb, notice.number, notice.unit_name, url, button, fact, consequence, due_at, notice.answered_at or notice.released_at)


def _turn(
    verb: str,
    number: str,
    whose: str,
    url: str,
    button: str,
    fact: str,
    consequence: str,
    due_at: datetime | None = None,
    since: datetime | None = None,
) -> Turn:
    return Turn(
        verb=verb,
        case_number=number,
        customer=whose,
        url=url,
        button=button,
        due_at=due_at,
        fact=fact,
        consequence=consequence,
        since=since,
    )
