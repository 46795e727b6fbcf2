"""PostgreSQL refuses to run as root; for root there is one system user, made once."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from yibin_service.embedded.errors import CannotStart
from yibin_service.embedded.processes import Account

SYSTEM_USER = "yibin-service"


def account_for(folder: Path) -> Account | None:
    """Who runs the server on this folder. None: ourselves; as root: the folder's owner or the system user."""
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return system_account()


def system_account() -> Account:
    """The system user's ids; made on first use."""
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _make_system_user()
        entry = pwd.getpwnam(SYSTEM_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def _make_system_user() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise CannotStart("root 不能直接运行 PostgreSQL，而系统没有 useradd：请改用普通用户运行 make run。")
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    made = subprocess.run(
        [useradd, *options, SYSTEM_USER],
        capture_output=True,
        text=True,
        check=False,
    )
    # 9: another process made it in the same moment.
    if made.returncode not in {0, 9}:
        reason = made.stderr.strip()
        raise CannotStart(f"未能建立系统用户 {SYSTEM_USER}（{reason}）：请改用普通用户运行 make run。")


def may_reach(path: Path, account: Account) -> bool:
    """Whether the account may walk through every folder above `path`; no permission is widened for it."""
    return all(_may_enter(folder, account) for folder in path.resolve().parents if folder.exists())


def _may_enter(folder: Path, account: Account) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
