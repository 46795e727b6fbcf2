"""Celery: the queue only wakes workers up. The work itself stands in the database: a lost queue loses nothing.

Every periodic task asks the database what is due by the database's clock; a message that comes late,
twice or never changes no result. The timetable is the table below, in code: one line a task.
"""

import logging
import os
import signal
from typing import Any

from celery import Celery
from celery.schedules import schedule
from celery.signals import after_setup_logger, beat_init, worker_process_init
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibin_service.settings")

from django.conf import settings  # noqa: E402  the settings' module must be named first

from yibin_service import environment  # noqa: E402

logger = logging.getLogger(__name__)

SWEEP_SECONDS = environment.integer("SWEEP_SECONDS", 60, low=1, high=3600)
# The longest a task may run. A message taken by a worker that died comes back when a task still running would
# certainly be over; the sweeps are quicker, since they look into the database.
TASK_SECONDS = environment.integer("TASK_SECONDS", 600, low=5, high=7200)

app = Celery("yibin_service", broker=settings.QUEUE_URL)
app.conf.update(
    timezone=settings.TIME_ZONE,
    enable_utc=True,
    result_backend=None,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=TASK_SECONDS,
    task_soft_time_limit=TASK_SECONDS * 9 // 10,
    worker_concurrency=environment.integer("WORKERS", 2, low=1, high=64),
    worker_max_memory_per_child=600_000,  # KiB; a big workbook's memory goes back to the system
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": TASK_SECONDS * 3 // 2,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    },
    task_publish_retry=True,
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2},
    beat_scheduler="celery.beat:Scheduler",  # nothing to remember: the database knows what is due
    beat_max_loop_interval=SWEEP_SECONDS,
)
app.autodiscover_tasks()

# The timetable: task name -> seconds between two runs. A message nobody took before the next one is dropped.
TIMETABLE: dict[str, int] = {
    "cases.tasks.sweep_deadlines": SWEEP_SECONDS,
    "cases.tasks.warn_deadlines": environment.integer("WARN_SECONDS", 300, low=1, high=3600),
    "cases.tasks.remind_acknowledgements": environment.integer("REMIND_SECONDS", 900, low=1, high=3600),
    "penalties.tasks.ledger.sweep_fines": environment.integer("FINE_SECONDS", 60, low=1, high=3600),
    "penalties.tasks.reports.issue_due_reports": environment.integer("REPORT_SECONDS", 300, low=1, high=3600),
    "penalties.tasks.reports.check_books": environment.integer("CHECK_SECONDS", 21600, low=1, high=86400),
    "staff.tasks.appraisal.remind_appraisals": environment.integer("APPRAISAL_SECONDS", 3600, low=1, high=86400),
    "staff.tasks.field_work.remind_reports": environment.integer("REPORT_REMINDER_SECONDS", 900, low=1, high=3600),
    "staff.tasks.field_work.flag_late_collections": environment.integer("COLLECTION_SECONDS", 3600, low=1, high=86400),
    "yibin_service.foundation.notices.tasks.send_letters": environment.integer("LETTER_SECONDS", 30, low=1, high=3600),
    "yibin_service.foundation.files.tasks.free_orphans": 86400,
    "yibin_service.foundation.jobs.tasks.run_due_jobs": environment.integer("JOB_SECONDS", 10, low=1, high=3600),
}
app.conf.beat_schedule = {
    name: {"task": name, "schedule": schedule(seconds), "options": {"expires": max(seconds, 10)}}
    for name, seconds in TIMETABLE.items()
}


def wake(task: str, **arguments: Any) -> bool:
    """Ask the worker to run a task now; call it after the commit. False when the queue does not answer.

    Nobody need look at the answer: the task's sweep finds the work in the database a little later.
    """
    try:
        app.send_task(task, kwargs=arguments)
    except (OperationalError, OSError) as error:
        logger.warning("queue does not answer, %s waits for its sweep: %s", task, error)
        return False
    return True


def _log_what_matters(**_: object) -> None:
    """Not every round of every sweep: what a task did, it says itself; what failed is logged as an error."""
    for name in ("celery.app.trace", "celery.worker.strategy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("celery.beat").addFilter(lambda record: not record.getMessage().startswith("Scheduler: Sending"))


def _catch_up(**_: object) -> None:
    """Beat has just started: whatever fell due while nothing ran is looked for at once, not a round later."""
    for task in TIMETABLE:
        wake(task)


def _die_with_worker(**_: object) -> None:
    """A killed worker takes its pool along: its processes must not go on with work that is handed out again."""
    from yibin_service.embedded.processes import tie_to_parent

    tie_to_parent(signal.SIGKILL, parent=os.getppid())


after_setup_logger.connect(_log_what_matters)
beat_init.connect(_catch_up)
worker_process_init.connect(_die_with_worker)
