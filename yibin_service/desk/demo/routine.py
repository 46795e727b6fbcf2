"""What the mill's days bring by themselves: sweeps, warnings, fines to confirm, and the turn of the month."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from cases.models import ClockKind
from cases.services.remind_acknowledgement import remind_acknowledgement
from cases.services.sweep_deadlines import sweep_deadlines
from cases.services.tell_breaches import tell_breaches
from cases.services.warn_deadlines import warn_deadlines
from penalties.models import SEALED_STATES, DeductionNotice, Fine, FineState, MonthReport, NoticeState
from penalties.rules.month import Month
from penalties.selectors.reports import due_at
from penalties.services.answer_notice import answer_notice
from penalties.services.answer_objection import answer_objection
from penalties.services.confirm_fine import confirm_fine
from penalties.services.issue_due_reports import issue_due_reports
from penalties.services.issue_month_report import issue_month_report
from penalties.services.record_deduction import record_deduction
from penalties.services.report_errors import ReportHasFindings
from penalties.services.sign_report import sign_report
from penalties.services.sweep_fines import sweep_fines

from .cast import Cast
from .stage import Life

SWEEP_HOURS = 5  # shorter than a silence that would be noted as a standstill
DECIDERS = {ClockKind.CARD_FILING: "tech_head", ClockKind.REPLY: "enterprise_management"}
OBJECTION = "第 3 笔涉及的纸卷已按特采放行，请核对放行单后再计。"
ANSWER = "已核对：放行单只免除次品降级，不免除用户赔付，原数不变。"


def sweeps(start: datetime) -> Life:
    """Missed deadlines, as the beat finds them."""
    at = start
    while True:
        yield at
        if sweep_deadlines(at=at).recorded:
            tell_breaches(at=at)
        at += timedelta(hours=SWEEP_HOURS)


def mornings(start: datetime, cast: Cast) -> Life:
    """Warnings at half past eight; afterwards the fines of the day before are confirmed."""
    at = start.replace(hour=8, minute=31)
    while True:
        yield at
        sweep_fines(at=at)
        warn_deadlines(at=at)
        remind_acknowledgement(at=at)
        for fine in Fine.objects.filter(state=FineState.PROPOSED, proposed_at__lt=at - timedelta(hours=18)):
            confirm_fine(fine=fine, by=cast[DECIDERS[ClockKind(fine.kind)]], at=at + timedelta(minutes=20))
        at += timedelta(days=1)


def months(first: Month, cast: Cast, until: datetime) -> Life:
    """Each month sealed on time, signed, its notices answered; those of the newest stand in every state."""
    month = first
    while due_at(month) <= until:
        at = due_at(month)
        yield at
        issue_due_reports(at=at)
        while not is_sealed(month):  # held because of findings: 技术中心主任 issues it once they are dealt with
            at += timedelta(hours=14)
            yield at
            with suppress(ReportHasFindings):
                issue_month_report(month=month, by=cast["tech_head"], at=at)
        at += timedelta(hours=1, minutes=25)
        yield at
        report = sign_report(month=month, by=cast["enterprise_management"], at=at)
        is_newest = due_at(month.next) > until
        yield from _notices(list(report.notices.select_related("unit")), cast, at, is_newest)
        month = month.next


def is_sealed(month: Month) -> bool:
    """Whether the month's report is out."""
    return MonthReport.objects.filter(month=month.first, state__in=SEALED_STATES).exists()


def _notices(notices: list[DeductionNotice], cast: Cast, at: datetime, is_newest: bool) -> Life:
    """The units sign one after another; the third objects. Of the newest month the last ones are still to be done."""
    for place, notice in enumerate(notices):
        if is_newest and place == len(notices) - 1:
            return
        at += timedelta(hours=3, minutes=17)
        yield at
        objection = OBJECTION if place == 2 else ""
        answer_notice(notice=notice, objection=objection, by=cast.head_of(notice.unit), at=at)
    if is_newest:
        notices = notices[:1]
    at += timedelta(days=3)
    yield at
    for notice in DeductionNotice.objects.filter(pk__in=[one.pk for one in notices]):
        _deduct(notice, cast, at)


def _deduct(notice: DeductionNotice, cast: Cast, at: datetime) -> None:
    if notice.state == NoticeState.OBJECTED:
        answer_objection(notice=notice, answer=ANSWER, by=cast["tech_engineer"], at=at)
    day: date = at.date()
    voucher = f"JJ-{day:%m%d}-{notice.number[-2:]}"
    record_deduction(
        notice=notice, deducted_on=day, voucher=voucher, by=cast["enterprise_management"], at=at
    )
