"""Waking the worker: a help, never a condition."""

import socket
import time
from pathlib import Path

from .running import manage

ASK = "from yibin_service.celery import wake; print('woken:', wake('yibin_service.foundation.jobs.tasks.run_due_jobs'))"
NO_DATABASE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}


def test_a_queue_that_answers_takes_the_message(empty_var: Path, queue_url: str):
    asked = manage("shell", "-v0", "-c", ASK, var=empty_var, REDIS_URL=queue_url, **NO_DATABASE)
    assert "woken: True" in asked.stdout, asked.stderr


def test_a_queue_that_is_gone_stops_nobody(empty_var: Path):
    asked = manage("shell", "-v0", "-c", ASK, var=empty_var, REDIS_URL="redis://127.0.0.1:1/0", **NO_DATABASE)
    assert "woken: False" in asked.stdout, asked.stderr


def test_a_queue_that_keeps_silent_is_given_up_within_seconds(empty_var: Path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        begun = time.monotonic()
        asked = manage("shell", "-v0", "-c", ASK, var=empty_var, REDIS_URL=address, **NO_DATABASE)
    assert "woken: False" in asked.stdout, asked.stderr
    assert time.monotonic() - begun < 20
