"""Who may be the second person of a settlement."""

from django.db.models import Q, QuerySet

from penalties.models import Settlement
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role


def confirmers_of(settlement: Settlement) -> QuerySet[User]:
    """Those asked to confirm: the heads of 销售处 and the case's clerk, without whoever agreed or executed it.

    Where nobody of them is left, every other 销售员 is asked: someone must be able to.
    """
    spent = [pk for pk in (settlement.agreed_by_id, settlement.executed_by_id) if pk is not None]
    heads = users_with_role(Role.SALES_HEAD).values("pk")
    near = User.objects.filter(Q(pk__in=heads) | Q(pk=settlement.case.clerk_id, is_active=True)).exclude(pk__in=spent)
    return near if near.exists() else users_with_role(Role.SALES_CLERK).exclude(pk__in=spent)
