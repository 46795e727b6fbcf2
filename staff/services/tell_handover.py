"""Tell those a handover concerns whose turn it is."""

from collections.abc import Iterable
from datetime import datetime

from staff.models import WorkHandover
from staff.selectors.field_people import managers_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify

Users = Iterable[User | None]


def tell(
    handover: WorkHandover, users: Users, *, key: str, what: str, body: str = "", is_turn: bool = False, at: datetime
) -> None:
    """「轮到您：…」 or news, once a person and key; nobody is told of what they did themselves by the caller leaving them out."""
    people = {user.pk: user for user in users if user is not None and user.is_active}
    title = f"{what} · {handover.employee.name}{handover.get_kind_display()}移交 {handover.number}"
    notify(
        users=people.values(),
        key=f"handover:{handover.pk}:{key}",
        title=f"轮到您：{title}" if is_turn else title,
        body=body,
        url=handover.get_absolute_url(),
        weight=Weight.TURN if is_turn else Weight.INFO,
        at=at,
    )


def leaders_of(handover: WorkHandover) -> list[User]:
    """Who arranges it: whoever opened it, and the person's manager."""
    found = {user.pk: user for user in (handover.opened_by, *managers_of(handover.employee))}
    return list(found.values())
