"""When letters may go out. Plain Python."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yibin_service.foundation.regulation.clock import SHANGHAI, local


@dataclass(frozen=True, slots=True)
class SendWindow:
    """The hours of the day in which letters are sent, both ends included."""

    opens: time
    closes: time

    def next_instant(self, at: datetime) -> datetime:
        """`at` itself inside the window, else the next opening."""
        here = local(at)
        clock = here.time()
        if self.opens <= clock <= self.closes:
            return here
        day = here.date() if clock < self.opens else here.date() + timedelta(days=1)
        return datetime.combine(day, self.opens, tzinfo=SHANGHAI)
