"""What one installation runs: database and queue unless they are outside, then web, worker and beat."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from yibin_service import connections
from yibin_service.embedded import processes, valkey
from yibin_service.embedded.installation import Installation
from yibin_service.embedded.places import CHECKOUT, Places
from yibin_service.embedded.supervisor import Service

# Every program we start carries this mark, so that the next start finds what a killed supervisor left.
MARK = "YIBIN_SERVED_FROM"
DATABASE, QUEUE, WEB, WORKER, BEAT = "数据库", "队列", "网站", "后台", "定时"
LARGEST_LOG = 10 * 2**20  # bytes; a larger one is put aside at the next start


def foundations(installation: Installation) -> list[Service]:
    """The servers the product stands on, as far as they are ours to run; stopped last, the first of them last."""
    places = installation.places
    chosen = []
    if connections.is_embedded_database():
        log = places.log / "postgres.log"
        chosen.append(Service(DATABASE, installation.start_database, log, signal.SIGINT, 30.0))
    if connections.is_embedded_queue():
        broker = valkey.Broker(places.valkey, places.valkey_socket, places.log / "valkey.log")
        chosen.append(Service(QUEUE, lambda: valkey.start(broker), broker.log))
    return chosen


def programs(places: Places, *, address: str, without: frozenset[str]) -> list[Service]:
    """The product's own processes. Beat must run once among all machines of a site."""
    celery = [sys.executable, "-m", "celery", "-A", "yibin_service"]
    web = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
    web += ["-c", "python:yibin_service.embedded.gunicorn_settings", "yibin_service.wsgi:application"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile="]
    fonts = {"FONTCONFIG_FILE": str(_write_fonts_file(places))}
    every = {
        "web": Service(WEB, _program(places, "web", web, address), places.log / "web.log"),
        "worker": Service(
            WORKER, _program(places, "worker", worker, address, **fonts), places.log / "worker.log", proof=" ready."
        ),
        "beat": Service(
            BEAT, _program(places, "beat", beat, address), places.log / "beat.log", proof="beat: Starting"
        ),
    }
    return [service for name, service in every.items() if name not in without]


def _program(
    places: Places, name: str, argv: list[str], address: str, **env: str
) -> Callable[[], subprocess.Popen[bytes]]:
    kind = "web" if name == "web" else "worker"
    surroundings = environment(places, address=address) | {"PROCESS_KIND": kind} | env
    # Nobody is left to see a killed supervisor's children end: the web finishes its answer, worker and beat drop what
    # they do, for it is handed out again; asked to end while the queue goes too, Celery may wait for it for good.
    farewell = signal.SIGTERM if name == "web" else signal.SIGKILL
    return lambda: processes.spawn(
        argv, log=places.log / f"{name}.log", env=surroundings, cwd=CHECKOUT, farewell=farewell
    )


def environment(places: Places, *, address: str) -> dict[str, str]:
    """What every program of ours is told."""
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_ROLE", "PROCESS_KIND"}}
    return given | {
        "DJANGO_SETTINGS_MODULE": "yibin_service.settings",
        "VAR_DIR": str(places.var),
        "SITE_ADDRESS": os.environ.get("SITE_ADDRESS") or address,
        "PYTHONUNBUFFERED": "1",
        MARK: str(places.var.resolve()),
    }


def _write_fonts_file(places: Places) -> Path:
    """A font list with our own fonts first: without any font at all the PDF library ends its process."""
    places.run.mkdir(parents=True, exist_ok=True)
    file = places.run / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{CHECKOUT / 'fixtures' / 'fonts'}</dir>\n"
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"  <cachedir>{places.var / 'cache' / 'fonts'}</cachedir>\n</fontconfig>\n"
    )
    return file


def put_large_logs_aside(places: Places) -> None:
    """One older generation of each log is kept."""
    for log in places.log.glob("*.log") if places.log.exists() else ():
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
