"""Tell the other side of a change of the card."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import CardAmendment, Case
from cases.services.tell import tell_news, tell_turn
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import TECH


def technical_centre(case: Case) -> list[User] | QuerySet[User]:
    """The case's engineer once there is one, else everybody in 技术中心."""
    if case.engineer is not None and case.engineer.is_active:
        return [case.engineer]
    held = RoleGrant.objects.filter(user=OuterRef("pk"), role__in=TECH, revoked_at=None)
    return User.objects.filter(Exists(held), is_active=True)


def tell_amended(*, case: Case, amendment: CardAmendment, by: User, at: datetime) -> None:
    """News for 技术中心, and for the clerk whose card the head has changed."""
    people = {user.pk: user for user in technical_centre(case)}
    people[case.clerk_id] = case.clerk
    people.pop(by.pk, None)
    what = f"信息卡已更正为第{amendment.version}版"
    key = f"amended:{amendment.pk}"
    tell_news(case=case, users=people.values(), key=key, what=what, why=changes_told(amendment), at=at)


def tell_proposed(*, case: Case, amendment: CardAmendment, at: datetime) -> None:
    """技术中心 has the turn."""
    people = technical_centre(case)
    key = f"proposed:{amendment.pk}"
    tell_turn(case=case, users=people, key=key, what="答复时间更正", why=changes_told(amendment), at=at)


def tell_answered(*, case: Case, amendment: CardAmendment, at: datetime) -> None:
    """The proposer learns the answer."""
    what = f"时间更正{amendment.get_state_display()}"
    key = f"answered:{amendment.pk}"
    people = [amendment.proposed_by]
    tell_news(case=case, users=people, key=key, what=what, why=amendment.answer, at=at)


def changes_told(amendment: CardAmendment) -> str:
    """「收到意见时间 2026-10-06 10:30 → 2026-10-06 09:30」, a line each, and the reason."""
    lines = [f"{row['label']} {row['from'] or '空'} → {row['to'] or '空'}" for row in amendment.changes.values()]
    return "\n".join([*lines, f"原因：{amendment.reason}"])
