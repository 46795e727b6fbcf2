"""A clock's export is read by the worker: a hundred thousand rows take longer than a page may."""

from collections.abc import Sequence
from datetime import datetime

from staff.importers.clock_file import ClockFile, read_clock_file
from staff.importers.errors import UnreadableFile
from staff.models import PunchImport
from staff.rules.punch_file import Judged, Press, PressJudge
from staff.selectors.punch_imports import import_of, known_presses, people_by_number
from staff.services.keep_preview import Understood, keep_preview, keep_unreadable
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files import storage
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import NotDone, Progress
from yibin_service.foundation.regulation.clock import local

TELL_EVERY = 5_000


def read_punch_file(*, job: Job, progress: Progress) -> NotDone | None:
    """Read the file into a preview; one that cannot be read says why, on its page and as the job's end. Nothing is taken."""
    source, now = import_of(job.arguments["source"]), database_now()
    try:
        read = _read(source, progress)
    except UnreadableFile as problem:
        keep_unreadable(source=source, reason=problem.message, at=now)
        return NotDone(problem.message)
    judged = judge_presses(read.presses, now, progress)
    keep_preview(source=source, understood=Understood(read.sheet, read.columns, read.row_count), judged=judged, at=now)
    return None


def judge_presses(presses: Sequence[Press], now: datetime, progress: Progress = lambda done, total: None) -> list[Judged]:
    """What becomes of each press, against the people and punches of now."""
    people = people_by_number()
    days = [press.on for press in presses if press.on]
    known = known_presses((person.key for person in people.values()), min(days), max(days)) if days else set()
    judge, judged = PressJudge(people, known, local(now)), []
    for place, press in enumerate(presses):
        if place % TELL_EVERY == 0:
            progress(place, len(presses))
        judged.append(judge.judge(press))
    return judged


def _read(source: PunchImport, progress: Progress) -> ClockFile:
    with storage.path_of(source.sha256).open("rb") as content:
        return read_clock_file(content, lambda rows: progress(rows, 0))
