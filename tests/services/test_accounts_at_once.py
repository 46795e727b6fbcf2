"""Two administrators at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.services.deactivate_account import deactivate_account
from yibin_service.foundation.access.services.revoke_role import revoke_role
from yibin_service.foundation.acts.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
NOW = at("2026-10-05 09:00")


@pytest.fixture
def admins(transactional_db: None) -> tuple[User, User]:
    world = World()
    other = User.objects.create(username="admin2", display_name="另一位", password="!")
    RoleGrant.objects.create(user=other, role=Role.ADMIN, granted_at=NOW)
    return world.admin, other


def at_once(deed: Callable[[User, User], object], pair: tuple[User, User]) -> list[str]:
    """Each does it to the other; what each was told, sorted."""
    gate, told = Barrier(2), []

    def run(by: User, user: User) -> None:
        try:
            assert by.roles  # read before either acts, as a page would have
            gate.wait(timeout=10)
            deed(by, user)
            told.append("done")
        except Refused as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)
    return sorted(told)


@pytest.mark.parametrize(
    "deed",
    [
        lambda by, user: revoke_role(user=user, role=Role.ADMIN, by=by, at=NOW),
        lambda by, user: deactivate_account(user=user, by=by, at=NOW),
    ],
    ids=["revoke", "deactivate"],
)
def test_two_who_remove_each_other_leave_one(admins: tuple[User, User], deed: Callable[[User, User], object]) -> None:
    assert at_once(deed, admins) == ["LastAdministrator", "done"]
    left = RoleGrant.objects.filter(role=Role.ADMIN, revoked_at=None, user__is_active=True)
    assert left.count() == 1
