"""A clock's export: read into a preview, decided on once, taken as a whole."""

import threading
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from staff.models import ImportState, Punch, PunchRow
from staff.rules.punch_file import Verdict
from staff.services.drop_punches import drop_punches
from staff.services.errors import FaultsNotAccepted, ImportDecided
from staff.services.take_punches import take_punches
from staff.services.upload_punches import upload_punches
from tests.staffed import NOW, Department, employed, left, read_in, uploaded, workbook
from tests.world import World
from yibin_service.foundation.acts.errors import NotAllowed

HEAD = ("工号", "姓名", "日期", "打卡时间")
DAY = "2026-10-08"
GOOD = [("0312", "王海涛", DAY, "08:41"), ("0312", "王海涛", DAY, "17:35"), ("0315", "李敏", DAY, "08:20")]


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def department(world: World) -> Department:
    return Department(world)


def verdicts(source: Any) -> dict[int, str]:
    return dict(PunchRow.objects.filter(source=source).values_list("line", "verdict"))


@pytest.mark.django_db
def test_a_file_is_read_into_a_preview_and_nothing_is_taken(department: Department) -> None:
    source = read_in(department.world.hr, workbook(HEAD, *GOOD))
    assert (source.state, source.row_count, source.new_count, source.fault_count) == (ImportState.READ, 3, 3, 0)
    assert (source.first_on, source.last_on) == (date(2026, 10, 8), date(2026, 10, 8))
    assert source.columns["工号"] == "工号"
    assert not Punch.objects.exists()


@pytest.mark.django_db
def test_confirmed_the_rows_are_punches_and_the_sound_rows_of_the_preview_go(department: Department) -> None:
    world = department.world
    taken = take_punches(source=read_in(world.hr, workbook(HEAD, *GOOD)), leaves_out_faults=False, by=world.hr, at=NOW)
    found = Punch.objects.filter(employee=department.wang).values_list("on", "at", "side")
    assert list(found) == [(date(2026, 10, 8), time(8, 41), ""), (date(2026, 10, 8), time(17, 35), "")]
    assert (taken.state, taken.taken_count, taken.rows.count()) == (ImportState.TAKEN, 3, 0)


@pytest.mark.django_db
def test_the_same_file_again_has_nothing_new_and_changes_nothing(department: Department) -> None:
    world, content = department.world, workbook(HEAD, *GOOD)
    take_punches(source=read_in(world.hr, content), leaves_out_faults=False, by=world.hr, at=NOW)
    before = list(Punch.objects.order_by("pk").values_list())
    again = read_in(world.hr, content)
    assert (again.new_count, again.known_count) == (0, 3)
    assert take_punches(source=again, leaves_out_faults=False, by=world.hr, at=NOW).taken_count == 0
    assert list(Punch.objects.order_by("pk").values_list()) == before


@pytest.mark.django_db
def test_each_kind_of_row_is_told_apart(department: Department) -> None:
    world = department.world
    left(employed(world, "0400", "赵强"), date(2026, 10, 7))
    rows = [
        *GOOD[:1],
        ("0312", "王海涛", DAY, "08:41:30"),  # the same minute
        ("0999", "某人", DAY, "08:30"),
        ("0312", "李敏", DAY, "08:30"),
        ("0312", "王海涛", "2199-10-08", "08:30"),
        ("0312", "王海涛", "2025-12-31", "08:30"),
        ("0400", "赵强", "2026-10-07", "08:30"),
        ("0400", "赵强", DAY, "08:30"),
        ("0312", "王海涛", DAY, "八点半"),
        ("0312", "王海涛", DAY, "未打卡"),
    ]
    source = read_in(world.hr, workbook(HEAD, *rows))
    V = Verdict
    assert list(verdicts(source).values()) == [
        V.NEW, V.TWICE, V.UNKNOWN_PERSON, V.WRONG_NAME, V.FUTURE, V.BEFORE_ENTRY, V.NEW, V.AFTER_LEAVING,
        V.UNREADABLE, V.EMPTY,
    ]  # fmt: skip
    assert (source.new_count, source.known_count, source.empty_count, source.fault_count) == (2, 1, 1, 6)
    trouble = PunchRow.objects.get(source=source, verdict=V.UNREADABLE)
    assert "八点半" in trouble.detail


