"""The JSON reader keeps numbers as written, sees repeated keys, and holds one element at a time."""

import io
from typing import Any

import pytest

from yibin_service.foundation.regulation import literal_json
from yibin_service.foundation.regulation.faults import FaultyDocument
from yibin_service.foundation.regulation.literal_json import RepeatingObject, documents, one_value


def read(raw: str | bytes) -> list[tuple[str, Any]]:
    return list(documents(io.BytesIO(raw.encode() if isinstance(raw, str) else raw)))


def test_a_single_object_stands_at_no_place() -> None:
    assert read('{"a": 1}') == [("", {"a": "1"})]


def test_the_elements_of_a_list_stand_at_their_index() -> None:
    assert read("[{}, 5, null]") == [("[0]", {}), ("[1]", "5"), ("[2]", None)]


def test_an_empty_list_has_no_documents() -> None:
    assert read(" [ ] \n") == []


@pytest.mark.parametrize("number", ["1.50", "1e2", "-0", "1.55e1", "123456789012345678901234567890.10", "9" * 5000])
def test_a_number_keeps_the_text_it_was_written_with(number: str) -> None:
    assert read(f'{{"a": {number}}}') == [("", {"a": number})]


def test_a_repeated_key_is_seen() -> None:
    ((_, value),) = read('{"a": 1, "b": 2, "a": 3}')
    assert isinstance(value, RepeatingObject)
    assert value.repeated == ["a"]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(b'\xef\xbb\xbf{"a": true}') == [("", {"a": True})]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "5",
        '"text"',
        "null",
        "{",
        '{"a" 1}',
        "{'a': 1}",
        "[{}",
        "[{},]",
        "[{} {}]",
        "[,]",
        "{} {}",
        "[] x",
        '{"a": 01}',
        '{"a": "\x01"}',
        '{"a": .5}',
        "[" * 100_000,
        '{"a":' * 100_000,
        b"\xff\xfe{\x00}\x00",
        b'{"a": "\xff"}',
    ],
)
def test_what_is_not_one_object_or_a_list_is_a_fault_of_the_whole(raw: str | bytes) -> None:
    with pytest.raises(FaultyDocument) as told:
        read(raw)
    assert [fault.line().startswith("$: ") for fault in told.value.faults] == [True]


def test_elements_before_a_broken_one_are_still_read() -> None:
    seen = []
    with pytest.raises(FaultyDocument):
        for place, _ in documents(io.BytesIO(b"[{}, {}, {]")):
            seen.append(place)
    assert seen == ["[0]", "[1]"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_the_window_may_cut_the_text_anywhere(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literal_json, "CHUNK", size)
    text = '[{"纸": "卷\\u5377\\ud83d\\ude00", "n": [1.25, -300, true]}, {"空": {}}, 12345, [[]]]'
    assert [value for _, value in read(text)] == [
        {"纸": "卷卷😀", "n": ["1.25", "-300", True]},
        {"空": {}},
        "12345",
        [[]],
    ]


def test_an_endless_element_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literal_json, "CHUNK", 64)
    monkeypatch.setattr(literal_json, "LONGEST_ELEMENT", 256)
    with pytest.raises(FaultyDocument):
        read('["' + "x" * 100_000)


def test_one_value_takes_exactly_one() -> None:
    assert one_value(b' {"a": 1.0} ') == {"a": "1.0"}
    with pytest.raises(FaultyDocument):
        one_value(b"{} {}")
