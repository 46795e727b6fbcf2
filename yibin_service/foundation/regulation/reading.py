"""Readers of document fields. A reader takes one JSON value and gives the typed one, or raises Wrong with the reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from . import faults as say
from .clock import SHANGHAI
from .faults import Fault, Wording, below, fault
from .literal_json import Literal, RepeatingObject
from .money import EXACT

NUMBER = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")
INSTANT = re.compile(
    r"([0-9]{4})-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
MOST_DIGITS = 300
# One year is kept free at both ends of the calendar, so that no deadline or offset runs over it.
EARLIEST_YEAR, LATEST_YEAR = "0002", "9998"

Reader = Callable[[Any], Any]
E = TypeVar("E", bound=StrEnum)


class Wrong(ValueError):
    """Why a value cannot be read."""

    def __init__(self, wording: Wording, **detail: Any) -> None:
        self.wording = wording
        self.detail = tuple(detail.items())
        super().__init__(wording.english)

    def at(self, place: str) -> Fault:
        return Fault(place, self.wording, self.detail)


@dataclass(frozen=True, slots=True)
class Field:
    """How one key is read. `default` stands in for an absent key where `optional`; `nullable` admits null."""

    read: Reader
    nullable: bool = False
    optional: bool = False
    default: Any = None


def text(raw: Any) -> str:
    """Any text that can be written down."""
    if type(raw) is not str:
        raise Wrong(say.NOT_TEXT)
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise Wrong(say.BROKEN_TEXT) from None
    return raw


def name(raw: Any) -> str:
    """Text that is not blank."""
    value = text(raw)
    if not value.strip():
        raise Wrong(say.EMPTY_TEXT)
    return value


def boolean(raw: Any) -> bool:
    if raw is not True and raw is not False:
        raise Wrong(say.NOT_BOOLEAN)
    return bool(raw)


def decimal(places: int, *, low: int | None = None, above: int | None = None) -> Reader:
    """A decimal with at most `places` places as written, not less than `low` or greater than `above`; never a float."""
    unit = Decimal(1).scaleb(-places)

    def read(raw: Any) -> Decimal:
        value = _plain_number(raw, places)
        if low is not None and value < low:
            raise Wrong(say.TOO_SMALL, low=low)
        if above is not None and value <= above:
            raise Wrong(say.NOT_ABOVE, low=above)
        return _with_places(value, unit)

    return read


def _plain_number(raw: Any, places: int) -> Decimal:
    if type(raw) is not Literal and type(raw) is not str:
        raise Wrong(say.NOT_NUMBER)
    match = NUMBER.fullmatch(raw)
    if match is None:
        raise Wrong(say.NOT_NUMBER)
    fraction = match[1]
    if fraction is not None and len(fraction) > places:
        raise Wrong(say.TOO_MANY_PLACES, most=places) if places else Wrong(say.NOT_WHOLE)
    if len(raw) > MOST_DIGITS:
        raise Wrong(say.TOO_LONG, most=MOST_DIGITS)
    return Decimal(raw)


def _with_places(value: Decimal, unit: Decimal) -> Decimal:
    # Adding digits to the right is exact; −0 becomes 0.
    return EXACT.quantize(value, unit) if value else unit * 0


def whole(*, low: int) -> Reader:
    """A whole number not less than `low`."""

    def read(raw: Any) -> int:
        value = int(_plain_number(raw, 0))
        if value < low:
            raise Wrong(say.TOO_SMALL, low=low)
        return value

    return read


def member(words: type[StrEnum]) -> Reader:
    """One of the words of an enumeration."""
    known = {str(word): word for word in words}

    def read(raw: Any) -> StrEnum:
        found = known.get(raw) if type(raw) is str else None
        if found is None:
            raise Wrong(say.NOT_CHOICE, known=", ".join(known))
        return found

    return read


def instant(raw: Any) -> datetime:
    """A time to the second with an offset, on the mill's clock."""
    if type(raw) is not str or (match := INSTANT.fullmatch(raw)) is None:
        raise Wrong(say.NOT_INSTANT)
    if not EARLIEST_YEAR <= match[1] <= LATEST_YEAR:
        raise Wrong(say.NOT_INSTANT)
    try:
        return datetime.fromisoformat(raw.upper()).astimezone(SHANGHAI)
    except ValueError:
        raise Wrong(say.NOT_INSTANT) from None


