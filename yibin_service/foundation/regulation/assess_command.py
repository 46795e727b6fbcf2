"""What the two assessment commands have in common: reading a file, the notice, faults on standard error, exit status 2."""

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandParser, OutputWrapper

from .batch import judge_stream
from .faults import NOT_READABLE, Fault, fault
from .selectors import book_or_fixtures
from .versions import VersionBook

BAD_DOCUMENT = 2


class AssessCommand(BaseCommand):
    """Judge the documents of a file. Needs no database and no started site; results go out only when all are sound."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="JSON: one document or a list of them; - is standard input")

    def judge(self, raw: Any, versions: VersionBook) -> dict[str, Any]:
        """The result of one document by these versions. Raises FaultyDocument."""
        raise NotImplementedError

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            stream = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: SIM115 - closed below
        except OSError as error:
            self._tell(fault("", NOT_READABLE, why=error.strerror or "it cannot be opened"))
            sys.exit(BAD_DOCUMENT)
        versions, reason = book_or_fixtures()
        if reason:
            self._say(f"# {reason}: regulation versions are read from the files that come with the product")
        judge = partial(self.judge, versions=versions)
        with stream, _reader_may_leave():
            is_sound = judge_stream(stream, judge, results=_bytes_of(self.stdout), tell=self._tell)
        if not is_sound:
            sys.exit(BAD_DOCUMENT)

    def _tell(self, found: Fault) -> None:
        self._say(found.line())

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """`… | head` is no fault: when nobody reads on, stop without a traceback."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


class _TextSink:
    """Takes UTF-8 bytes for an output that only knows text."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._decode = codecs.getincrementaldecoder("utf-8")()

    def write(self, raw: bytes) -> int:
        self._out.write(self._decode.decode(raw), ending="")
        return len(raw)


def _bytes_of(out: OutputWrapper) -> BinaryIO:
    """UTF-8 whatever the terminal's language is set to."""
    return getattr(out._out, "buffer", None) or _TextSink(out)  # type: ignore[return-value]
