"""Tell 技术中心 that a card was delivered, and the clerk whose card somebody else filed."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from cases.models import Case
from cases.selectors.lines import fact_line
from cases.services.tell import tell_news, tell_turn
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import TECH


def tell_filing(*, case: Case, by: User, at: datetime) -> None:
    """Everybody in 技术中心 has the turn: one of them tiers the case."""
    held = RoleGrant.objects.filter(user=OuterRef("pk"), role__in=TECH, revoked_at=None)
    people = User.objects.filter(Exists(held), is_active=True)
    tell_turn(case=case, users=people, key="filed", what="分级", why=fact_line(case), at=at)
    if case.clerk_id != by.pk:
        tell_news(case=case, users=[case.clerk], key="filed", what=f"{by} 替您填报了信息卡", at=at)
