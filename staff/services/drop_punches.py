"""Leave a clock's export aside."""

from datetime import datetime

from django.db import transaction

from staff.models import ImportState, PunchImport
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .errors import ImportDecided
from .locks import locked_import


@transaction.atomic
def drop_punches(*, source: PunchImport, by: User, at: datetime) -> PunchImport:
    """Nothing of the file is taken; it may be uploaded again. Raises ImportDecided unless it waits to be decided on."""
    require(by, Verb.IMPORT_PUNCHES)
    row = locked_import(source)
    if row.state != ImportState.READ:
        raise ImportDecided(f"这份文件{row.get_state_display()}")
    row.rows.all().delete()
    row.state, row.version = ImportState.DROPPED, row.version + 1
    row.save(update_fields=["state", "version"])
    record_event(stream=row.stream, verb="drop_punches", text="放弃导入，一条也没有导入", by=by, at=at)
    return row
