"""A wire between the web processes and PostgreSQL that can kill the process behind a commit, before or after it."""

import contextlib
import os
import signal
import socket
import struct
import threading
from pathlib import Path
from typing import Literal

SOCKET = ".s.PGSQL.5432"
ASKED = b"COMMIT\x00"  # the end of the simple query that asks for it, and of the answer that tells it is done
Moment = Literal["before the commit", "after the commit"]


class CuttingWire:
    """Listens in `folder` as a PostgreSQL would, and passes everything on, until it is armed.

    Armed, it waits for the next transaction to be committed. «before»: the web process dies before the server has
    heard of the commit. «after»: the server has committed, and the web process dies before it hears of it, so that
    nothing can have been answered.
    """

    def __init__(self, folder: Path, server: Path) -> None:
        self.folder, self.server = folder, server
        self.armed: Moment | None = None
        self.killed: list[int] = []
        self._lock = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()
        (self.folder / SOCKET).unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                web, _ = self._listener.accept()
            except OSError:
                return
            database = socket.socket(socket.AF_UNIX)
            try:
                database.connect(str(self.server / SOCKET))
            except OSError:
                web.close()
                continue
            pid: int = struct.unpack("3i", web.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
            for pair in ((web, database, "before the commit"), (database, web, "after the commit")):
                threading.Thread(target=self._pass_on, args=(*pair, pid), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, moment: Moment, pid: int) -> None:
        seen = b""
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                seen = seen[-len(ASKED) :] + chunk
                if ASKED in seen and self._cut(moment, pid):
                    break
                target.sendall(chunk)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _cut(self, moment: Moment, pid: int) -> bool:
        with self._lock:
            if self.armed != moment:
                return False
            self.armed = None
            os.kill(pid, signal.SIGKILL)
            self.killed.append(pid)
            return True
