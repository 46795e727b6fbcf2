"""Put a draft into force from a day to come."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import require
from yibin_service.foundation.acts.errors import SelfApproval, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.errors import (
    FirstDayNotAhead,
    FirstDayTaken,
    IncompleteSet,
    NothingChanged,
    VersionEnacted,
)
from yibin_service.foundation.regulation.models import RegulationVersion
from yibin_service.foundation.regulation.parameters import ParameterFault, faults_of
from yibin_service.foundation.regulation.selectors import compare, enacted_versions

from .verbs import ENACT_VERBS

DRAFTING = ("draft_version", "edit_draft")
TOLD_AT_ONCE = 5


@transaction.atomic
def enact_version(*, version_id: int, approval: str, seen_revision: int, by: User, at: datetime) -> RegulationVersion:
    """Enact a draft; from then on the database refuses any change of it.

    P is enacted by 分管副总经理, S by 总经理 (S.1), never by someone who worked on the draft. Refused unless the
    parameter set is complete and differs from its model's, and the first day lies ahead and is no other version's.
    """
    version = RegulationVersion.objects.select_for_update().get(pk=version_id)
    require(by, ENACT_VERBS[version.family])
    if version.is_enacted:
        raise VersionEnacted
    if version.revision != seen_revision:
        raise StalePage
    _refuse_own_draft(version, by)
    _refuse_first_day(version, at)
    _refuse_incomplete(version)
    _refuse_unchanged(version)
    version.status = RegulationVersion.Status.ENACTED
    version.enacted_by = by
    version.enacted_at = at
    version.approval = approval
    version.save()
    record_event(
        stream=f"regulation:{version.code}",
        verb="enact_version",
        text=f"批准「{version.title}」自 {version.effective_from} 起施行。{approval}".strip(),
        by=by,
        at=at,
    )
    return version


def _refuse_own_draft(version: RegulationVersion, by: User) -> None:
    drafts = Event.objects.filter(stream=f"regulation:{version.code}", verb__in=DRAFTING, actor=by)
    if version.drafted_by_id == by.pk or drafts.exists():
        raise SelfApproval("拟过这份草案的人不能批准它，请由另一位有权的人批准")


def _refuse_first_day(version: RegulationVersion, at: datetime) -> None:
    if version.effective_from <= local_day(at):
        raise FirstDayNotAhead(
            f"施行首日 {version.effective_from} 已经到了，请先把草案的首日改到 {local_day(at)} 以后",
            field="effective_from",
        )
    same_day = enacted_versions(version.family).filter(effective_from=version.effective_from).first()
    if same_day is not None:
        raise FirstDayTaken(
            f"「{same_day.code}」也自 {version.effective_from} 起施行，请改草案的首日", field="effective_from"
        )


def _refuse_incomplete(version: RegulationVersion) -> None:
    faults = faults_of(version.family, dict(version.parameters.values_list("key", "value")))
    if faults:
        titles = dict(version.parameters.values_list("key", "title"))
        told = "；".join(f"{titles.get(fault.key, fault.key)}：{_worded(fault, titles)}" for fault in faults[:TOLD_AT_ONCE])
        raise IncompleteSet(f"参数还有 {len(faults)}处要补全或更正，请先改草案：{told}")


def _worded(fault: ParameterFault, titles: Mapping[str, str]) -> str:
    """The fault with the other parameter it names by its title: 「larger_limit」 is a code."""
    message = fault.message
    for key, title in titles.items():
        message = message.replace(f"「{key}」", f"「{title}」")
    return message


def _refuse_unchanged(version: RegulationVersion) -> None:
    model = version.based_on
    if model is not None and not any(row.is_changed for row in compare(model, version)):
        raise NothingChanged(f"草案与「{model.code}」没有一处不同，请先改参数，或不必施行新版本")
