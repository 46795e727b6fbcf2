"""The ledger's work in the background: exports as asked for, fines that no act caught."""

import tempfile

from celery import shared_task

from penalties.reports.ledger_workbook import write_ledger
from penalties.selectors.ledger import LedgerFilter, exported_rows, filtered, sums_of
from penalties.services.sweep_fines import sweep_fines as sweep
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import Progress


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def sweep_fines() -> None:
    """Propose what missed clocks bring, take back what a waiver ended."""
    sweep(at=database_now())


def export_ledger(*, job: Job, progress: Progress) -> Attachment:
    """The workbook of exactly what the person had filtered, and may still see."""
    if job.requested_by is None:
        raise NotAllowed("导出台账要由一位用户申请")
    rows = filtered(job.requested_by, LedgerFilter.from_arguments(job.arguments["filter"]))
    sums = sums_of(rows)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        write_ledger(file.name, exported_rows(rows), title=job.arguments["sentence"], sums=sums, progress=progress)
        with open(file.name, "rb") as content:
            return store_file(
                content=content,
                name=job.arguments["name"],
                stream=f"job:{job.pk}",
                by=job.requested_by,
                at=database_now(),
            )
