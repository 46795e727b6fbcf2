"""JSON read so that nothing is lost: numbers keep the text they were written with, a key given twice is seen, memory stays flat.

The standard library's C scanner reads one element at a time out of a sliding window over the file. General streaming readers
turn numbers into values (1.55e1 becomes 15.5, though only plain decimals are admitted) and drop repeated keys, so none is used.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from .faults import NOT_DOCUMENTS, NOT_JSON, Fault, FaultyDocument, fault

CHUNK = 1 << 16
LONGEST_ELEMENT = 1 << 24  # characters; a sound document is a few thousand
BLANK = re.compile(r"[ \t\n\r]*")


class Literal(str):
    """A JSON number as it was written."""

    __slots__ = ()


class RepeatingObject(dict[str, Any]):
    """A JSON object in which `repeated` keys were given more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.repeated = sorted({key for key, _ in pairs if key in seen or seen.add(key)})  # type: ignore[func-returns-value]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else RepeatingObject(pairs)


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Literal, parse_int=Literal, parse_constant=Literal, strict=True
)
_scan = _decoder.scan_once  # type: ignore[attr-defined]


def not_json(why: str) -> FaultyDocument:
    return FaultyDocument([fault("", NOT_JSON, why=why)])


class _Window:
    """A sliding window of text over a stream of bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self.text = ""
        self.at = 0
        self.is_last = False
        self._read(CHUNK)
        self.text = self.text.removeprefix("\ufeff")

    def _read(self, size: int) -> None:
        raw = self._stream.read(size)
        try:
            more = self._decode.decode(raw, final=not raw)
        except UnicodeDecodeError:
            raise not_json("the text is not UTF-8") from None
        self.is_last = not raw
        self.text = self.text[self.at :] + more
        self.at = 0

    def grow(self) -> None:
        """Keep what is unread and read on; twice as much each time, so that a long element is not scanned too often."""
        self._read(max(CHUNK, len(self.text) - self.at))

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            self.at = BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            if self.is_last:
                return ""
            self.grow()

    def value(self) -> Any:
        """The JSON value that begins at the next character that is not blank."""
        self.peek()
        while True:
            try:
                value, end = _scan(self.text, self.at)
            except RecursionError:
                raise not_json("it is nested too deeply") from None
            except (StopIteration, json.JSONDecodeError) as error:
                self._go_on_or_give_up(error)
                continue
            # A number that touches the window's edge may go on behind it.
            if end == len(self.text) and not self.is_last:
                self.grow()
                continue
            self.at = end
            return value

    def _go_on_or_give_up(self, error: Exception) -> None:
        if self.is_last:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "a value was expected"
            raise not_json(why) from None
        if len(self.text) - self.at > LONGEST_ELEMENT:
            raise not_json(f"an element is broken or longer than {LONGEST_ELEMENT} characters")
        self.grow()


def documents(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    """The documents of a file with their places: one object (place empty), or the elements of a list (`[0]`, `[1]` …).

    Only one element is held at a time. Raises FaultyDocument where the text is not JSON or is of another kind.
    """
    window = _Window(stream)
    first = window.peek()
    if first == "[":
        yield from _elements(window)
    else:
        value = window.value()
        if not isinstance(value, dict):
            raise FaultyDocument([Fault("", NOT_DOCUMENTS)])
        _expect_end(window)
        yield "", value


def _elements(window: _Window) -> Iterator[tuple[str, Any]]:
    window.at += 1
    index = 0
    if window.peek() == "]":
        window.at += 1
        _expect_end(window)
        return
    while True:
        yield f"[{index}]", window.value()
        index += 1
        mark = window.peek()
        if mark not in {",", "]"}:
            raise not_json("a comma or the end of the list was expected")
        window.at += 1
        if mark == "]":
            _expect_end(window)
            return


def _expect_end(window: _Window) -> None:
    if window.peek():
        raise not_json("there is more after the end")


def one_value(raw: bytes) -> Any:
    """The one JSON value of a request's body. Raises FaultyDocument where it is no JSON."""
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
        value, end = _scan(text, BLANK.match(text).end())  # type: ignore[union-attr]
    except UnicodeDecodeError:
        raise not_json("the text is not UTF-8") from None
    except RecursionError:
        raise not_json("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise not_json(error.msg) from None
    except StopIteration:
        raise not_json("a value was expected") from None
    if BLANK.match(text, end).end() != len(text):  # type: ignore[union-attr]
        raise not_json("there is more after the end")
    return value
