"""Static files are collected again only when one of them changed: collecting takes seconds, looking does not."""

import hashlib
from pathlib import Path
from typing import cast

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def static_app() -> StaticFilesConfig:
    return cast(StaticFilesConfig, apps.get_app_config("staticfiles"))


def collect_if_changed() -> bool:
    """Whether anything had to be collected. An interrupted collection is repeated at the next start."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)
    return True


def _fingerprint() -> str:
    """Name, size and time of change of every source, and how they are stored."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    left_out = static_app().ignore_patterns
    for finder in get_finders():
        for name, storage in finder.list(left_out):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
