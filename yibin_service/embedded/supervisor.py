"""Keeps a handful of children alive: restarts a dead one after a growing pause, gives up when it dies too often."""

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yibin_service.embedded import processes
from yibin_service.embedded.errors import CannotStart

# That many deaths of one child in so many seconds: something is wrong for good. Sooner while all is just starting.
DEATHS, DEATHS_AT_START, WITHIN = 6, 3, 120.0
LONGEST_PAUSE = 15.0


@dataclass
class Service:
    """One child: how it is started (it answers on return, or soon), how it is stopped, where it writes."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    log: Path
    farewell: signal.Signals = signal.SIGTERM
    patience: float = 20.0
    proof: str = ""  # words in its log that say it works; nothing to wait for when empty
    log_begins: int = 0
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))
    due_at: float = 0.0

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def begin(self) -> None:
        self.log_begins = self.log.stat().st_size if self.log.exists() else 0
        self.process = self.start()

    @property
    def has_proved(self) -> bool:
        if not self.proof:
            return True
        with self.log.open("rb") as log:
            log.seek(self.log_begins)
            return self.proof.encode() in log.read()

    def last_line(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return next((line for line in reversed(lines) if line.strip()), "没有日志")


class Supervisor:
    """Started in order, watched together, stopped in the opposite order."""

    def __init__(self, *, say: Callable[[str], None]) -> None:
        self.services: list[Service] = []
        self.is_starting = True
        self._say = say

    def start(self, service: Service) -> None:
        """Starts it and watches it from now on."""
        service.begin()
        self.services.append(service)

    def watch(self) -> None:
        """One look at every child. Raises CannotStart when one cannot be kept alive."""
        for service in self.services:
            if service.process is not None and service.process.poll() is not None:
                self._note_death(service)
            if service.process is None and time.monotonic() >= service.due_at:
                self._restart(service)

    def _note_death(self, service: Service) -> None:
        assert service.process is not None
        code, pid = service.process.returncode, service.process.pid
        processes.kill_group(pid)  # what it left behind would hold its port or its work
        service.process = None
        how = signal.Signals(-code).name if code < 0 else f"退出码 {code}"
        pause = self._pause_after_death(service)
        self._say(f"{service.name} 停了（{how}），{pause:g} 秒后重新启动。日志：{service.log}")

    def _restart(self, service: Service) -> None:
        try:
            service.begin()
        except CannotStart as error:
            pause = self._pause_after_death(service)
            self._say(f"{error} {pause:g} 秒后再试。")

    def _pause_after_death(self, service: Service) -> float:
        """Seconds until the next try: twice as long after each recent death; too many end everything."""
        now = time.monotonic()
        service.deaths.append(now)
        recent = sum(1 for death in service.deaths if now - death < WITHIN)
        if recent >= (DEATHS_AT_START if self.is_starting else DEATHS):
            raise CannotStart(
                f"{service.name} 反复退出，全部停止。最后一行日志：{service.last_line()}（全文见 {service.log}）"
            )
        pause = min(LONGEST_PAUSE, 0.5 * float(2 ** (recent - 1)))
        service.due_at = now + pause
        return pause

    def stop(self, services: Sequence[Service]) -> None:
        """Asks all of these at once, then waits for each in turn; nothing of them is left on return."""
        chosen = [service for service in services if service.process is not None]
        for service in chosen:
            if service.is_running and service.process is not None:
                service.process.send_signal(service.farewell)
        for service in chosen:
            assert service.process is not None
            processes.wait_until_gone(service.process, patience=service.patience)
            service.process = None

    def stop_all(self, *, last: Sequence[str]) -> None:
        """First those nobody depends on, together; then the ones named in `last`, one by one."""
        self.stop([service for service in self.services if service.name not in last])
        for name in last:
            self.stop([service for service in self.services if service.name == name])

