"""Pages of background work."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.world import World
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.runner import run_next_job
from yibin_service.foundation.jobs.services import request_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(world: World, settings: Any, tmp_path: Any) -> Any:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.JOB_KINDS = {"write_text": "tests.tasks.handlers.write_text"}
    arguments = {"words": "一二三"}
    return request_job(
        kind="write_text", key="", title="导出台账", arguments=arguments, by=world.finance, at=database_now()
    )


def test_an_open_job_asks_again_by_itself(job: Any, world: World, client: Client) -> None:
    client.force_login(world.finance)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert f'hx-get="/jobs/{job.pk}/progress/"' in page
    assert "排队中" in page


def test_a_done_job_gives_its_file_and_asks_no_more(job: Any, world: World, client: Client) -> None:
    run_next_job()
    client.force_login(world.finance)
    part = client.get(f"/jobs/{job.pk}/progress/").content.decode()
    assert "hx-get" not in part
    assert "下载 结果.txt" in part
    assert "导出台账" in client.get("/jobs/").content.decode()


def test_somebody_elses_job_does_not_exist_for_me(job: Any, world: World, client: Client) -> None:
    client.force_login(world.auditor)
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert "导出台账" not in client.get("/jobs/").content.decode()


def failed(job: Any, settings: Any, key: str = "") -> Any:
    """The job as it stands once it has failed, of a kind that may be done again while `may_repeat` says so."""
    settings.JOB_REPEATS = {"write_text": "tests.tasks.handlers.may_repeat"}
    asked = job.created_at - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="没有做成", key=key, created_at=asked)
    return job


def press(client: Client, job: Any) -> Any:
    return client.post(f"/jobs/{job.pk}/repeat/", {"act_id": str(uuid.uuid4())})


def test_failed_work_is_done_again_from_its_page_once(job: Any, world: World, client: Client, settings: Any) -> None:
    client.force_login(world.finance)
    failed(job, settings, key="2026-10")
    assert f'href="/jobs/{job.pk}/repeat/"' in client.get(f"/jobs/{job.pk}/").content.decode()
    answer = press(client, job)
    again = Job.objects.exclude(pk=job.pk).get()
    assert answer["Location"] == f"/jobs/{again.pk}/"
    assert (again.kind, again.key, again.title, again.arguments) == ("write_text", "2026-10", job.title, job.arguments)
    assert run_next_job()
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "后来已再次申请" in page and "/repeat/" not in page
    assert press(client, job).status_code == 409
    assert Job.objects.count() == 2


def test_work_that_did_not_fail_or_whose_post_is_gone_is_not_repeated(
    job: Any, world: World, client: Client, settings: Any
) -> None:
    client.force_login(world.finance)
    assert press(client, job).status_code == 409
    failed(job, settings)
    settings.JOB_REPEATS = {"write_text": "tests.tasks.handlers.may_not_repeat"}
    assert press(client, job).status_code == 403
    settings.JOB_REPEATS = {}
    assert press(client, job).status_code == 409
    assert "重新执行" not in client.get(f"/jobs/{job.pk}/").content.decode()
    client.force_login(world.auditor)
    assert press(client, job).status_code == 404
    assert Job.objects.count() == 1
