"""When a request of attendance is to be decided on. READING: the text asks for approval and names no hour."""

from datetime import date, datetime, time, timedelta

from yibin_service.foundation.regulation.clock import midnight


def decide_before(first_on: date, starts: time | None, asked_at: datetime) -> datetime | None:
    """Before the time away begins: the hour of a part of a day, else 0:00 of the first day.

    None for what had begun when it was asked for: nothing was missed by the one who decides.
    """
    into = timedelta(hours=starts.hour, minutes=starts.minute) if starts is not None else timedelta(0)
    begins = midnight(first_on) + into
    return begins if begins > asked_at else None
