"""Importing a clock's export through the pages: upload, preview, decision."""

import html
import io
import re
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staff.models import ImportState, Punch, PunchImport
from staff.selectors.attendance_turns import turns
from staff.services.upload_punches import upload_punches
from tests.evidence import picture
from tests.staffed import NOW, Department, read_in, uploaded, workbook
from tests.views.acting import client_of, text_of
from tests.world import World
from yibin_service.foundation.files import upload_handlers
from yibin_service.foundation.files.errors import UnacceptedContent
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.runner import run_next_job
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
HEAD = ("工号", "姓名", "日期", "打卡时间")
GOOD = [("0312", "王海涛", "2026-10-08", "08:41"), ("0312", "王海涛", "2026-10-08", "17:35")]
STRANGER = ("0999", "某人", "2026-10-08", "08:30")


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def department(world: World) -> Department:
    return Department(world)


@pytest.fixture
def hr(department: Department) -> Client:
    return client_of(department.world, "hr")


def send(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {"act_id": str(uuid.uuid4()), **fields})


def test_a_file_goes_from_upload_to_punches(hr: Client, department: Department) -> None:
    upload = uploaded(department.world.hr, workbook(HEAD, *GOOD))
    answer = send(hr, "/staff/punches/new/", export=str(upload.pk))
    source = PunchImport.objects.get()
    assert answer["Location"] == source.get_absolute_url()
    assert "排队中" in text_of(hr.get(source.get_absolute_url()))
    assert run_next_job()
    assert hr.get(f"{source.get_absolute_url()}progress/")["HX-Refresh"] == "true"
    shown = text_of(hr.get(source.get_absolute_url()))
    assert "确认导入 2条" in shown
    assert "08:41" in shown and "新打卡" in shown
    assert send(hr, f"{source.get_absolute_url()}take/").status_code == 302
    assert Punch.objects.count() == 2
    assert "已导入" in text_of(hr.get("/staff/punches/"))


def test_an_upload_without_a_file_says_so(hr: Client) -> None:
    answer = send(hr, "/staff/punches/new/")
    assert answer.status_code == 422
    assert "请上传" in text_of(answer)
    assert not PunchImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打卡.xlsx", "带密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "打卡.xls", "旧版"),
        (b"<html><table>", "打卡.xls", "网页"),
        (b"", "打卡.csv", "空文件"),
    ],
)
def test_what_is_no_table_is_refused_at_the_upload(hr: Client, content: bytes, name: str, words: str) -> None:
    sent = io.BytesIO(content)
    sent.name = name
    answer = hr.post("/files/?field=export", {"file": sent})
    assert answer.status_code >= 400
    assert words in answer.json()["message"]


PDF = b"%PDF-1.7\n1 0 obj << >> endobj"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [(PDF, "十月打卡.pdf", "是 PDF，"), (PDF, "十月打卡.xlsx", "是 PDF，"), (picture(), "打卡.csv", "是照片，")],
)
def test_another_kind_of_file_is_refused_as_it_is_picked_whatever_it_is_called(
    hr: Client, content: bytes, name: str, words: str
) -> None:
    address = re.search(r'data-upload-url="([^"]+)"', text_of(hr.get("/staff/punches/new/")))
    assert address is not None
    answer = hr.post(html.unescape(address.group(1)), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422 and not Attachment.objects.exists()
    told = answer.json()["message"]
    assert words in told and "请从考勤机或钉钉、企业微信导出 .xlsx 或 .csv 再传" in told
    assert hr.post("/files/?field=papers", {"file": SimpleUploadedFile(name, content)}).status_code == 201


def test_another_kind_of_file_uploaded_elsewhere_is_refused_with_the_form_and_by_program(
    hr: Client, department: Department
) -> None:
    upload = uploaded(department.world.hr, PDF, "十月打卡.pdf")
    answer = send(hr, "/staff/punches/new/", export=str(upload.pk))
    assert answer.status_code == 422 and "不是 Excel 或 CSV 表" in text_of(answer)
    answer = hr.post("/api/staff/punches/new/", {"export": [str(upload.pk)]}, content_type="application/json")
    assert answer.status_code == 422 and "不是 Excel 或 CSV 表" in str(answer.json())
    with pytest.raises(UnacceptedContent):
        upload_punches(attachments=[upload], by=department.world.hr, at=NOW)
    assert not PunchImport.objects.exists() and not Job.objects.exists()


@pytest.mark.parametrize("most", [101, 2])
def test_a_workbook_of_more_than_any_month_has_is_not_taken_and_told_how_to_export(
    hr: Client, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """21 MB are above the limit in force; what is above any limit (200 MB, here as 2) is not even received."""
    monkeypatch.setattr(upload_handlers, "MOST_BYTES", most * 1024 * 1024)
    sent = io.BytesIO(b"PK\x03\x04" + b"\x00" * (21 * 1024 * 1024))
    sent.name = "打卡.xlsx"
    answer = hr.post("/files/?field=export", {"file": sent})
    assert answer.status_code == 413
    assert "按月分开导出" in answer.json()["message"]
    assert not Attachment.objects.exists()


def test_a_bomb_that_is_small_on_the_way_is_told_on_its_page(hr: Client, department: Department) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(HEAD, *GOOD))) as good, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in good.namelist():
            bomb.writestr(name, good.read(name))
        with bomb.open("xl/worksheets/sheet2.xml", "w") as part:
            for _ in range(251):
                part.write(b"\x00" * 1024 * 1024)
    source = read_in(department.world.hr, kept.getvalue())
    assert (source.state, Punch.objects.count()) == (ImportState.UNREADABLE, 0)
    assert "太大" in text_of(hr.get(source.get_absolute_url()))


