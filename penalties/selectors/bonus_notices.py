"""Notices of a withheld bonus: which are due with a report, and who may read one."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from cases.models import Misreport, MisreportState
from penalties.models import BonusNotice
from penalties.rules.month import Month
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import LEADERS, Role
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.org.models import UnitKind

READS_ALL = LEADERS | {Role.ENTERPRISE_MANAGEMENT, Role.FINANCE, Role.HR, Role.AUDITOR}


def due_with(month: Month) -> QuerySet[Misreport]:
    """Confirmed false reports up to the month's end that no notice told of yet.

    Those of 售后服务部 that stand in the person's statement need none; who is not on its payroll gets the notice.
    """
    rows = Misreport.objects.filter(state=MisreportState.CONFIRMED, fact_on__lt=month.next.first, bonus_notice=None)
    own = rows.filter(member__unit__kind=UnitKind.SERVICE)
    # The payroll stands beside the ledger: it is known by its name in the settings only.
    told = import_string(settings.BONUS_IN_STATEMENT)(own)
    return rows.exclude(pk__in=told).select_related("member__unit", "case").order_by("id")


def visible_bonus_notices(user: User) -> QuerySet[BonusNotice]:
    """All for those who take the money or look after it; else the own."""
    rows = BonusNotice.objects.select_related("misreport__member", "misreport__case__regulation", "report")
    return rows if user.roles & READS_ALL else rows.filter(Q(misreport__member__user=user))


def bonus_notice_for(user: User, number: str) -> BonusNotice:
    """The notice of this number, or NotFound: whether it exists is not told."""
    found = visible_bonus_notices(user).filter(number=number).first()
    if found is None:
        raise NotFound("没有这张通知，或您无权查看")
    return found
