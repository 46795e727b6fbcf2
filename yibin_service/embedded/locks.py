"""File locks that the system releases when their holder dies, and the note of who holds the servers."""

import fcntl
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType

from yibin_service.embedded.errors import CannotStart
from yibin_service.embedded.processes import Identity, identify, is_alive


class FileLock:
    """An advisory lock on a file; shared or exclusive. Never inherited by programs we start."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self.path = path
        self._kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether we hold it now; never waits."""
        if self._handle is None:
            self._handle = _open(self.path)
        try:
            fcntl.flock(self._handle, self._kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, *, limit: float | None = None, after: float = 1.0, notice: str = "") -> bool:
        """Whether we hold it within `limit` seconds (None: for ever); says `notice` once if it takes a while."""
        begun, told = time.monotonic(), not notice
        while not self.take():
            waited = time.monotonic() - begun
            if limit is not None and waited >= limit:
                return False
            if not told and waited >= after:
                print(notice, file=sys.stderr, flush=True)
                told = True
            time.sleep(0.05)
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> "FileLock":
        self.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise CannotStart(
            f"没有权限使用 {path}：它由另一个用户建立，"
            "请用那个用户（或 root）运行，或用 VAR_DIR 指定另一个目录。"
        ) from error


STARTING, READY, STOPPING = "starting", "ready", "stopping"


@dataclass(frozen=True)
class Holder:
    """Who runs the embedded servers of this folder, and what others should know: state, address, children."""

    identity: Identity
    what: str
    state: str = STARTING
    address: str = ""
    children: dict[str, Identity] = field(default_factory=dict)

    @property
    def is_alive(self) -> bool:
        return is_alive(self.identity)


class HolderNote:
    """The note `holder.json`. Informative only: the lock decides, the note explains."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, *, what: str) -> Holder:
        me = identify(os.getpid())
        assert me is not None
        holder = Holder(me, what)
        self.write(holder)
        return holder

    def write(self, holder: Holder) -> None:
        """Whole or not at all: a kill in the middle leaves the old note."""
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(asdict(holder), ensure_ascii=False))
        draft.replace(self.path)

    def change(self, holder: Holder, **changes: object) -> Holder:
        changed = replace(holder, **changes)  # type: ignore[arg-type]
        self.write(changed)
        return changed

    def read(self) -> Holder | None:
        """The note, or None when there is none or it cannot be read."""
        try:
            raw = json.loads(self.path.read_text())
            return Holder(
                Identity(**raw["identity"]),
                raw["what"],
                raw["state"],
                raw["address"],
                {name: Identity(**child) for name, child in raw["children"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
