"""Judging a file of documents: results appear only once every document is found sound; memory does not grow with the file."""

import json
import shutil
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO

from .faults import Fault, FaultyDocument
from .literal_json import documents, one_value

Judge = Callable[[Any], dict[str, Any]]
KEPT_IN_MEMORY = 1 << 20
_encoder = json.JSONEncoder(ensure_ascii=False)


def judge_stream(stream: BinaryIO, judge: Judge, *, results: BinaryIO, tell: Callable[[Fault], None]) -> bool:
    """Judge every document of `stream`. True when all were sound: then the list of results stands in `results`.

    Otherwise nothing is written there, and `tell` got every fault, in the documents' order.
    """
    is_sound = True
    with tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as spool:
        mark = b"[\n"
        try:
            for place, raw in documents(stream):
                try:
                    result = judge(raw)
                except FaultyDocument as faulty:
                    is_sound = False
                    for fault in faulty.faults:
                        tell(fault.under(place))
                    continue
                if is_sound:
                    spool.write(mark + _encoder.encode(result).encode())
                    mark = b",\n"
        except FaultyDocument as faulty:
            for fault in faulty.faults:
                tell(fault)
            return False
        if is_sound:
            spool.write(b"\n]\n" if mark != b"[\n" else b"[]\n")
            spool.seek(0)
            shutil.copyfileobj(spool, results, KEPT_IN_MEMORY)
    return is_sound


def judge_body(body: bytes, judge: Judge) -> dict[str, Any]:
    """Judge the one document of a request's body. Raises FaultyDocument with every fault."""
    return judge(one_value(body))
