"""Add or correct one record of master data."""

from collections.abc import Callable
from datetime import datetime

from django.db import models, transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.acts.services.record_event import Change


@transaction.atomic
def save_master_data(
    *,
    row: models.Model,
    by: User,
    at: datetime,
    save: Callable[[], object] | None = None,
    part_of: models.Model | None = None,
) -> None:
    """Save `row` (by `save`, where more belongs to it) with one event that tells what changed, from and to.

    The event stands in the trail of the record, or of the one it is `part_of`. Nothing changed leaves no trace.
    Raises NotAllowed.
    """
    require(by, Verb.MANAGE_MASTER_DATA)
    kind = type(row)
    before = kind._default_manager.select_for_update(no_key=True).filter(pk=row.pk).first() if row.pk else None
    changes = _changes(before, row)
    if before is not None and not changes:
        return
    (save or row.save)()
    name = str(kind._meta.verbose_name)
    record_event(
        stream=stream_of(part_of or row),
        verb=f"{'add' if before is None else 'change'}_{kind._meta.model_name}",
        text=f"{'新增' if before is None else '更正'}{name} {before or row}",
        changes=changes,
        by=by,
        at=at,
    )


def stream_of(row: models.Model) -> str:
    """Where the events of a record of master data stand: `unit:4`."""
    return f"{row._meta.model_name}:{row.pk}"


def _changes(before: models.Model | None, row: models.Model) -> list[Change]:
    """What differs, as printed; of a new record everything that is filled in."""
    found = []
    for field in row._meta.concrete_fields:
        old, new = _printed(before, field), _printed(row, field)
        if old != new and not field.primary_key and field.editable:
            found.append((str(field.verbose_name), old, new))
    return found


def _printed(row: models.Model | None, field: "models.Field[object, object]") -> str:
    if row is None:
        return ""
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return "是" if value else "否"
    shown = getattr(row, f"get_{field.name}_display", None)
    return str(shown() if shown else value if value is not None else "")
