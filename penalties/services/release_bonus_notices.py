"""Release the notices of withheld bonuses with the month's report (P.四.5)."""

from datetime import datetime

from django.urls import reverse

from penalties.models import BonusNotice, MonthReport
from penalties.rules.month import Month
from penalties.selectors.bonus_notices import due_with
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services.notify import notify


def release_bonus_notices(*, report: MonthReport, by: User, at: datetime) -> list[BonusNotice]:
    """One a confirmed false report, once (unique), in the transaction that signs the report; the person is told."""
    rows = list(due_with(Month(report.month)))
    notices = [
        BonusNotice(
            misreport=row,
            report=report,
            number=f"KF-{report.label}-{place:02d}",
            month=row.fact_on.replace(day=1),
            person_name=row.member.name,
            unit_name=row.member.unit.name,
            released_at=at,
        )
        for place, row in enumerate(rows, 1)
    ]
    for notice in BonusNotice.objects.bulk_create(notices):
        _tell(notice, by, at)
    return notices


def _tell(notice: BonusNotice, by: User, at: datetime) -> None:
    member, case = notice.misreport.member, notice.misreport.case
    text = f"放行奖金扣发通知 {notice.number}：{notice.person_name} {notice.month:%Y-%m}"
    record_event(stream=case.stream, verb="release_bonus_notice", text=text, by=by, at=at, clause="P.四.5")
    notify(
        users=[member.user] if member.user else [],
        key=f"bonus-notice:{notice.pk}",
        title=f"{notice.month:%Y-%m} 奖金扣发 · {case.number}",
        body=f"编号 {notice.number}，依据 P.四.5",
        url=reverse("bonus_notice", args=[notice.number]),
        at=at,
    )