def day(raw: Any) -> date:
    """A calendar day."""
    if type(raw) is not str or DAY.fullmatch(raw) is None or not EARLIEST_YEAR <= raw[:4] <= LATEST_YEAR:
        raise Wrong(say.NOT_DAY)
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Wrong(say.NOT_DAY) from None


def month(raw: Any) -> date:
    """A month as its first day."""
    try:
        return day(f"{raw}-01") if type(raw) is str else day(None)
    except Wrong:
        raise Wrong(say.NOT_MONTH) from None


def clock(raw: Any) -> time:
    """A time of day to the minute."""
    if type(raw) is not str or CLOCK.fullmatch(raw) is None:
        raise Wrong(say.NOT_CLOCK)
    return time.fromisoformat(raw)


def read_object(raw: Any, fields: Mapping[str, Field], place: str, found: list[Fault]) -> dict[str, Any]:
    """The sound values of one object by key; every fault goes to `found`. A key that could not be read is left out."""
    if not isinstance(raw, dict):
        found.append(Fault(place, say.NOT_OBJECT))
        return {}
    values: dict[str, Any] = {}
    for key, field in fields.items():
        if key in raw:
            value = raw[key]
            if value is None:
                if field.nullable:
                    values[key] = None
                else:
                    found.append(fault(below(place, key), say.NULL))
                continue
            try:
                values[key] = field.read(value)
            except Wrong as wrong:
                found.append(wrong.at(below(place, key)))
        elif field.optional:
            values[key] = field.default
        else:
            found.append(fault(below(place, key), say.MISSING))
    note_strange_keys(raw, fields, place, found)
    return values


def note_strange_keys(raw: dict[str, Any], fields: Mapping[str, Any], place: str, found: list[Fault]) -> None:
    """Faults for keys that are unknown or given more than once."""
    if isinstance(raw, RepeatingObject):
        found.extend(fault(below(place, key), say.REPEATED_KEY) for key in raw.repeated)
    if not raw.keys() <= fields.keys():
        found.extend(fault(below(place, key), say.UNKNOWN_KEY) for key in raw if key not in fields)


def anything(raw: Any) -> Any:
    """A value that another reader takes apart."""
    return raw


def member_list(words: type[E], raw: Any, place: str, found: list[Fault]) -> frozenset[E] | None:
    """A list of words of an enumeration, each once; None with faults where it is not."""
    if not isinstance(raw, list):
        found.append(Fault(place, say.NOT_LIST))
        return None
    before = len(found)
    read, members = member(words), set()
    for index, item in enumerate(raw):
        try:
            word = read(item)
            if word in members:
                raise Wrong(say.REPEATED_ITEM)
            members.add(word)
        except Wrong as wrong:
            found.append(wrong.at(f"{place}[{index}]"))
    return frozenset(members) if len(found) == before else None


def items(raw: Any, place: str, found: list[Fault]) -> list[Any]:
    """The elements of a list; none, with a fault, where it is no list."""
    if isinstance(raw, list):
        return raw
    found.append(Fault(place, say.NOT_LIST))
    return []


def in_key_order(found: list[Fault], fields: Mapping[str, Field]) -> list[Fault]:
    """Faults by the order of the top-level keys; strange keys last."""
    rank = {key: number for number, key in enumerate(fields)}
    return sorted(found, key=lambda one: rank.get(one.place.partition(".")[0].partition("[")[0], len(rank)))
