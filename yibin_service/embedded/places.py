"""Where the embedded servers keep their things. Light to import: the settings ask for the socket paths."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from yibin_service import environment

CHECKOUT = Path(__file__).resolve().parents[2]
ROOTS_HOME = Path("/var/lib/yibin-service")
# A socket's name must stay under 107 bytes; PostgreSQL adds the longest tail.
LONGEST_FOLDER = 100 - len("/.s.PGSQL.5432.lock")


def var_folder() -> Path:
    """Where this installation keeps everything it writes."""
    return Path(environment.text("VAR_DIR") or CHECKOUT / "var")


@dataclass(frozen=True)
class Places:
    """The folders and files of one installation, all derived from its `var` folder."""

    var: Path

    @property
    def home(self) -> Path:
        """The folder of the servers' data: `var`, or for root one outside if its system user cannot reach var.

        A checkout below a closed home folder stays closed; `var/pg` then is a link to the data.
        """
        link = self.var / "pg"
        if link.is_symlink():
            return link.resolve().parent
        if os.geteuid() != 0 or link.exists() or _open_to_all(self.var):
            return self.var
        return ROOTS_HOME / self._short_name

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def sockets(self) -> Path:
        folder = self.home / "sockets"
        if len(str(folder).encode()) <= LONGEST_FOLDER:
            return folder
        return Path(tempfile.gettempdir()) / f"yibin-{os.geteuid()}-{self._short_name}"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def run(self) -> Path:
        """Locks and notes about what is running; everything in it may be deleted while nothing runs."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def _short_name(self) -> str:
        return hashlib.sha256(str(self.var.resolve()).encode()).hexdigest()[:10]


def _open_to_all(folder: Path) -> bool:
    existing = [parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists()]
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in existing)
