"""What the calendar says of a day, apart from anybody's working hours."""

from enum import StrEnum


class DayKind(StrEnum):
    """ORDINARY: the weekday decides. REST: a holiday or its substitute. WORK: worked whatever weekday it is."""

    ORDINARY = "ordinary"
    REST = "rest"
    WORK = "work"
