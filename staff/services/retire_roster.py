"""Take a roster out of use from a day, or back into it."""

from datetime import date, datetime

from django.db import transaction

from staff.models import Employee, Schedule
from staff.selectors.rosters import still_on
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .errors import NotInOrder, RosterInUse
from .locks import locked_roster

NAMED = 20


@transaction.atomic
def retire_roster(*, schedule: Schedule, since: date | None, by: User, at: datetime) -> Schedule:
    """From that day on nobody is given it; `since` None takes it back into use. Days before are judged as they were.

    Raises RosterInUse, naming who still works by it on that day or later; NotInOrder for one in use without a day; NotAllowed.
    """
    require(by, Verb.MANAGE_SCHEDULE)
    row = locked_roster(schedule)
    if since is None and row.retired_from is None:
        raise NotInOrder(f"「{row.name}」正在用：要停用请填从哪天起", field="since")
    people = still_on(row, since) if since else []
    if people:
        raise RosterInUse(f"{since} 起还有 {len(people)}人按「{row.name}」上班：{named(people)}。请先给他们安排别的班制", field="since")
    row.retired_from = since
    row.save(update_fields=["retired_from"])
    text = f"班制「{row.name}」自 {since} 起停用" if since else f"班制「{row.name}」恢复使用"
    record_event(stream=f"schedule:{row.pk}", verb="retire_roster", text=text, by=by, at=at)
    return row


def named(people: list[Employee]) -> str:
    """「王海涛（0312）、李敏（0315）」, and how many more."""
    names = "、".join(f"{one.name}（{one.number}）" for one in people[:NAMED])
    return f"{names}等" if len(people) > NAMED else names
