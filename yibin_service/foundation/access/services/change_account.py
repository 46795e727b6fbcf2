"""Correct who a person is: name, unit, telephone, e-mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit

from .grant_role import UnitMissing

LABELS = {"display_name": "姓名", "unit": "单位", "phone": "内线电话", "email": "电子邮件"}


@dataclass(frozen=True)
class AccountFacts:
    """What is known of a person; only the name is a must."""

    display_name: str
    unit: Unit | None = None
    phone: str = ""
    email: str = ""


@transaction.atomic
def change_account(*, user: User, facts: AccountFacts, by: User, at: datetime) -> User:
    """Write the facts and one event with what changed; nothing changed leaves no trace. Records keep the names they bear.

    Raises NotAllowed, InvalidInput, UnitMissing.
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not facts.display_name:
        raise InvalidInput({"display_name": "请填「姓名」"})
    if facts.unit is None and Role.UNIT_HEAD in locked.roles:
        raise UnitMissing("单位负责人要有单位；要空着请先收回这个岗位", field="unit")
    changes = [
        (label, str(getattr(locked, name) or ""), str(getattr(facts, name) or ""))
        for name, label in LABELS.items()
        if getattr(locked, name) != getattr(facts, name)
    ]
    if not changes:
        return locked
    for name in LABELS:
        setattr(locked, name, getattr(facts, name))
    locked.save(update_fields=list(LABELS))
    text = f"更正 {locked.display_name} 的资料"
    record_event(stream=f"user:{user.pk}", verb="change_account", text=text, changes=changes, by=by, at=at)
    return locked
