"""Starts, ends, kills: nothing is left, nothing blocks the next start."""

import os
import shutil
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from yibin_service.embedded import valkey
from yibin_service.embedded.places import Places

from .running import SERVERS_ONLY, WEB_ONLY, Running, manage, running, wait_for


def test_ctrl_c_stops_everything_it_started(var: Path):
    with running(var) as app:
        assert len(app.everything()) >= 5
        assert app.end(signal.SIGINT) == 0
        assert app.everything() == []
        assert "已全部停止" in app.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_farewells_stop_everything_too(var: Path, number: signal.Signals):
    with running(var, argv=SERVERS_ONLY) as app:
        assert app.end(number) == 0
        assert app.everything() == []


def test_a_killed_supervisor_takes_everything_along_and_blocks_no_start(var: Path):
    with running(var) as first:
        first.end(signal.SIGKILL)
        wait_for(lambda: first.everything() == [])
        with running(var, argv=WEB_ONLY, port=first.port) as second:
            assert second.answers()


def test_the_next_start_need_not_wait_for_what_a_killed_supervisor_left(var: Path):
    with running(var, argv=WEB_ONLY) as first:
        first.end(signal.SIGKILL)
        with running(var, argv=WEB_ONLY, port=first.port) as second:
            assert second.answers()


def test_a_killed_make_takes_everything_along(var: Path):
    make = shutil.which("make")
    assert make is not None
    with running(var, argv=[make, "-s", "run"]) as app:
        app.end(signal.SIGKILL)
        wait_for(lambda: app.everything() == [])


def test_an_interrupt_sent_to_make_alone_stops_everything(var: Path):
    make = shutil.which("make")
    assert make is not None
    with running(var, argv=[make, "-s", "run"]) as app:
        app.end(signal.SIGINT)
        assert app.everything() == []
        assert "已全部停止" in app.said


def test_after_all_were_killed_at_once_the_next_start_works(var: Path):
    with running(var) as first:
        for process in first.everything():
            process.send_signal(signal.SIGSTOP)  # nobody can tidy up
        for process in first.everything():
            process.kill()
        first.end(signal.SIGKILL)
        with running(var, argv=WEB_ONLY, port=first.port) as second:
            assert second.answers()


def test_a_pid_file_naming_a_stranger_does_not_block_the_start(var: Path):
    pid_file = var / "pg" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{var / 'pg'}\n")
    assert manage("migrate", "--check", var=var).returncode == 0


def test_a_taken_port_is_told_in_one_line_with_the_remedy(var: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = manage("serve", var=var, PORT=str(port))
    assert refused.returncode == 1
    line = next(line for line in refused.stderr.splitlines() if line)
    assert line.startswith(f"端口 {port} 已被占用")
    assert f"PORT={port + 1}" in line
    assert "Traceback" not in refused.stderr


def test_a_port_that_is_no_number_is_told_in_one_line(var: Path):
    refused = manage("serve", var=var, PORT="eight")
    assert refused.returncode == 1
    assert "PORT='eight'" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_queue_starts_again_with_a_damaged_file(var: Path):
    with running(var, argv=SERVERS_ONLY) as first:
        first.end()
    for file in (var / "valkey" / "appendonlydir").iterdir():
        file.write_bytes(b"not a queue at all\r\n" * 50)
    with running(var, argv=SERVERS_ONLY) as second:
        assert "已移到" in second.said
        assert valkey.is_answering(valkey.Broker(var / "valkey", Places(var).valkey_socket, var / "log"))


def test_commands_at_the_same_time_share_one_server(var: Path):
    code = (
        "import time; from django.db import connection as c; k = c.cursor();"
        "k.execute('SELECT pg_postmaster_start_time()'); print(k.fetchone()[0]); time.sleep({}); k.execute('SELECT 1')"
    )
    answers: dict[float, str] = {}

    def run(seconds: float) -> None:
        answers[seconds] = manage("shell", "-v0", "-c", code.format(seconds), var=var).stdout

    threads = [threading.Thread(target=run, args=[seconds]) for seconds in (0.5, 1.5, 2.5)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert len(set(answers.values())) == 1
    assert "20" in answers[0.5]


def test_a_start_waits_for_the_command_that_holds_the_database(var: Path):
    command = threading.Thread(
        target=manage, args=["shell", "-v0", "-c", "import time; time.sleep(3)"], kwargs={"var": var}
    )
    command.start()
    wait_for(lambda: (var / "run" / "holder.json").exists())
    with running(var, argv=SERVERS_ONLY) as app:
        assert "正在使用内置数据库" in app.said
    command.join()


@pytest.mark.parametrize("command", ["assess", "assess_attendance"])
def test_the_assessment_commands_start_no_server(empty_var: Path, command: str):
    manage(command, os.devnull, var=empty_var)
    assert not (empty_var / "pg").exists()


def test_a_command_on_an_empty_folder_makes_the_database_and_stops_it_again(empty_var: Path):
    code = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 1'); print(k.fetchone())"
    assert "(1,)" in manage("shell", "-v0", "-c", code, var=empty_var).stdout
    assert (empty_var / "pg" / "PG_VERSION").exists()
    assert not (empty_var / "pg" / "postmaster.pid").exists()


def test_what_is_left_out_does_not_run(var: Path):
    with running(var, argv=WEB_ONLY) as app:
        commands = [" ".join(process.cmdline()) for process in app.everything()]
        assert not any("celery" in command for command in commands)


def test_a_child_that_cannot_live_stops_the_whole_with_its_last_words(var: Path):
    app = Running(var, argv=WEB_ONLY, WEB_WORKERS="nonsense")
    wait_for(lambda: app.process.poll() is not None, app.output)
    assert app.process.returncode == 1
    assert "网站 反复退出，全部停止" in app.said
    assert "WEB_WORKERS" in app.said
    assert app.everything() == []
