"""Tell people that a case came into their hands, or that something they know of changed."""

from collections.abc import Iterable
from datetime import datetime

from cases.models import Case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services.notify import notify


def tell_turn(
    *, case: Case, users: Iterable[User], key: str, what: str, why: str = "", url: str = "", at: datetime
) -> None:
    """「轮到您：…」 into the inbox and by letter, once per person and key.

    It leads to the case, or to `url` for people who may do the act and not read the case.
    """
    notify(
        users=users,
        key=f"case:{case.pk}:{key}",
        title=f"轮到您：{what} · {case.number} {case.customer}",
        body=why,
        url=url or case.get_absolute_url(),
        weight=Weight.TURN,
        at=at,
    )


def tell_news(*, case: Case, users: Iterable[User], key: str, what: str, why: str = "", at: datetime) -> None:
    """News that asks for nothing: into the inbox alone, once per person and key."""
    notify(
        users=users,
        key=f"case:{case.pk}:{key}",
        title=f"{what} · {case.number} {case.customer}",
        body=why,
        url=case.get_absolute_url(),
        weight=Weight.INFO,
        at=at,
        with_letter=False,
    )
