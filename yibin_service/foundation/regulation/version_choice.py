"""Which version a document is judged by: the one it names, or the one in force on its day."""

from datetime import date

from .faults import NO_VERSION_IN_FORCE, UNKNOWN_VERSION, Fault, fault
from .parameters import NoVersionInForce, ParameterSet
from .versions import UnknownVersion, VersionBook


def choose_version(
    versions: VersionBook, family: str, code: str | None, day: date | None, found: list[Fault]
) -> ParameterSet | None:
    """The version of `code` whatever its dates, or, for None, the one in force on `day`; else a fault at `regulation`.

    None without a fault where neither is known, because the day itself could not be read.
    """
    try:
        if code is not None:
            return versions.by_code(family, code)
        return None if day is None else versions.on(family, day)
    except UnknownVersion:
        found.append(Fault("regulation", UNKNOWN_VERSION))
    except NoVersionInForce:
        found.append(fault("regulation", NO_VERSION_IN_FORCE, day=day))
    return None
