"""签收: 企管办 takes the sealed report; that releases the notices of deduction."""

from datetime import datetime

from django.db import transaction

from penalties.models import DeductionNotice, MonthReport, NoticeState, ReportState
from penalties.rules.month import Month
from penalties.services.release_bonus_notices import release_bonus_notices
from penalties.services.report_errors import AlreadySigned, NotIssuedYet, SameSigner
from penalties.services.take_notice import ask_for_sheet
from penalties.services.tell_report import tell_released
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import add_days, local_day
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.selectors import parameters_on
from yibin_service.foundation.wording import instant, local


@transaction.atomic
def sign_report(*, month: Month, by: User, at: datetime) -> MonthReport:
    """Sign for the report and release its notices, once; each unit is told and may object until the stored instant.

    Raises NotIssuedYet, AlreadySigned, SameSigner.
    """
    require(by, Verb.SIGN_REPORT)
    MonthReport.objects.select_for_update().filter(month=month.first).values_list("pk").first()
    report = MonthReport.objects.select_related("signed_by").defer("details").filter(month=month.first).first()
    if report is None or not report.is_sealed:
        raise NotIssuedYet
    if report.state == ReportState.SIGNED:
        raise AlreadySigned(_already(report, at))
    if report.issued_by_id == by.pk:
        raise SameSigner
    report.signed_by, report.signed_at, report.state = by, at, ReportState.SIGNED
    report.save(update_fields=["signed_by", "signed_at", "state"])
    notices = _release(report, by, at)
    withheld = release_bonus_notices(report=report, by=by, at=at)
    text = f"签收{report}，放行 {len(notices)}张通知单"
    text += f"、{len(withheld)}张奖金扣发通知" if withheld else ""
    record_event(stream=report.stream, verb="sign_report", text=text, by=by, at=at, clause="P.一.5")
    return report


def _release(report: MonthReport, by: User, at: datetime) -> list[DeductionNotice]:
    days = parameters_on(Family.AFTER_SALES, local_day(at)).whole(ParameterKey.NOTICE_OBJECTION_DAYS)
    notices = list(DeductionNotice.objects.select_for_update(of=("self",)).filter(report=report).select_related("unit"))
    for notice in notices:
        notice.state, notice.released_at, notice.objection_until = NoticeState.RELEASED, at, add_days(at, days)
        notice.save(update_fields=["state", "released_at", "objection_until"])
        text = f"放行{notice.title} {notice.number}（{notice.unit_name}）"
        record_event(stream=notice.stream, verb="release_notice", text=text, by=by, at=at, clause="P.四")
        ask_for_sheet(notice, at)
        tell_released(notice, at)
    return notices


def _already(report: MonthReport, at: datetime) -> str:
    who = report.signed_by.full_title if report.signed_by else ""
    return f"{report}已由{who}于 {instant(report.signed_at, local(at).year)} 签收，没有重复"
