"""Change a draft."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import require
from yibin_service.foundation.acts.errors import InvalidInput, StalePage
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.errors import VersionEnacted
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion
from yibin_service.foundation.regulation.parameter_keys import DEFINITIONS, ParameterKey
from yibin_service.foundation.regulation.parameters import (
    UNSETTLED,
    ParameterFault,
    is_unsettled,
    noted,
    parse,
    written,
)

from .verbs import DRAFT_VERBS

Change = tuple[str, str, str]


@transaction.atomic
def edit_draft(
    *,
    version_id: int,
    title: str,
    effective_from: date,
    note: str,
    values: Mapping[str, str | None],
    seen_revision: int,
    by: User,
    at: datetime,
    unsettled: Mapping[str, bool] | None = None,
) -> RegulationVersion:
    """Write the head and the given parameters of a draft; keys not given stay. `unsettled` says which are still 待核定.

    A value may be left empty until the version is enacted, but one that is written must be readable (InvalidInput
    names each). Raises StalePage where another edit came between, VersionEnacted where there is nothing to edit.
    """
    version = RegulationVersion.objects.select_for_update().get(pk=version_id)
    require(by, DRAFT_VERBS[version.family])
    if version.is_enacted:
        raise VersionEnacted
    if version.revision != seen_revision:
        raise StalePage
    _refuse_unreadable(version, values)
    changes = _write_head(version, title, effective_from, note) + _write_values(version, values)
    changes += _write_marks(version, unsettled or {})
    if changes:
        version.revision += 1
        version.save()
        record_event(
            stream=f"regulation:{version.code}",
            verb="edit_draft",
            text=f"修改草案「{version.title}」{len(changes)}处",
            by=by,
            at=at,
            changes=changes,
        )
    return version


def _refuse_unreadable(version: RegulationVersion, values: Mapping[str, str | None]) -> None:
    faults: dict[str, str] = {}
    definitions = {str(key): definition for key, definition in DEFINITIONS[version.family].items()}
    for key, value in values.items():
        if key not in definitions:
            faults[key] = "本制度没有这一参数"
        elif value:
            try:
                parse(definitions[ParameterKey(key)], value)
            except ParameterFault as fault:
                faults[key] = fault.message
    if faults:
        raise InvalidInput(faults)


def _write_head(version: RegulationVersion, title: str, effective_from: date, note: str) -> list[Change]:
    wanted = {"title": ("名称", title), "effective_from": ("施行首日", effective_from), "note": ("说明", note)}
    changes = []
    for name, (label, value) in wanted.items():
        old = getattr(version, name)
        if old != value:
            changes.append((label, str(old), str(value)))
            setattr(version, name, value)
    return changes


def _write_values(version: RegulationVersion, values: Mapping[str, str | None]) -> list[Change]:
    changed: list[ParameterValue] = []
    changes = []
    for parameter in version.parameters.filter(key__in=values):
        value = values[parameter.key] or None
        if not _is_same(version, parameter, value):
            old, new = (written(version.family, parameter.key, one) or "（未填）" for one in (parameter.value, value))
            changes.append((parameter.title, old, new))
            parameter.value = value
            changed.append(parameter)
    ParameterValue.objects.bulk_update(changed, ["value"])
    return changes


def _write_marks(version: RegulationVersion, unsettled: Mapping[str, bool]) -> list[Change]:
    changed: list[ParameterValue] = []
    changes = []
    for parameter in version.parameters.filter(key__in=unsettled):
        was, now = is_unsettled(parameter.note), unsettled[parameter.key]
        if was != now:
            changes.append((parameter.title, UNSETTLED if was else "已核定", UNSETTLED if now else "已核定"))
            parameter.note = noted(parameter.note, unsettled=now)
            changed.append(parameter)
    ParameterValue.objects.bulk_update(changed, ["note"])
    return changes


def _is_same(version: RegulationVersion, parameter: ParameterValue, value: str | None) -> bool:
    """Whether the new text says what the old one said: 1000 and 1000.00 are one amount."""
    if parameter.value is None or value is None:
        return parameter.value == value
    definition = DEFINITIONS[version.family][ParameterKey(parameter.key)]
    try:
        return parse(definition, parameter.value) == parse(definition, value)
    except ParameterFault:
        return parameter.value == value
