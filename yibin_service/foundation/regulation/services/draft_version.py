"""Begin a new version from an enacted one."""

from datetime import date, datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.errors import CodeTaken, VersionEnacted
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion
from yibin_service.foundation.regulation.selectors import parameter_rows

from .verbs import DRAFT_VERBS


@transaction.atomic
def draft_version(
    *,
    based_on: RegulationVersion,
    code: str,
    title: str,
    effective_from: date,
    note: str = "",
    by: User,
    at: datetime,
) -> RegulationVersion:
    """A draft with every parameter of `based_on`, and those that came after it, for the drafter to change.

    Refused where the code is taken.
    P is drafted by 企管办, S by 售后服务部 (S.1).
    """
    require(by, DRAFT_VERBS[based_on.family])
    if not based_on.is_enacted:
        raise VersionEnacted("新版本要从已施行的版本拟起，请选一个已施行的版本", field="based_on")
    if RegulationVersion.objects.filter(code=code).exists():
        raise CodeTaken(f"代号「{code}」已经用过，请另起一个", field="code")
    version = RegulationVersion.objects.create(
        family=based_on.family,
        code=code,
        title=title,
        effective_from=effective_from,
        based_on=based_on,
        note=note,
        drafted_by=by,
        drafted_at=at,
    )
    _copy_parameters(based_on, version)
    record_event(
        stream=f"regulation:{code}",
        verb="draft_version",
        text=f"从「{based_on.code}」拟出草案「{title}」，拟自 {effective_from} 起施行",
        by=by,
        at=at,
    )
    return version


def _copy_parameters(source: RegulationVersion, target: RegulationVersion) -> None:
    values = parameter_rows(source)
    for position, value in enumerate(values):
        value.pk = None
        value._state.adding = True
        value.version = target
        value.position = position
    ParameterValue.objects.bulk_create(values)
