"""Reads of imports of punches, and what a file is judged against."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from staff.models import Employee, ImportState, Punch, PunchImport, PunchRow
from staff.rules.punch_file import FAULTS, Person, PressKey, Verdict
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import JobState

SHOWN: dict[str, frozenset[Verdict]] = {
    "faults": FAULTS,
    "new": frozenset({Verdict.NEW}),
    "known": frozenset({Verdict.KNOWN, Verdict.TWICE}),
    "empty": frozenset({Verdict.EMPTY}),
}

FAILED_READING = Q(state=ImportState.READING, job__state=JobState.FAILED)


def imports() -> QuerySet[PunchImport]:
    """Every file there was, newest first."""
    return PunchImport.objects.select_related("file", "uploaded_by", "taken_by", "job")


def import_of(pk: int) -> PunchImport:
    """The import, or NotFound."""
    found = imports().filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这次打卡导入")
    return found


def rows_of(source: PunchImport, shown: str) -> QuerySet[PunchRow]:
    """What was understood, in the file's order; `shown` one of SHOWN, anything else all rows."""
    rows = PunchRow.objects.filter(source=source).select_related("employee")
    return rows.filter(verdict__in=SHOWN[shown]) if shown in SHOWN else rows


def taken_before(source: PunchImport) -> PunchImport | None:
    """The last time the same content was taken."""
    same = PunchImport.objects.filter(sha256=source.sha256, state=ImportState.TAKEN).exclude(pk=source.pk)
    return same.select_related("taken_by").order_by("-taken_at").first()


def people_by_number() -> dict[str, Person]:
    """Everybody who ever had a number."""
    rows = Employee.objects.values_list("number", "pk", "name", "entered_on", "left_on")
    return {number: Person(pk, name, entered, left) for number, pk, name, entered, left in rows}


def known_presses(people: Iterable[int], first: date, last: date) -> set[PressKey]:
    """The presses these people have already in the time, both ends included."""
    rows = Punch.objects.filter(employee__in=list(people), on__range=(first, last)).order_by()
    return set(rows.values_list("employee_id", "on", "at", "side"))


def may_open_punch_file(user: User, attachment: Attachment) -> bool:
    """A clock's export is for those who may import one."""
    return may(user, Verb.IMPORT_PUNCHES)
