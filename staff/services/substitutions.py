"""A manager who goes away names who decides meanwhile; 分管副总经理 may, too."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from staff.models import Employee, Substitution
from staff.selectors.substitutes import managers_named_by
from staff.services.attendance_errors import NotYourPerson, SubstituteOverlaps, SubstituteUnfit, SubstitutionOver
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def name_substitute(
    *, manager: Employee, substitute: Employee, first_on: date, last_on: date, by: User, at: datetime
) -> Substitution:
    """The substitute is told and finds what waits from `first_on` on.

    Raises NotYourPerson, InvalidInput (dates), SubstituteUnfit, SubstituteOverlaps: one substitute a day.
    """
    require(by, Verb.NAME_SUBSTITUTE)
    if not managers_named_by(by).filter(pk=manager.pk).exists():
        raise NotYourPerson("只能为自己指定代办人；分管副总经理可以为经理指定")
    _check_days(first_on, last_on, local_day(at))
    _check_fit(manager, substitute, last_on)
    Employee.objects.select_for_update(of=("self",)).get(pk=manager.pk)
    other = Substitution.objects.filter(manager=manager, ended_at=None, first_on__lte=last_on, last_on__gte=first_on).first()
    if other is not None:
        raise SubstituteOverlaps(f"{other.first_on} 至 {other.last_on} 已指定{other.substitute.name}代办，请先收回或改日期")
    row = Substitution.objects.create(
        manager=manager, substitute=substitute, first_on=first_on, last_on=last_on, named_by=by, named_at=at
    )
    words = f"{first_on} 至 {last_on} 由{substitute.name}代{manager.name}审批请假、外勤和补卡"
    record_event(stream=manager.stream, verb="name_substitute", text=words, by=by, at=at)
    _tell(row, f"substitution:{row.pk}", words, by, at)
    return row


@transaction.atomic
def end_substitution(*, substitution: Substitution, by: User, at: datetime) -> Substitution:
    """Take it back: what was decided stays. Raises NotYourPerson, SubstitutionOver."""
    require(by, Verb.NAME_SUBSTITUTE)
    if not managers_named_by(by).filter(pk=substitution.manager_id).exists():
        raise NotYourPerson("由指定的经理或分管副总经理收回")
    Substitution.objects.select_for_update().values_list("pk").get(pk=substitution.pk)
    row = Substitution.objects.select_related("manager__user", "substitute__user").get(pk=substitution.pk)
    check_running(row, local_day(at))
    row.ended_by, row.ended_at = by, at
    row.save(update_fields=["ended_by", "ended_at"])
    words = f"收回{row.substitute.name}代{row.manager.name}的审批"
    record_event(stream=row.manager.stream, verb="end_substitution", text=words, by=by, at=at)
    _tell(row, f"substitution:{row.pk}:ended", words, by, at)
    return row


def check_running(row: Substitution, today: date) -> None:
    """Raise SubstitutionOver once it was taken back or its last day is past."""
    if row.ended_at is not None or row.last_on < today:
        raise SubstitutionOver


def _check_days(first_on: date, last_on: date, today: date) -> None:
    faults = {}
    if first_on < today:
        faults["first_on"] = f"从今天 {today} 或以后的一天起"
    if last_on < first_on:
        faults["last_on"] = "不能早于开始的一天"
    elif (last_on - first_on).days > 366:
        faults["last_on"] = "一次最多一年"
    if faults:
        raise InvalidInput(faults)


def _check_fit(manager: Employee, substitute: Employee, last_on: date) -> None:
    user = substitute.user
    if substitute.pk == manager.pk or user is None or not user.is_active or not may(user, Verb.ASK_LEAVE):
        raise SubstituteUnfit("代办人要是本部门有账号的另一个人", field="substitute")
    if substitute.left_on is not None and substitute.left_on < last_on:
        raise SubstituteUnfit(f"{substitute.name} {substitute.left_on} 离职，请另指定", field="substitute")


def _tell(row: Substitution, key: str, words: str, by: User, at: datetime) -> None:
    people = [user for user in (row.substitute.user, row.manager.user) if user is not None and user.pk != by.pk]
    notify(users=people, key=key, title=words, url=reverse("request_list"), at=at)
