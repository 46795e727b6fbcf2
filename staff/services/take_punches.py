"""Take the sound rows of a clock's export, all in one."""

from datetime import datetime

from django.db import connection, transaction

from staff.models import ImportState, PunchImport
from staff.rules.punch_file import FAULTS, Verdict
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event

from .correct_after_punches import correct_after_punches
from .errors import FaultsNotAccepted, ImportDecided
from .lock_attendance import lock_attendance
from .locks import locked_import

# In the order of the unique key, so that two files with the same presses wait for one another and do not clash. Somebody
# may have left, or the same presses may have come in another file, since the preview was made.
TAKE = """
INSERT INTO staff_punch (employee_id, "on", at, side, source_id)
SELECT row.employee_id, row."on", row.at, row.side, row.source_id
FROM staff_punchrow row JOIN staff_employee person ON person.id = row.employee_id
WHERE row.source_id = %s AND row.verdict = %s
  AND row."on" >= person.entered_on AND (person.left_on IS NULL OR row."on" <= person.left_on)
ORDER BY row.employee_id, row."on", row.at, row.side
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def take_punches(*, source: PunchImport, leaves_out_faults: bool, by: User, at: datetime) -> PunchImport:
    """Write every sound new press of the file and keep the faulty rows for reading; closed months get differences.

    Raises ImportDecided unless the file waits to be decided on, FaultsNotAccepted while faulty rows are not said to
    stay out, NotAllowed.
    """
    require(by, Verb.IMPORT_PUNCHES)
    lock_attendance()  # a closing reads all of the file's presses or none
    row = locked_import(source)
    if row.state != ImportState.READ:
        raise ImportDecided(f"这份文件{row.get_state_display()}，没有重复导入")
    if row.fault_count and not leaves_out_faults:
        raise FaultsNotAccepted(
            f"有 {row.fault_count} 条认不出或对不上：请看过后勾选「看过了」，或改好文件再传", field="leaves_out_faults"
        )
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [row.pk, Verdict.NEW])
        row.taken_count = cursor.rowcount
    row.rows.exclude(verdict__in=FAULTS).delete()
    row.state, row.taken_by, row.taken_at, row.version = ImportState.TAKEN, by, at, row.version + 1
    row.save(update_fields=["state", "taken_by", "taken_at", "taken_count", "version"])
    text = f"确认导入 {row.taken_count} 条打卡，不导入有问题的 {row.fault_count} 条"
    record_event(stream=row.stream, verb="take_punches", text=text, by=by, at=at)
    correct_after_punches(source=row, by=by, at=at)
    return row
