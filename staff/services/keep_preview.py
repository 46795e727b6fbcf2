"""Keep what was understood of a clock's export, until somebody decides on it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from staff.models import ImportState, PunchImport
from staff.rules.punch_file import FAULTS, Judged, Verdict
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services import notify

from .errors import ImportDecided
from .locks import locked_import

COPY = (
    'COPY staff_punchrow (source_id, line, number, name, employee_id, "on", at, side, verdict, detail) FROM STDIN'
)
LONGEST_DETAIL = 120


@dataclass(frozen=True)
class Understood:
    """How the file was read: its sheet, its columns by its own words, the number of its rows."""

    sheet: str
    columns: dict[str, str]
    row_count: int


@transaction.atomic
def keep_preview(*, source: PunchImport, understood: Understood, judged: Sequence[Judged], at: datetime) -> None:
    """Write the rows and their counts. Raises ImportDecided for a file that is read already."""
    row = _reading(source)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for one in judged:
            copy.write_row(_values(row.pk, one))
    counts = Counter(one.verdict for one in judged)
    days = [one.press.on for one in judged if one.press.on and one.verdict not in FAULTS]
    row.state = ImportState.READ
    row.sheet, row.columns, row.row_count = understood.sheet[:80], understood.columns, understood.row_count
    row.first_on, row.last_on = min(days, default=None), max(days, default=None)
    row.new_count = counts[Verdict.NEW]
    row.known_count = counts[Verdict.KNOWN] + counts[Verdict.TWICE]
    row.empty_count = counts[Verdict.EMPTY]
    row.fault_count = sum(counts[verdict] for verdict in FAULTS)
    row.version += 1
    row.save()
    text = f"识别 {row.row_count} 行：新打卡 {row.new_count}，已有 {row.known_count}，有问题 {row.fault_count}"
    record_event(stream=row.stream, verb="read_punches", text=text, by=None, at=at)


@transaction.atomic
def keep_unreadable(*, source: PunchImport, reason: str, at: datetime) -> None:
    """The file as a whole cannot be read: the reason is kept, nothing else."""
    row = _reading(source)
    row.state, row.trouble, row.version = ImportState.UNREADABLE, reason[:300], row.version + 1
    row.save(update_fields=["state", "trouble", "version"])
    record_event(stream=row.stream, verb="read_punches", text=f"读不出：{reason}"[:200], by=None, at=at)
    notify(
        users=[row.uploaded_by],
        key=f"punch-import:{row.pk}:unreadable",
        title=f"打卡文件「{row.file.name}」没有读出，一条也没有导入"[:160],
        body=reason,
        url=row.get_absolute_url(),
        at=at,
    )


def _reading(source: PunchImport) -> PunchImport:
    row = locked_import(source)
    if row.state != ImportState.READING:
        raise ImportDecided(f"这份文件{row.get_state_display()}，不再重读")
    return row


def _values(source: int, one: Judged) -> tuple[object, ...]:
    press = one.press
    detail = one.detail[:LONGEST_DETAIL]
    return (source, press.line, press.number, press.name, one.key, press.on, press.at, press.side, one.verdict, detail)