def test_two_columns_swapped_are_told_on_the_page_and_nothing_is_taken(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(HEAD, *[(name, number, day, at) for number, name, day, at in GOOD]))
    assert source.state == ImportState.UNREADABLE
    assert "两列的表头对调了" in text_of(hr.get(source.get_absolute_url()))


def test_a_text_of_five_megabytes_is_taken_as_text(hr: Client, department: Department) -> None:
    line = "0312,王海涛,2026-10-08,08:41\n"
    upload = uploaded(department.world.hr, ("工号,姓名,日期,打卡时间\n" + line * 130_000).encode(), "打卡.csv")
    assert upload.file.media_type.startswith("text/plain")


def test_faulty_rows_are_listed_and_the_decision_asks_for_a_word(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(HEAD, *GOOD, STRANGER))
    shown = text_of(hr.get(f"{source.get_absolute_url()}?show=faults"))
    assert "工号查不到" in shown and "没有工号 0999 的员工" in shown and "08:41" not in shown
    answer = send(hr, f"{source.get_absolute_url()}take/")
    assert answer.status_code == 422
    assert not Punch.objects.exists()
    assert send(hr, f"{source.get_absolute_url()}take/", leaves_out_faults="on").status_code == 302
    assert Punch.objects.count() == 2
    assert "没有工号 0999 的员工" in text_of(hr.get(source.get_absolute_url()))


def test_a_file_taken_before_says_that_nothing_changes(hr: Client, department: Department) -> None:
    content = workbook(HEAD, *GOOD)
    send(hr, f"{read_in(department.world.hr, content).get_absolute_url()}take/")
    again = text_of(hr.get(read_in(department.world.hr, content).get_absolute_url()))
    assert "没有新打卡" in again and "吴敏导入过" in again and "确认导入" not in again
    assert Punch.objects.count() == 2


