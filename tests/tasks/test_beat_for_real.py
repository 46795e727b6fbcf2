"""Worker and beat as they run in a mill, against the session's own servers: things happen with nobody clicking."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from cases.models import Case, ClockKind, Deadline, DeadlineBreach
from penalties.models import DeductionNotice, MonthReport, ReportState
from tests.booked import october
from tests.clocked_cases import clocked_case
from tests.world import World, at
from yibin_service.embedded import postgres, processes
from yibin_service.embedded.places import CHECKOUT
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.notices.models import InboxMessage, Letter, LetterState

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60.0  # seconds; a quiet machine needs two
BEFORE = at("2026-10-10 11:50")
NOON = at("2026-10-10 12:00")
FIRST_OF_MONTH = at("2026-11-01 07:59:57")
QUICK = {"SWEEP_SECONDS": "1", "WARN_SECONDS": "1", "LETTER_SECONDS": "1", "JOB_SECONDS": "1", "REPORT_SECONDS": "1"}
QUICK |= {"JOB_SILENCE_SECONDS": "3", "JOB_PAUSE_SECONDS": "1", "WORKERS": "2", "TASK_SECONDS": "60"}


class Mill:
    """A worker and a beat of their own; both are gone at the end, whatever happened."""

    def __init__(self, folder: Path, cluster: postgres.Cluster, queue_url: str) -> None:
        self.folder = folder
        self.env = dict(os.environ) | QUICK
        self.env |= {
            "DATABASE_URL": cluster.url(user=postgres.APPLICATION, database=connection.settings_dict["NAME"]),
            "REDIS_URL": queue_url,
            "VAR_DIR": str(folder),
            "EVIDENCE_DIR": str(folder / "evidence"),
            "DJANGO_SETTINGS_MODULE": "tests.tasks.worker_settings",
            "PROCESS_KIND": "worker",
            "PYTHONPATH": str(CHECKOUT),
        }
        self.worker = self.start("worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
        self.beat = self.start("beat", "--loglevel", "INFO", "--pidfile=")

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-m", "celery", "-A", "yibin_service", *words]
        log = self.folder / f"{words[0]}.log"
        return processes.spawn(argv, log=log, env=self.env, cwd=CHECKOUT, farewell=signal.SIGKILL)

    def kill_worker(self) -> None:
        """As a machine that loses its power: without a word to anybody."""
        self.worker.kill()
        self.worker.wait()

    def restart_worker(self) -> None:
        self.worker = self.start("worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle")

    def stop(self) -> None:
        for process in (self.beat, self.worker):
            processes.stop(process, by=signal.SIGKILL, patience=5)

    def mails(self) -> int:
        """How many were written; one file holds what went out over one connection."""
        return sum(file.read_text().count("\nMessage-ID:") for file in (self.folder / "mail").iterdir())

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if is_so():
                return
            time.sleep(0.1)
        logs = "\n".join(log.read_text()[-3000:] for log in sorted(self.folder.glob("*.log")))
        pytest.fail(f"not within {PATIENCE:g} s: {what}\n{logs}")


@pytest.fixture
def mill(
    world: World,
    tmp_path: Path,
    postgres_cluster: postgres.Cluster,
    queue_url: str,
    settings: Any,
    travel_to: Callable[[Any], None],
) -> Iterator[Mill]:
    """Started before anything of a test is due: worker and beat do what they find at once, and time never goes back."""
    travel_to(BEFORE)
    settings.JOB_KINDS = settings.JOB_KINDS | {"write_slowly": "tests.tasks.handlers.write_slowly"}
    settings.QUEUE_URL = queue_url
    started = Mill(tmp_path, postgres_cluster, queue_url)
    try:
        yield started
    finally:
        started.stop()


def late_case(world: World) -> Case:
    """Its reply falls due at noon, a moment ago."""
    case = clocked_case(world)
    Deadline.objects.filter(case=case, kind=ClockKind.REPLY).update(due_at=NOON)
    return case


def test_a_breach_is_recorded_told_and_mailed_with_nobody_clicking(
    world: World, mill: Mill, travel_to: Callable[[Any], None]
) -> None:
    travel_to(NOON)
    case = late_case(world)
    mill.until(lambda: DeadlineBreach.objects.filter(case=case).exists(), "the breach is recorded")
    mill.until(lambda: Letter.objects.filter(state=LetterState.SENT).count() == 4, "all letters are written")

    assert DeadlineBreach.objects.get().due_at == NOON
    titles = InboxMessage.objects.values_list("title", flat=True)
    assert sum(title.startswith(f"答复客户超期：{case.number}") for title in titles) == 3
    assert sum(title.startswith("轮到您：确认对技术中心的罚款 200.00 元") for title in titles) == 1
    assert mill.mails() == 4
    time.sleep(2.5)  # two more rounds
    assert DeadlineBreach.objects.count() == 1
    assert mill.mails() == 4, "nothing twice, and the check of the books finds nothing"


def test_a_month_report_is_issued_and_drawn_once_though_its_worker_is_killed(
    world: World, mill: Mill, travel_to: Callable[[Any], None]
) -> None:
    october(world)
    travel_to(FIRST_OF_MONTH)
    mill.until(lambda: MonthReport.objects.filter(state=ReportState.ISSUED).exists(), "the report is issued")
    mill.until(lambda: _file_job().state == JobState.RUNNING, "its files are being drawn")
    mill.kill_worker()
    assert not MonthReport.objects.filter(pdf__isnull=False).exists(), "killed before the files were kept"

    mill.restart_worker()
    mill.until(lambda: MonthReport.objects.filter(pdf__isnull=False).exists(), "the next worker draws them")
    report = MonthReport.objects.get(state=ReportState.ISSUED)
    assert report.issued_at is not None and report.issued_at >= at("2026-11-01 08:00")
    assert report.issued_by is None
    mill.until(lambda: _file_job().state == JobState.DONE, "the job is done")
    assert Attachment.objects.filter(stream=report.stream).count() == 2
    assert DeductionNotice.objects.count() == 3, "one notice a unit"


def _file_job() -> Job:
    return Job.objects.get(kind="month_report")


def test_a_sweep_killed_in_the_middle_is_made_up_for_once(
    world: World, mill: Mill, travel_to: Callable[[Any], None]
) -> None:
    travel_to(NOON)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE cases_deadlinebreach IN SHARE MODE")
        case_id = late_case_elsewhere(world)
        mill.until(_somebody_waits_for_the_table, "a sweep is in the middle of its statement")
        mill.kill_worker()
    assert not DeadlineBreach.objects.filter(case=case_id).exists(), "the half sweep left nothing"

    mill.restart_worker()
    mill.until(lambda: DeadlineBreach.objects.filter(case=case_id).exists(), "the next worker records it")
    time.sleep(1.5)
    assert DeadlineBreach.objects.count() == 1
    assert Event.objects.filter(verb="record_breach").count() == 1


def late_case_elsewhere(world: World) -> int:
    """The same, committed on another connection while this one holds its lock."""
    made: list[int] = []

    def make() -> None:
        made.append(late_case(world).pk)
        connection.close()

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made[0]


def _somebody_waits_for_the_table() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'cases_deadlinebreach'::regclass"
        )
        return bool(cursor.fetchone()[0])


def test_a_job_whose_worker_is_killed_is_done_by_the_next_once(world: World, mill: Mill) -> None:
    job = request_job(
        kind="write_slowly",
        key="k",
        title="导出台账",
        arguments={"words": "一二三", "seconds": 60},
        by=world.finance,
        at=database_now(),
    )

    def state() -> Job:
        return Job.objects.get(pk=job.pk)

    mill.until(lambda: state().done == 1, "the first attempt is under way")
    mill.kill_worker()
    mill.restart_worker()
    mill.until(lambda: state().state == JobState.DONE, "the second attempt ends")
    assert state().attempts == 2
    assert Attachment.objects.count() == 1
    assert InboxMessage.objects.filter(user=world.finance).count() <= 1
