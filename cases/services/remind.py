"""Ask the one whose turn it is to go on (催办)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cases.models import Case, Reminder
from cases.rules.approval_errors import RemindedToday
from cases.services.lock_case import lock_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import NotAllowed, OutOfStep
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services.notify import notify
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def remind(*, case: Case, to: Sequence[User], subject: str, by: User, at: datetime) -> list[Reminder]:
    """Remind those in whose hands the case is: once a day per person, recorded, with a message and a letter.

    Whoever handed the case on may do it, i.e. one who did something in it. People reminded today already are left out;
    raises RemindedToday when that leaves nobody. It changes nothing that others act upon, so the version stays.
    """
    require(by, Verb.REMIND)
    case = lock_case(case_id=case.pk)
    if not case.is_open:
        raise OutOfStep(f"这件案子{case.get_state_display()}，不用催办")
    if not Event.objects.filter(stream=case.stream, actor=by).exists():
        raise NotAllowed("催办由交办的人来做：您没有在这件案子里办过事")
    made = [row for person in to if (row := _remind(case=case, to=person, subject=subject, by=by, at=at))]
    if not made:
        raise RemindedToday("今天已经催过，明天可以再催")
    names = "、".join(str(row.to) for row in made)
    record_event(stream=case.stream, verb="remind", text=f"催办：请{names}{subject}", by=by, at=at)
    return made


def _remind(*, case: Case, to: User, subject: str, by: User, at: datetime) -> Reminder | None:
    if to.pk == by.pk:
        return None
    on = local_day(at)
    row, is_new = Reminder.objects.get_or_create(
        case=case, by=by, to=to, on=on, defaults={"at": at, "subject": subject[:120]}
    )
    if not is_new:
        return None
    notify(
        users=[to],
        key=f"remind:{row.pk}",
        title=f"{by.full_title} 催办：{subject} · {case.number} {case.customer}",
        url=case.get_absolute_url(),
        weight=Weight.TURN,
        at=at,
    )
    return row
