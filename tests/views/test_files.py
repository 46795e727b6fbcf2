"""Uploading and opening files through the browser's addresses."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.evidence import picture
from tests.world import World
from yibin_service.foundation.files import upload_handlers
from yibin_service.foundation.files.models import Attachment

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.users["sales_clerk"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, content: bytes | None = None, name: str = "洞穿.jpg", **more: Any) -> Any:
    file = SimpleUploadedFile(name, picture() if content is None else content, content_type="image/jpeg")
    headers = {"Accept": more.pop("accept", "application/json")}
    return client.post("/files/", {"file": file, **more}, headers=headers)


def test_an_upload_answers_with_its_id_name_size_and_address(clerk: Client) -> None:
    answer = send(clerk)
    assert answer.status_code == 201
    saved = Attachment.objects.get()
    assert answer.json() == {
        "id": str(saved.pk), "name": "洞穿.jpg", "size": len(picture()), "url": f"/files/{saved.pk}/",
    }


def test_the_browser_gets_a_tile_with_the_id_in_a_hidden_field(clerk: Client) -> None:
    answer = clerk.post("/files/?field=files", {"file": SimpleUploadedFile("<b>.jpg", picture())})
    saved = Attachment.objects.get()
    page = answer.content.decode()
    assert answer.status_code == 201
    assert f'<input type="hidden" name="files" value="{saved.pk}">' in page
    assert f"/files/{saved.pk}/preview/" in page
    assert "<b>" not in page


def test_the_name_of_the_hidden_field_cannot_be_made_up(clerk: Client) -> None:
    page = clerk.post('/files/?field="><script>', {"file": SimpleUploadedFile("a.jpg", picture())}).content.decode()
    assert 'name="attachments"' in page and "<script>" not in page


def test_the_same_upload_sent_twice_is_one_file(clerk: Client) -> None:
    act_id = str(uuid.uuid4())
    first, second = send(clerk, act_id=act_id), send(clerk, act_id=act_id)
    assert first.json() == second.json()
    assert Attachment.objects.count() == 1


def test_another_content_under_the_same_act_id_is_a_conflict(clerk: Client) -> None:
    act_id = str(uuid.uuid4())
    send(clerk, act_id=act_id)
    answer = send(clerk, picture(colour="red"), act_id=act_id)
    assert answer.status_code == 409
    assert Attachment.objects.count() == 1


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not(clerk: Client) -> None:
    head = b"%PDF-1.7\n"
    assert send(clerk, head + b" " * (20 * MB - len(head)), "a.pdf").status_code == 201
    answer = send(clerk, head + b" " * (20 * MB - len(head) + 1), "b.pdf")
    assert answer.status_code == 413
    assert "超过 20 MB" in answer.json()["message"]


def test_a_photo_of_fifty_megabytes_is_refused_with_its_name_and_the_limit(clerk: Client) -> None:
    answer = send(clerk, picture() + b"\0" * (50 * MB), "特写.jpg")
    assert answer.status_code == 413
    assert answer.json()["message"] == "「特写.jpg」50 MB，超过 20 MB，没有上传：请压缩、剪短，或改传照片"
    assert not Attachment.objects.exists()


def test_what_no_limit_could_allow_is_not_even_received(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_handlers, "MOST_BYTES", 2 * MB)
    answer = send(clerk, picture() + b"\0" * (3 * MB), "巨大.jpg")
    assert answer.status_code == 413
    assert "巨大.jpg" in answer.json()["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.jpg", b"MZ\x90\x00" + b"\x00" * 300),
        ("照片.jpg", b"<html><script>alert(1)</script></html>"),
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("空.jpg", b""),
    ],
)
def test_a_renamed_programme_page_or_drawing_is_refused(clerk: Client, name: str, content: bytes) -> None:
    answer = send(clerk, content, name)
    assert answer.status_code == 422
    assert name in answer.json()["message"]
    assert not Attachment.objects.exists()


def test_an_upload_without_a_file_says_so(clerk: Client) -> None:
    answer = clerk.post("/files/", {"file": "text"})
    assert answer.status_code == 422
    assert answer.json()["message"] == "没有收到文件：请重新选一个"


def test_a_file_comes_as_a_download_of_its_fixed_type(clerk: Client) -> None:
    url = send(clerk, name="页.html").json()["url"]
    answer = clerk.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == picture()


def test_a_picture_has_a_small_copy_and_a_text_has_none(clerk: Client) -> None:
    photo, text = send(clerk).json()["url"], send(clerk, "记录".encode(), "记录.txt").json()["url"]
    answer = clerk.get(f"{photo}preview/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == "inline"
    assert clerk.get(f"{text}preview/").status_code == 404


def test_another_person_is_told_that_there_is_no_such_file(clerk: Client, world: World) -> None:
    url = send(clerk).json()["url"]
    clerk.force_login(world.users["tech_head"], backend="django.contrib.auth.backends.ModelBackend")
    for address in (url, f"{url}preview/", f"/files/{uuid.uuid4()}/"):
        answer = clerk.get(address)
        assert answer.status_code == 404
        assert "没有这个文件，或您无权查看" in answer.content.decode()


def test_a_visitor_is_sent_to_the_login(client: Client, world: World) -> None:
    assert client.get(f"/files/{uuid.uuid4()}/").status_code == 302
    assert client.post("/files/").status_code == 302


def test_taking_a_file_away_twice_is_no_fault(clerk: Client) -> None:
    url = send(clerk).json()["url"]
    assert clerk.post(f"{url}remove/").status_code == 204
    assert clerk.post(f"{url}remove/").status_code == 204
    assert not Attachment.objects.exists()


def test_the_time_a_photo_was_taken_is_kept_and_one_in_the_future_is_not(clerk: Client) -> None:
    send(clerk, taken_at="2020-05-01T10:30:00+08:00")
    send(clerk, picture(colour="red"), taken_at="2999-05-01T10:30:00+08:00")
    send(clerk, picture(colour="blue"), taken_at="昨天")
    assert sorted(bool(row.taken_at) for row in Attachment.objects.all()) == [False, False, True]
