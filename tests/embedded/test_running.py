"""What holds while the product runs; each test leaves it running."""

import json
import urllib.request

import pytest

from .running import Running, manage, wait_for

PROGRAMS = {
    "web": ("gunicorn",),
    "worker": ("celery", "worker"),
    "beat": ("celery", "beat"),
    "queue": ("valkey-server",),
    "database": ("postgres", "-D"),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_killed_child_is_started_again(app: Running, program: str):
    before = app.leader(*PROGRAMS[program])
    before.kill()
    before.wait(10)
    wait_for(lambda: any(_is_another(app, program, before.pid)), app.output)
    wait_for(app.answers, app.output)


def _is_another(app: Running, program: str, pid: int):
    try:
        yield app.leader(*PROGRAMS[program]).pid != pid
    except ValueError:  # none at this moment
        yield False


def test_a_restarted_database_hurts_no_request_that_follows(app: Running):
    for _ in range(8):  # a connection kept in every thread that answered
        assert app.answers("/login/")
    before = app.leader(*PROGRAMS["database"])
    before.kill()
    before.wait(10)
    wait_for(lambda: any(_is_another(app, "database", before.pid)), app.output)
    wait_for(app.answers, app.output)
    assert [app.answers("/login/") for _ in range(8)] == [True] * 8


def test_it_says_where_it_is_and_how_long_it_took(app: Running):
    assert f"http://127.0.0.1:{app.port}" in app.said
    assert "秒" in app.said


def test_it_is_ready_when_it_says_so(app: Running):
    with urllib.request.urlopen(f"http://127.0.0.1:{app.port}/readyz") as response:
        assert json.load(response)["state"] == "ok"


def test_it_is_alive_without_login_and_under_any_host_name(app: Running):
    request = urllib.request.Request(f"http://127.0.0.1:{app.port}/healthz", headers={"Host": "monitor.example"})
    with urllib.request.urlopen(request) as response:
        assert json.load(response) == {"state": "ok"}


def test_a_second_start_in_the_same_folder_names_the_first(app: Running):
    second = manage("serve", var=app.var, PORT=str(app.port))
    assert second.returncode == 1
    assert second.stderr.startswith(f"已经在运行：http://127.0.0.1:{app.port}（进程 {app.process.pid}）")
    assert len(second.stderr.splitlines()) == 1


def test_a_command_joins_the_running_database(app: Running):
    postmaster = app.leader(*PROGRAMS["database"]).pid
    code = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user'); print(k.fetchone())"
    joined = manage("shell", "-v0", "-c", code, var=app.var)
    assert "yibin_app" in joined.stdout, joined.stderr
    assert app.leader(*PROGRAMS["database"]).pid == postmaster


def test_a_migrating_command_comes_as_the_owner(app: Running):
    plan = manage("migrate", "--check", var=app.var)
    assert plan.returncode == 0, plan.stderr


def test_the_web_may_not_run_a_statement_for_ever(app: Running):
    code = (
        "from django.db import connection as c; k = c.cursor();"
        "k.execute(\"SELECT current_setting('statement_timeout'), current_setting('lock_timeout')\");"
        "print(k.fetchone())"
    )
    asked = manage("shell", "-v0", "-c", code, var=app.var, PROCESS_KIND="web")
    assert "('30s', '5s')" in asked.stdout, asked.stderr


def test_the_key_of_the_site_is_made_once_and_is_private(app: Running):
    key = app.var / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 50
