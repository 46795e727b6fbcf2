"""Work for the tests of jobs."""

import io
import time

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import NotDone, Progress


def write_text(*, job: Job, progress: Progress) -> Attachment:
    """Keeps the words it was given as a text file."""
    progress(1, 1)
    words = job.arguments["words"].encode()
    name, stream = "结果.txt", f"job:{job.pk}"
    return store_file(content=io.BytesIO(words), name=name, stream=stream, by=None, at=database_now())


def refuse(*, job: Job, progress: Progress) -> None:
    raise Refused("这个月没有数据，换一个月再导出")


def come_to_nothing(*, job: Job, progress: Progress) -> NotDone:
    """What it wrote stays, though nothing came of it."""
    write_text(job=job, progress=progress)
    return NotDone("这份表里没有数据")


def break_down(*, job: Job, progress: Progress) -> None:
    write_text(job=job, progress=progress)
    raise RuntimeError("broken")


def lose_claim(*, job: Job, progress: Progress) -> Attachment:
    """Another runner takes the job over while this one works."""
    attachment = write_text(job=job, progress=progress)
    Job.objects.filter(pk=job.pk).update(claim="00000000-0000-0000-0000-000000000001")
    return attachment


def write_slowly(*, job: Job, progress: Progress) -> Attachment:
    """The first attempt takes as long as it is given, so that a test may kill its worker meanwhile."""
    progress(1, 2)
    if job.attempts == 1:
        time.sleep(job.arguments["seconds"])
    return write_text(job=job, progress=progress)


def may_repeat(user: User, job: Job) -> bool:
    return True


def may_not_repeat(user: User, job: Job) -> bool:
    return False
