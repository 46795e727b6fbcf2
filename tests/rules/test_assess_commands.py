"""`manage.py assess` and `assess_attendance` as a shell sees them, with no database running."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.rules.made import case, compensated, day, exchange, judge, judge_month, month, repulped

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "# no database answered: regulation versions are read from the files that come with the product"
NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing", "VAR_DIR": "/nonexistent"}


def run(command: str, text: Any, *, file: str = "-") -> subprocess.CompletedProcess[bytes]:
    raw = text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text)).encode()
    environment = os.environ | NOWHERE | {"LANG": "C", "PYTHONPATH": ""}
    arguments = [sys.executable, "manage.py", command, file]
    return subprocess.run(arguments, input=raw, capture_output=True, cwd=ROOT, env=environment, timeout=60)


def told(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """The lines of standard error without notices."""
    return [line for line in done.stderr.decode().splitlines() if not line.startswith("# ")]


def test_a_single_case_prints_a_list_of_one() -> None:
    done = run("assess", case(settlements=[repulped("3.250")]))
    assert (done.returncode, told(done)) == (0, [])
    assert json.loads(done.stdout) == [judge(case(settlements=[repulped("3.250")]))]


def test_a_list_prints_its_results_in_order_with_chinese_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([case(ref="甲"), case(ref="乙")]), encoding="utf-8")
    done = run("assess", "", file=str(path))
    assert [result["ref"] for result in json.loads(done.stdout)] == ["甲", "乙"]
    assert "甲".encode() in done.stdout


def test_an_empty_list_prints_an_empty_list() -> None:
    done = run("assess", "[]")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_without_a_database_the_files_are_read_and_a_notice_says_so() -> None:
    assert run("assess", "[]").stderr.decode().splitlines() == [NOTICE]


def test_faults_go_to_standard_error_with_their_place_and_nothing_is_printed() -> None:
    bad = case(settlements=[repulped("0"), {"kind": "gift"}])
    done = run("assess", [case(), case(), case(), bad])
    assert (done.returncode, done.stdout) == (2, b"")
    assert told(done) == [
        "[3].settlements[0].tonnes: must be greater than 0",
        "[3].settlements[1].kind: must be one of return, compensate, exchange",
    ]


def test_the_faults_of_a_single_object_have_no_index() -> None:
    done = run("assess", case(settlements=[repulped("0")]))
    assert (done.returncode, told(done)) == (2, ["settlements[0].tonnes: must be greater than 0"])


def test_contradictions_are_faults_like_any_other() -> None:
    done = run("assess", [case(cause="transport", settlements=[compensated("1.000", "1.00", "output")])])
    assert done.returncode == 2
    assert [line.partition(":")[0] for line in told(done)] == ["[0].settlements[0].method"]


@pytest.mark.parametrize("text", ["5", '"x"', "null", "", "{", "not json", b"\xff\xff", "[" * 50_000])
def test_a_document_of_the_wrong_kind_is_a_fault_of_the_whole(text: str | bytes) -> None:
    done = run("assess", text)
    assert (done.returncode, done.stdout) == (2, b"")
    assert [line.partition(": ")[0] for line in told(done)] == ["$"]


def test_an_element_that_is_no_object_is_a_fault_at_its_index() -> None:
    assert told(run("assess", [case(), 7])) == ["[1]: must be an object"]


def test_a_broken_end_prints_nothing_of_the_sound_beginning() -> None:
    done = run("assess", json.dumps([case()] * 3)[:-1] + ", {")
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_file_that_is_not_there_is_a_fault_of_the_whole() -> None:
    done = run("assess", "", file="/nonexistent/cases.json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("$: cannot be read")


def test_a_folder_is_no_document() -> None:
    assert run("assess", "", file="/").returncode == 2


def test_a_key_in_chinese_can_be_told_whatever_the_terminals_language() -> None:
    done = run("assess", case(颜色=1))
    assert done.returncode == 2 and b"is not a known key" in done.stderr


def test_a_month_is_judged_from_standard_input() -> None:
    document = month(day(in_="08:41"))
    done = run("assess_attendance", document)
    assert (done.returncode, json.loads(done.stdout)) == (0, [judge_month(document)])


def test_faults_of_a_month_are_told_the_same_way() -> None:
    done = run("assess_attendance", [month(day()), month(day("2026-11-01"))])
    assert (done.returncode, done.stdout) == (2, b"")
    assert told(done) == ["[1].days[0].date: must be a day of 2026-10"]


def test_many_cases_need_no_more_memory_than_few(tmp_path: Path) -> None:
    peaks = []
    for count in (200, 6_000):
        path = tmp_path / "cases.json"
        path.write_text(json.dumps([case(settlements=[exchange("1.00")])] * count), encoding="utf-8")
        child = subprocess.Popen(
            [sys.executable, "manage.py", "assess", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=os.environ | NOWHERE,
        )
        _, status, usage = os.wait4(child.pid, 0)
        assert status == 0
        peaks.append(usage.ru_maxrss)
    assert peaks[1] < peaks[0] * 1.15