def test_the_same_press_of_the_button_twice_takes_once_and_answers_the_same(hr: Client, department: Department) -> None:
    source, act_id = read_in(department.world.hr, workbook(HEAD, *GOOD)), str(uuid.uuid4())
    answers = [hr.post(f"{source.get_absolute_url()}take/", {"act_id": act_id}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Punch.objects.count() == 2


def test_a_taken_file_can_be_neither_taken_nor_dropped_again(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(HEAD, *GOOD))
    send(hr, f"{source.get_absolute_url()}take/")
    for verb in ("take", "drop"):
        assert send(hr, f"{source.get_absolute_url()}{verb}/").status_code == 409
        assert hr.get(f"{source.get_absolute_url()}{verb}/").status_code == 409


def test_a_file_left_aside_takes_nothing(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(HEAD, *GOOD))
    assert send(hr, f"{source.get_absolute_url()}drop/").status_code == 302
    source.refresh_from_db()
    assert source.state == ImportState.DROPPED
    assert not Punch.objects.exists()
    assert hr.get(source.get_absolute_url()).status_code == 200


def test_a_file_that_cannot_be_read_shows_why(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(("项目", "金额"), ("纸", 3)))
    shown = text_of(hr.get(source.get_absolute_url()))
    assert "没有认出表头" in shown and "一条也没有导入" in shown
    assert Job.objects.get().state == JobState.FAILED
    listed = text_of(hr.get("/jobs/"))
    assert "未完成：没有认出表头" in listed and "已完成" not in listed
    page = text_of(hr.get(f"/jobs/{source.job_id}/"))
    assert "没有认出表头" in page and "重新执行" not in page


def test_the_raw_file_is_opened_by_those_who_may_import_alone(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(HEAD, *GOOD))
    assert hr.get(f"/files/{source.file_id}/").status_code == 200
    for who in ("service_engineer", "auditor", "deputy_gm"):
        assert client_of(department.world, who).get(f"/files/{source.file_id}/").status_code == 404


def test_a_program_imports_the_same_way(hr: Client, department: Department) -> None:
    upload = uploaded(department.world.hr, workbook(HEAD, *GOOD))
    answer = hr.post("/api/staff/punches/new/", {"export": [str(upload.pk)]}, content_type="application/json")
    assert answer.status_code == 202
    assert run_next_job()
    taken = hr.post(f"/api/staff/punches/{answer.json()['import']}/take/", {}, content_type="application/json")
    assert taken.json()["taken"] == 2


def waiting(department: Department, who: str) -> list[tuple[str, str]]:
    """What of imports stands on this person's workbench: the act and its fact."""
    found = turns(getattr(department.world, who), NOW)
    return [(turn.verb, turn.fact) for turn in found if turn.url.startswith("/staff/punches/")]


def test_a_file_that_was_read_waits_on_the_workbench_of_those_who_may_take_it(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(HEAD, *GOOD, STRANGER))
    for who in ("hr", "service_manager"):
        assert waiting(department, who) == [("确认打卡导入", "新打卡 2条，有问题 1条；吴敏上传")]
    assert waiting(department, "service_engineer") == []
    assert "确认打卡导入" in text_of(hr.get("/"))
    send(hr, f"{source.get_absolute_url()}take/", leaves_out_faults="on")
    assert waiting(department, "hr") == []


def test_a_file_that_cannot_be_read_is_told_to_its_uploader_until_left_aside(hr: Client, department: Department) -> None:
    source = read_in(department.world.hr, workbook(("项目", "金额"), ("纸", 3)))
    assert waiting(department, "hr") == [("打卡文件没有读出", source.trouble[:120])]
    assert waiting(department, "service_manager") == []
    assert "没有读出" in InboxMessage.objects.get(key=f"punch-import:{source.pk}:unreadable").title
    assert "放弃导入" in text_of(hr.get(source.get_absolute_url()))
    assert send(hr, f"{source.get_absolute_url()}drop/").status_code == 302
    assert waiting(department, "hr") == []


def test_a_failed_file_goes_from_the_workbench_once_another_is_sent(department: Department) -> None:
    read_in(department.world.hr, workbook(("项目", "金额"), ("纸", 3)))
    read_in(department.world.hr, workbook(HEAD, *GOOD), when=NOW + timedelta(minutes=5))
    assert [verb for verb, _ in waiting(department, "hr")] == ["确认打卡导入"]


def test_a_reading_that_broke_off_is_told_and_may_be_left_aside(
    hr: Client, department: Department
) -> None:
    source = upload_punches(attachments=[uploaded(department.world.hr, workbook(HEAD, *GOOD))], by=department.world.hr, at=NOW)
    assert send(hr, f"{source.get_absolute_url()}drop/").status_code == 409
    Job.objects.filter(pk=source.job_id).update(state=JobState.FAILED, error="没有做成：编号 7F")
    assert waiting(department, "hr") == [("打卡文件没有读出", "没有做成：编号 7F")]
    assert send(hr, f"{source.get_absolute_url()}drop/").status_code == 302
    assert waiting(department, "hr") == []
