"""Exports of attendance clocks in every dress they come in."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from staff.importers import clock_file, tables, workbook_limits
from staff.importers.cells import read_day, read_moments
from staff.importers.clock_file import ClockFile, read_clock_file
from staff.importers.errors import UnreadableCell, UnreadableFile
from tests.staffed import workbook

DAY = date(2026, 10, 8)
CSV = "考勤号码,姓名,日期时间\r\n0312,王海涛,2026-10-08 08:41:07\r\n0312,王海涛,2026/10/8 17:35\r\n"


def read(content: bytes) -> ClockFile:
    return read_clock_file(io.BytesIO(content))


def presses(content: bytes) -> list[tuple[str, str, str]]:
    """Number, day and time with its side: 「in 08:41」."""
    return [
        (one.number, f"{one.on}", f"{one.side} {one.at:%H:%M}".strip() if one.at else one.trouble)
        for one in read(content).presses
    ]


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read(content)
    return refusal.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_text_is_read_in_every_encoding(encoding: str) -> None:
    assert presses(CSV.encode(encoding)) == [("0312", "2026-10-08", "08:41"), ("0312", "2026-10-08", "17:35")]


def test_tabs_and_semicolons_part_columns_too() -> None:
    for separator in "\t;":
        assert len(presses(CSV.replace(",", separator).encode())) == 2


def test_numbers_that_clocks_protect_from_excel_keep_their_zeros() -> None:
    assert presses(b'\xef\xbb\xbf' + '工号,日期,打卡时间\n="0312",2026-10-08,08:41\n'.encode())[0][0] == "0312"


def test_one_row_a_press_with_excel_dates_and_times() -> None:
    content = workbook(("工号", "姓名", "日期", "时间"), (312, "王海涛", DAY, time(8, 41)), (312, "王海涛", datetime(2026, 10, 8), time(17, 35, 59)))
    assert presses(content) == [("312", "2026-10-08", "08:41"), ("312", "2026-10-08", "17:35")]


def test_one_row_a_day_tells_the_sides() -> None:
    content = workbook(("人员编号", "姓名", "日期", "上班打卡", "下班打卡"), ("0312", "王海涛", "2026/10/8", "08:41", "17:35"), ("0312", "王海涛", "2026/10/9", "08:20", "未打卡"))
    assert presses(content) == [
        ("0312", "2026-10-08", "in 08:41"),
        ("0312", "2026-10-08", "out 17:35"),
        ("0312", "2026-10-09", "in 08:20"),
    ]


@pytest.mark.parametrize("number", ["工号", "考勤号码", "员工编号"])
@pytest.mark.parametrize(("came", "went"), [("上班打卡", "下班打卡"), ("签到", "签退"), ("签到时间", "签退时间"), ("最早", "最晚")])
def test_the_columns_of_a_day_are_found_by_the_names_clocks_give_them(number: str, came: str, went: str) -> None:
    content = workbook((went, "姓名", came, number, "日期"), ("17:35", "王海涛", "08:41", "0312", "2026/10/8"))
    assert presses(content) == [("0312", "2026-10-08", "in 08:41"), ("0312", "2026-10-08", "out 17:35")]


@pytest.mark.parametrize("name", ["时间", "打卡时间", "刷卡时间", "打卡记录"])
@pytest.mark.parametrize("day", ["2026/10/8", "2026-10-08", DAY, datetime(2026, 10, 8)])
def test_the_columns_of_a_press_are_found_whatever_the_day_is_written_as(name: str, day: Any) -> None:
    assert presses(workbook(("姓名", name, "日期", "工号"), ("王海涛", "08:41", day, "0312"))) == [("0312", "2026-10-08", "08:41")]


def test_several_times_in_one_cell_are_several_presses() -> None:
    content = workbook(("工号", "日期", "打卡时间"), ("0312", "2026年10月8日", "08:20 12:01\n13:10;17:33"))
    assert [time for _, _, time in presses(content)] == ["08:20", "12:01", "13:10", "17:33"]


def test_a_column_tells_which_side_a_press_is() -> None:
    content = workbook(("工号", "打卡时间", "打卡类型"), ("0312", datetime(2026, 10, 8, 8, 41), "上班打卡"), ("0312", "2026-10-08 17:35", "签退"))
    assert [time for _, _, time in presses(content)] == ["in 08:41", "out 17:35"]


def test_titles_above_the_headings_and_a_second_sheet_are_no_hindrance() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["说明：本表由系统导出"])
    sheet = book.create_sheet("每日统计")
    for row in (["考勤月报"], ["2026-10-01 至 2026-10-31"], [None, "工号", "姓 名*", "日期", "最早", "最晚"], [1, "0312", "王海涛", "2026-10-08 星期四", "08:41", "次日00:12"]):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    found = read(kept.getvalue())
    assert found.sheet == "每日统计"
    assert [(one.line, str(one.on), f"{one.at:%H:%M}") for one in found.presses] == [(4, "2026-10-08", "08:41"), (4, "2026-10-09", "00:12")]


def test_the_scheduled_hours_of_a_clocks_table_are_not_taken_for_punches() -> None:
    content = workbook(("考勤号码", "姓名", "日期", "上班时间", "下班时间", "签到时间", "签退时间"), ("312", "王海涛", "2026-10-08", "08:30", "17:30", "08:41", "17:35"))
    assert [time for _, _, time in presses(content)] == ["in 08:41", "out 17:35"]


def test_a_workbook_is_known_by_its_content_and_not_by_its_name() -> None:
    assert read(workbook(("工号", "日期时间"), ("0312", "2026-10-08 08:41"))).row_count == 1


def test_a_faulty_cell_is_its_rows_trouble_alone() -> None:
    content = workbook(("工号", "日期", "打卡时间"), ("0312", "10月8日", "08:41"), ("0312", "2026-02-30", "08:41"), ("0312", "2026-10-08", "25:10"), ("0312", "2026-10-08", "08:41"))
    troubles = [time for _, _, time in presses(content)]
    assert [trouble[:2] for trouble in troubles] == ["日期", "日期", "时间", "08"]


def test_a_formula_is_named_and_not_worked_out() -> None:
    content = workbook(("工号", "日期", "打卡时间"), ("0312", "2026-10-08", "=TIME(8,41,0)"), ("0312", "=cmd|' /C calc'!A0", "08:41"))
    assert all("公式" in time for _, _, time in presses(content))


def test_empty_rows_are_passed_over_and_lines_counted_as_in_the_file() -> None:
    content = workbook(("工号", "日期时间"), (None, None), ("0312", "2026-10-08 08:41"))
    assert [one.line for one in read(content).presses] == [3]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("姓名", "日期", "打卡时间"), ("王海涛", "2026-10-08", "08:41")], "工号"),
        ([("工号", "上班打卡", "下班打卡"), ("0312", "08:41", "17:35")], "日期"),
        ([("项目", "金额"), ("纸", "3")], "没有认出表头"),
        ([("工号", "姓名", "日期时间")], "没有打卡记录"),
        ([("工号", "姓名", "日期时间"), ("王海涛", "0312", "2026-10-08 08:41")], "对调"),
        ([("工号", "日期", "时间"), ("0312", "08:41", "2026-10-08")], "对调"),
    ],
)
def test_a_table_that_lacks_something_says_what(rows: list[tuple[str, ...]], words: str) -> None:
    assert words in refused(workbook(*rows))


def broken(content: bytes) -> bytes:
    """A workbook whose sheet is cut off in the middle."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(kept, "w") as torn:
        for name in whole.namelist():
            body = whole.read(name)
            torn.writestr(name, body[: len(body) // 2] if "sheet1" in name else body)
    return kept.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
GOOD = workbook(("工号", "日期时间"), ("0312", "2026-10-08 08:41"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有内容"),
        (b" \r\n", "没有内容"),
        (GOOD[: len(GOOD) // 2], "打不开"),
        (broken(GOOD), "打不开"),
        (b"PK\x03\x04" + b"\x00" * 100, "打不开"),
        (OLE, "旧版"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("<html><table><tr><td>工号".encode(), "网页"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是 Excel"),
        ("工号,日期时间".encode() + b"\xff\xff\xff", "认不出"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    message = refused(content)
    assert words in message
    assert "请" in message


def test_a_locked_archive_is_called_locked() -> None:
    content = bytearray(GOOD)
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 0x1
    assert "密码" in refused(bytes(content))


def test_a_bomb_is_refused_by_its_directory_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/sheet1.xml", "w") as part:
        for _ in range(251):
            part.write(b"\x00" * workbook_limits.MEGABYTE)
    monkeypatch.setattr(tables, "load_workbook", lambda *args, **kwargs: pytest.fail("it was opened"))
    assert len(kept.getvalue()) < workbook_limits.MEGABYTE
    assert "太大" in refused(kept.getvalue())


def test_entities_that_grow_are_not_unfolded() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as whole, zipfile.ZipFile(kept, "w") as evil:
        for name in whole.namelist():
            body = whole.read(name)
            if "sheet1" in name:
                body = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>' + body[body.index(b"<worksheet") :].replace(b"<sheetData>", b"<sheetData>&c;")
            evil.writestr(name, body)
    assert "打不开" in refused(kept.getvalue())


@pytest.mark.parametrize(("rows", "is_read"), [(5, True), (6, False)])
def test_no_more_rows_than_a_month_of_any_mill(monkeypatch: pytest.MonkeyPatch, rows: int, is_read: bool) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 6)
    table: list[tuple[Any, ...]] = [("工号", "日期时间"), *[("0312", "2026-10-08 08:41")] * rows]
    for content in (workbook(*table), "\n".join(",".join(row) for row in table).encode()):
        if is_read:
            assert read(content).row_count == rows
        else:
            assert "按月" in refused(content)


@pytest.mark.parametrize(("times", "is_read"), [(40, True), (41, False)])
def test_a_row_with_more_times_than_a_day_has_is_its_own_trouble(times: int, is_read: bool) -> None:
    cell = " ".join(f"{8 + place // 60:02}:{place % 60:02}" for place in range(times))
    found = read(workbook(("工号", "日期", "打卡时间"), ("0312", "2026-10-08", cell))).presses
    assert (len(found) == times) is is_read
    assert ("请核对" in found[0].trouble) is not is_read


@pytest.mark.parametrize(("most", "is_read"), [(4, True), (3, False)])
def test_presses_beyond_what_a_mill_has_are_refused(monkeypatch: pytest.MonkeyPatch, most: int, is_read: bool) -> None:
    monkeypatch.setattr(clock_file, "MOST_PRESSES", most)
    content = workbook(("工号", "日期", "打卡时间"), *[("0312", "2026-10-08", "08:41 17:35")] * 2)
    if is_read:
        assert len(read(content).presses) == most
    else:
        assert "按月" in refused(content)


def test_columns_nobody_asks_for_do_not_make_a_row() -> None:
    content = workbook(("工号", "日期时间", "备注"), ("0312", "2026-10-08 08:41", ""), ("", "", "制表：吴敏"))
    assert read(content).row_count == 1


@pytest.mark.parametrize(
    "cell", ["2026-10-08", "2026/10/8", "2026.10.08", "2026年10月8日", "20261008", 20261008, "26-10-08 星期四", "２０２６-10-08", 46303, date(2026, 10, 8), datetime(2026, 10, 8), "2026-10-08 00:00:00", "2026-10-08(周四)"]
)
def test_a_day_is_read_as_clocks_write_it(cell: Any) -> None:
    assert read_day(cell) == DAY


@pytest.mark.parametrize("cell", ["", None, "10/8/2026", "昨天", "2026-13-01", "1889-10-08", 12, "=A1", True])
def test_what_is_no_day_is_not_guessed(cell: Any) -> None:
    with pytest.raises(UnreadableCell):
        read_day(cell)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("8:41", "08:41"),
        ("08:41:59", "08:41"),
        ("上午 8:41", "08:41"),
        ("下午5:31", "17:31"),
        ("5:31 PM", "17:31"),
        ("12:10 AM", "00:10"),
        ("０８：４１", "08:41"),
        ("迟到(08:41)", "08:41"),
        (0.5, "12:00"),
        (8 / 24, "08:00"),
        (46303.5, "12:00"),
        (time(8, 41, 30), "08:41"),
    ],
)
def test_a_time_is_read_to_the_minute(cell: Any, told: str) -> None:
    assert [f"{one.at:%H:%M}" for one in read_moments(cell)] == [told]


@pytest.mark.parametrize("cell", ["", None, "--", "未打卡", "缺卡", "休息", "/"])
def test_a_cell_that_says_nobody_pressed_is_no_fault(cell: Any) -> None:
    assert read_moments(cell) == []


@pytest.mark.parametrize("cell", ["八点", "08:41 王", "24:00", "8.5", 3, "=NOW()", "0841"])
def test_what_is_no_time_is_not_guessed(cell: Any) -> None:
    with pytest.raises(UnreadableCell):
        read_moments(cell)


def test_reading_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    content = workbook(("工号", "日期时间"), *[("0312", "2026-10-08 08:41")] * 4_100)
    read_clock_file(io.BytesIO(content), told.append)
    assert told == [2_000, 4_000]
