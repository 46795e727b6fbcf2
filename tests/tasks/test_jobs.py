"""Background work: asked for once, done once, taken over when its runner dies, told when it fails."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tests.world import World, at
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.runner import run_next_job, signs_of_life
from yibin_service.foundation.jobs.selectors import may_open_job_file
from yibin_service.foundation.jobs.services import claim_job as claiming
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.jobs.services.claim_job import GIVEN_UP, claim_job
from yibin_service.foundation.notices.models import InboxMessage

NOW = at("2026-10-05 09:00")
KINDS = {name: f"tests.tasks.handlers.{name}" for name in ("write_text", "refuse", "come_to_nothing", "break_down", "lose_claim")}


@pytest.fixture(autouse=True)
def _kinds(settings: Any, tmp_path: Any) -> None:
    settings.JOB_KINDS = KINDS
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def ask(world: World, kind: str = "write_text", key: str = "", when: datetime | None = None) -> Job:
    return request_job(
        kind=kind,
        key=key,
        title="导出台账",
        arguments={"words": "一二三"},
        by=world.finance,
        at=when or database_now(),
    )


@pytest.mark.django_db
def test_a_job_is_done_and_its_file_is_the_askers_alone(world: World) -> None:
    job = ask(world)
    assert run_next_job() is True
    assert run_next_job() is False

    job.refresh_from_db()
    assert (job.state, job.result.name, job.attempts, job.error) == (JobState.DONE, "结果.txt", 1, "")
    assert may_open_job_file(world.finance, job.result)
    assert not may_open_job_file(world.auditor, job.result)


@pytest.mark.django_db
def test_an_open_job_of_the_same_key_is_not_asked_for_twice(world: World) -> None:
    first = ask(world, key="ledger:2026-10")
    assert ask(world, key="ledger:2026-10").pk == first.pk
    run_next_job()
    assert ask(world, key="ledger:2026-10").pk != first.pk


@pytest.mark.django_db
def test_a_kind_without_handler_is_a_fault_of_the_caller(world: World) -> None:
    with pytest.raises(LookupError):
        ask(world, kind="unknown")


@pytest.mark.django_db
def test_a_refusal_is_told_in_its_own_words_and_not_tried_again(world: World) -> None:
    job = ask(world, kind="refuse")
    run_next_job()
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "这个月没有数据，换一个月再导出", 1)


@pytest.mark.django_db
def test_work_that_came_to_nothing_ends_as_not_done_with_what_it_wrote(world: World) -> None:
    job = ask(world, kind="come_to_nothing")
    run_next_job()
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "这份表里没有数据", 1)
    assert Attachment.objects.filter(stream=f"job:{job.pk}").exists()


@pytest.mark.django_db
def test_a_fault_is_tried_three_times_then_told_with_a_number(
    world: World, travel_to: Callable[[datetime], None]
) -> None:
    job = ask(world, kind="break_down", when=NOW)
    for minute in range(4):
        travel_to(NOW + timedelta(minutes=minute))
        run_next_job()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "编号 " in job.error
    assert not Attachment.objects.exists(), "what a failed attempt made is not kept"
    assert InboxMessage.objects.get(user=world.finance).title == "导出台账：没有做成"


@pytest.mark.django_db
def test_after_a_fault_the_next_attempt_waits_a_little(world: World) -> None:
    ask(world, kind="break_down")
    assert run_next_job() is True
    assert run_next_job() is False


@pytest.mark.django_db
def test_a_job_that_took_long_is_announced(world: World, travel_to: Callable[[datetime], None]) -> None:
    ask(world, when=NOW)
    travel_to(NOW + timedelta(seconds=90))
    run_next_job()
    message = InboxMessage.objects.get(user=world.finance)
    assert message.title == "导出台账：已做好，可以下载"


@pytest.mark.django_db
def test_a_silent_runners_job_is_taken_over_and_its_late_result_refused(world: World) -> None:
    job = ask(world, when=NOW)
    first = claim_job(at=NOW)
    assert claim_job(at=NOW + claiming.SILENCE) is None, "exactly at the limit it still counts as alive"
    second = claim_job(at=NOW + claiming.SILENCE + timedelta(seconds=1))
    assert first is not None
    assert second is not None
    assert (second.pk, second.attempts) == (job.pk, 2)
    assert second.claim != first.claim


@pytest.mark.django_db
def test_a_runner_that_lost_its_job_keeps_nothing_of_it(world: World) -> None:
    job = ask(world, kind="lose_claim")
    assert run_next_job() is True
    job.refresh_from_db()
    assert job.result is None
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_job_that_broke_off_three_times_is_given_up(world: World) -> None:
    job = ask(world, when=NOW)
    for attempt in range(4):
        claim_job(at=NOW + attempt * (claiming.SILENCE + timedelta(seconds=1)))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 3, GIVEN_UP)


@pytest.mark.django_db
def test_one_place_of_the_worker_stays_free_for_the_sweeps(world: World) -> None:
    ask(world, when=NOW)
    ask(world, when=NOW)
    assert claim_job(at=NOW) is not None
    assert claim_job(at=NOW) is None


@pytest.mark.django_db(transaction=True)
def test_how_far_a_job_is_can_be_seen_while_it_runs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yibin_service.foundation.jobs.runner.SIGN_EVERY", 0.05)
    ask(world)
    job = claim_job(at=database_now())
    assert job is not None
    with signs_of_life(job) as progress, transaction.atomic():
        progress(3, 12)
        threading.Event().wait(0.6)
        job.refresh_from_db()
        assert (job.done, job.total) == (3, 12)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_a_job_once(world: World) -> None:
    for _ in range(5):
        ask(world)
    claimed: list[uuid.UUID] = []

    def work() -> None:
        job = claim_job(at=database_now())
        if job is not None:
            claimed.append(job.pk)
        connection.close()

    claiming_limit, claiming.AT_ONCE = claiming.AT_ONCE, 10
    try:
        threads = [threading.Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        claiming.AT_ONCE = claiming_limit
    assert len(claimed) == len(set(claimed)) == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_key_asked_for_twice_at_once_is_one_job(world: World) -> None:
    ready, found = threading.Barrier(4), []
    person = world.finance

    def request() -> None:
        ready.wait()
        job = request_job(kind="write_text", key="k", title="t", arguments={"words": "x"}, by=person, at=NOW)
        found.append(job.pk)
        connection.close()

    threads = [threading.Thread(target=request) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert Job.objects.count() == 1