@pytest.mark.django_db
def test_faulty_rows_stay_out_only_after_it_is_said(department: Department) -> None:
    world = department.world
    source = read_in(world.hr, workbook(HEAD, *GOOD, ("0999", "某人", DAY, "08:30")))
    with pytest.raises(FaultsNotAccepted):
        take_punches(source=source, leaves_out_faults=False, by=world.hr, at=NOW)
    assert not Punch.objects.exists()
    taken = take_punches(source=source, leaves_out_faults=True, by=world.hr, at=NOW)
    assert (taken.taken_count, Punch.objects.count()) == (3, 3)
    assert taken.rows.get().verdict == Verdict.UNKNOWN_PERSON


@pytest.mark.django_db
def test_whoever_left_since_the_preview_gets_no_punch_after_that_day(department: Department) -> None:
    world = department.world
    source = read_in(world.hr, workbook(HEAD, *GOOD))
    left(department.li, date(2026, 10, 7))
    assert take_punches(source=source, leaves_out_faults=False, by=world.hr, at=NOW).taken_count == 2
    assert not Punch.objects.filter(employee=department.li).exists()


@pytest.mark.django_db
def test_a_dropped_file_takes_nothing_and_cannot_be_taken_any_more(department: Department) -> None:
    world = department.world
    source = drop_punches(source=read_in(world.hr, workbook(HEAD, *GOOD)), by=world.hr, at=NOW)
    assert (source.state, source.rows.count()) == (ImportState.DROPPED, 0)
    with pytest.raises(ImportDecided):
        take_punches(source=source, leaves_out_faults=True, by=world.hr, at=NOW)
    assert not Punch.objects.exists()


@pytest.mark.django_db
def test_a_new_reading_of_the_same_content_puts_the_undecided_one_aside(department: Department) -> None:
    world, content = department.world, workbook(HEAD, *GOOD)
    first, second = read_in(world.hr, content), read_in(world.hr, content)
    first.refresh_from_db()
    assert (first.state, second.state) == (ImportState.DROPPED, ImportState.READ)


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_says_why_and_leaves_no_rows(department: Department) -> None:
    source = read_in(department.world.hr, workbook(("姓名", "日期", "打卡时间"), ("王海涛", DAY, "08:30")))
    assert source.state == ImportState.UNREADABLE
    assert "工号" in source.trouble
    assert not source.rows.exists()


@pytest.mark.django_db
def test_an_engineer_may_neither_upload_nor_take(department: Department) -> None:
    world = department.world
    with pytest.raises(NotAllowed):
        upload_punches(
            attachments=[uploaded(world.service_engineer, workbook(HEAD, *GOOD))], by=world.service_engineer, at=NOW
        )
    source = read_in(world.hr, workbook(HEAD, *GOOD))
    with pytest.raises(NotAllowed):
        take_punches(source=source, leaves_out_faults=True, by=world.service_engineer, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"at": time(8, 0)}, None])
def test_a_punch_can_be_neither_changed_nor_deleted(department: Department, change: Any) -> None:
    world = department.world
    take_punches(source=read_in(world.hr, workbook(HEAD, *GOOD)), leaves_out_faults=False, by=world.hr, at=NOW)
    rows = Punch.objects.all()
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        rows.update(**change) if change else rows.delete()
    assert rows.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_takes_and_the_other_hears_it(department: Department) -> None:
    world = department.world
    source, start = read_in(world.hr, workbook(HEAD, *GOOD)), threading.Barrier(2)
    heard: list[str] = []

    def confirm() -> None:
        try:
            start.wait(timeout=10)
            take_punches(source=source, leaves_out_faults=False, by=world.hr, at=NOW)
            heard.append("taken")
        except ImportDecided:
            heard.append("decided")
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(heard) == ["decided", "taken"]
    assert Punch.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_presses_taken_at_once_write_each_once(department: Department) -> None:
    world = department.world
    sources = [read_in(world.hr, workbook(HEAD, *rows)) for rows in (GOOD, GOOD[::-1])]
    start = threading.Barrier(2)
    counts: list[int] = []

    def confirm(source: Any) -> None:
        try:
            start.wait(timeout=10)
            counts.append(take_punches(source=source, leaves_out_faults=False, by=world.hr, at=NOW).taken_count)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(counts) == [0, 3]
    assert Punch.objects.count() == 3
