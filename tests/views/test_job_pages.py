"""Pages of background work."""

from typing import Any

import pytest
from django.test import Client

from tests.world import World
from yibin_service.foundation.acts.selectors import database_now
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
