"""The first account of a new site: an administrator, who makes all others."""

from datetime import datetime

from django.db import connection, transaction

from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import OutOfStep
from yibin_service.foundation.acts.services import record_event


class AlreadyInitialised(OutOfStep):
    """The site has accounts already."""

    default_message = "系统已经初始化过：数据库里已有账号。新账号请由系统管理员在账号管理中建立"


@transaction.atomic
def create_first_admin(*, username: str, display_name: str, password: str, at: datetime) -> User:
    """The administrator, in a database without any account; two at once end with one. Raises AlreadyInitialised.

    The password is taken as it is: whoever asks for it has it validated.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"LOCK TABLE {connection.ops.quote_name(User._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE"
        )
    if User.objects.exists():
        raise AlreadyInitialised
    admin = User.objects.create_user(
        username=username, password=password, display_name=display_name, is_staff=True
    )
    RoleGrant.objects.create(user=admin, role=Role.ADMIN, granted_by=None, granted_at=at)
    record_event(
        stream=f"user:{admin.pk}",
        verb="create_first_admin",
        text=f"系统初始化，建立第一个管理员账号 {username}",
        by=None,
        at=at,
    )
    return admin
