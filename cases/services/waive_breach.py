"""Take the consequences off a missed clock (P.二.2): the breach stays visible."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from cases.models import Case, ClockKind, DeadlineBreach
from cases.rules.deadline_errors import AlreadyWaived, NothingToWaive, WaiverReasonMissing
from cases.selectors.deadline_people import deadline_people
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import end


@transaction.atomic
def waive_breach(
    *, breach: DeadlineBreach, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> DeadlineBreach:
    """The breach has no fine and no effect from now on; who waived it, when and why stays with it.

    What stands above and has drawn money from the breach corrects it in this transaction. Raises StalePage,
    AlreadyWaived, NothingToWaive, WaiverReasonMissing.
    """
    require(by, Verb.WAIVE_BREACH)
    case = lock_case(case_id=breach.case_id, seen_version=seen_version)
    breach = DeadlineBreach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
    check_waivable(breach)
    if not reason.strip():
        raise WaiverReasonMissing(field="reason")
    breach.waived_by, breach.waived_at, breach.waiver_reason = by, at, reason.strip()
    breach.save(update_fields=["waived_by", "waived_at", "waiver_reason"])
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="waive_breach",
        text=f"豁免{breach.get_kind_display()}超期\n理由：{breach.waiver_reason}",
        changes=[(f"{breach.get_kind_display()}超期（截止 {end(breach.due_at, 0)}）", "有后果", "已豁免")],
        by=by,
        at=at,
        clause=breach.clause,
    )
    _tell(case, breach, at)
    _hand_on(case, breach, by, at)
    return breach


def check_waivable(breach: DeadlineBreach) -> None:
    """Raise unless the breach has consequences that nobody waived."""
    if breach.waived_at is not None:
        raise AlreadyWaived
    if breach.overturned_at is not None:
        raise NothingToWaive("这次超期因时间更正已不成立，没有后果，不用豁免")
    if breach.kind == ClockKind.USER_REPORT:
        raise NothingToWaive("客户报告超期不归哪个单位，没有罚款，不用豁免")


def _tell(case: Case, breach: DeadlineBreach, at: datetime) -> None:
    people = deadline_people().warned(breach.kind, clerk_id=case.clerk_id, engineer_id=case.engineer_id)
    tell_news(
        case=case,
        users=User.objects.filter(pk__in=people),
        key=f"waived:{breach.pk}",
        what=f"{breach.get_kind_display()}超期已豁免",
        why=breach.waiver_reason,
        at=at,
    )


def _hand_on(case: Case, breach: DeadlineBreach, by: User, at: datetime) -> None:
    """The ledger stands above the cases: it is known by its name in the settings only."""
    import_string(settings.AFTER_WAIVER)(case=case, breach=breach, by=by, at=at)
