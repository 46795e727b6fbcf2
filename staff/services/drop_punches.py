"""Leave a clock's export aside."""

from datetime import datetime

from django.db import transaction

from staff.models import ImportState, PunchImport
from staff.selectors.punch_imports import FAILED_READING
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .errors import ImportDecided
from .locks import locked_import


@transaction.atomic
def drop_punches(*, source: PunchImport, by: User, at: datetime) -> PunchImport:
    """Nothing of the file is taken; it may be uploaded again.

    Raises ImportDecided unless it waits to be decided on or could not be read.
    """
    require(by, Verb.IMPORT_PUNCHES)
    row = locked_import(source)
    check_droppable(row)
    row.rows.all().delete()
    row.state, row.version = ImportState.DROPPED, row.version + 1
    row.save(update_fields=["state", "version"])
    record_event(stream=row.stream, verb="drop_punches", text="放弃导入，一条也没有导入", by=by, at=at)
    return row


def check_droppable(source: PunchImport) -> None:
    """Raise ImportDecided for a file that is taken, left aside or still being read."""
    if source.state in {ImportState.READ, ImportState.UNREADABLE}:
        return
    if not PunchImport.objects.filter(FAILED_READING, pk=source.pk).exists():
        raise ImportDecided(f"这份文件{source.get_state_display()}")
