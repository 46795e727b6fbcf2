"""Open a closed account again."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event

from .administrators import require_another_administrator


@transaction.atomic
def reactivate_account(*, user: User, by: User, at: datetime) -> None:
    """The person may log in again, with the roles that were not taken back meanwhile. An open account stays as it is.

    Raises NotAllowed, OwnAccount.
    """
    require_another_administrator(by, user)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.is_active:
        return
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    text = f"恢复 {locked.display_name} 的账号 {locked.username}"
    titles = "、".join(str(grant.get_role_display()) for grant in locked.grants.filter(revoked_at=None))
    changes = [("岗位", "", titles)] if titles else []
    record_event(
        stream=f"user:{user.pk}", verb="reactivate_account", text=text, changes=changes, by=by, at=at
    )
