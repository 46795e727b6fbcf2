"""Files are kept once, in place before any row tells of them, and handed over to what they were made for."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tests.evidence import picture
from tests.world import World, at
from yibin_service.foundation.files import storage
from yibin_service.foundation.files.errors import FileGone, TooManyFiles
from yibin_service.foundation.files.models import Attachment, StoredFile
from yibin_service.foundation.files.selectors import may_open, pending_stream
from yibin_service.foundation.files.services import adopt_attachments, remove_upload, store_file
from yibin_service.foundation.files.services.sweep_orphans import sweep_orphans

pytestmark = pytest.mark.django_db
NOW = at("2026-10-05 09:00")


def upload(world: World, name: str = "洞穿.jpg", content: bytes | None = None, by: str = "sales_clerk") -> Attachment:
    user = world.users[by]
    return store_file(
        content=io.BytesIO(content or picture()), name=name, stream=pending_stream(user), by=user, at=NOW
    )


def test_a_content_lies_under_its_fingerprint_and_cannot_be_written(world: World) -> None:
    attachment = upload(world)
    path = storage.path_of(attachment.file_id)
    assert path.read_bytes() == picture()
    assert path.stat().st_mode & 0o222 == 0
    assert attachment.file.media_type == "image/jpeg"
    assert attachment.file.size == len(picture())


def test_the_same_content_twice_is_kept_once_under_two_attachments(world: World, evidence_folder: Path) -> None:
    first, second = upload(world, "一.jpg"), upload(world, "二.jpg")
    assert first.file_id == second.file_id
    assert StoredFile.objects.count() == 1
    assert [path for path in evidence_folder.rglob("*") if path.is_file()] == [storage.path_of(first.file_id)]


def test_the_content_is_on_disk_before_a_row_tells_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    rows_then: list[int] = []
    real = os.fsync

    def watched(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        rows_then.append(StoredFile.objects.count())
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    attachment = upload(world)
    assert "incoming" in synced[0], "the temporary file is synced first"
    assert synced[1] == str(storage.path_of(attachment.file_id).parent), "then the folder it was renamed into"
    assert rows_then == [0] * len(synced)


def test_a_content_that_fails_to_be_written_leaves_neither_row_nor_file(
    world: World, evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        upload(world)
    assert not Attachment.objects.exists()
    assert not [path for path in evidence_folder.rglob("*") if path.is_file()]


def test_a_damaged_copy_of_another_size_is_replaced_by_the_next_upload(world: World) -> None:
    path = storage.path_of(upload(world).file_id)
    path.chmod(0o640)
    path.write_bytes(b"half")
    upload(world, "再传.jpg")
    assert path.read_bytes() == picture()


def test_uploads_are_handed_over_in_the_given_order(world: World) -> None:
    one, two = upload(world, "一.jpg"), upload(world, "二.jpg")
    moved = adopt_attachments(attachments=[two, one], stream="case:1", by=world.users["sales_clerk"], at=NOW)
    assert [attachment.name for attachment in moved] == ["二.jpg", "一.jpg"]
    assert set(Attachment.objects.values_list("stream", flat=True)) == {"case:1"}


def test_another_persons_upload_cannot_be_handed_over(world: World) -> None:
    theirs = upload(world, by="sales_clerk2")
    with pytest.raises(FileGone):
        adopt_attachments(attachments=[theirs], stream="case:1", by=world.users["sales_clerk"], at=NOW)
    theirs.refresh_from_db()
    assert theirs.stream == pending_stream(world.users["sales_clerk2"])


def test_an_upload_is_handed_over_once(world: World) -> None:
    one = upload(world)
    adopt_attachments(attachments=[one], stream="case:1", by=world.users["sales_clerk"], at=NOW)
    with pytest.raises(FileGone):
        adopt_attachments(attachments=[one], stream="case:2", by=world.users["sales_clerk"], at=NOW)


def test_thirty_files_are_taken_and_thirty_one_are_not(world: World) -> None:
    files = [upload(world, f"{n}.jpg") for n in range(31)]
    clerk = world.users["sales_clerk"]
    with pytest.raises(TooManyFiles, match="最多 30个"):
        adopt_attachments(attachments=files, stream="case:1", by=clerk, at=NOW)
    assert len(adopt_attachments(attachments=files[:30], stream="case:1", by=clerk, at=NOW)) == 30


def test_a_waiting_upload_can_be_taken_away_and_a_record_cannot(world: World) -> None:
    clerk = world.users["sales_clerk"]
    waiting, used = upload(world, "一.jpg"), upload(world, "二.jpg")
    adopt_attachments(attachments=[used], stream="case:1", by=clerk, at=NOW)
    assert remove_upload(attachment_id=waiting.pk, by=clerk)
    assert not remove_upload(attachment_id=used.pk, by=clerk)
    assert [row.name for row in Attachment.objects.all()] == ["二.jpg"]


def test_nobody_takes_away_another_persons_upload(world: World) -> None:
    theirs = upload(world, by="sales_clerk2")
    assert not remove_upload(attachment_id=theirs.pk, by=world.users["sales_clerk"])


def test_a_waiting_upload_opens_to_its_uploader_alone(world: World) -> None:
    mine = upload(world)
    assert may_open(world.users["sales_clerk"], mine)
    assert not may_open(world.users["sales_clerk2"], mine)
    assert not may_open(world.users["admin"], mine)


def test_a_file_of_a_kind_nobody_answers_for_is_shut(world: World) -> None:
    mine = upload(world)
    mine.stream = "unknown:1"
    assert not may_open(world.users["sales_clerk"], mine)


def test_an_inactive_account_opens_nothing(world: World) -> None:
    mine, clerk = upload(world), world.users["sales_clerk"]
    clerk.is_active = False
    assert not may_open(clerk, mine)


def test_verify_files_finds_what_changed_on_disk(world: World) -> None:
    upload(world, content=picture(colour="red"))
    path = storage.path_of(upload(world).file_id)
    call_command("verify_files")
    path.chmod(0o640)
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    with pytest.raises(CommandError, match="1个缺失或损坏"):
        call_command("verify_files")


def test_verify_files_finds_what_is_missing(world: World) -> None:
    storage.path_of(upload(world).file_id).unlink()
    with pytest.raises(CommandError, match="1个缺失或损坏"):
        call_command("verify_files")


def test_the_sweep_frees_uploads_unused_for_sixty_days_and_nothing_younger(world: World) -> None:
    old = upload(world)
    sweep_orphans(at=NOW + timedelta(days=60))
    assert Attachment.objects.filter(pk=old.pk).exists()
    swept = sweep_orphans(at=NOW + timedelta(days=60, seconds=1))
    assert (swept.uploads, swept.contents) == (1, 1)
    assert not storage.path_of(old.file_id).exists()


def test_the_sweep_keeps_a_content_that_a_record_uses(world: World) -> None:
    used = upload(world)
    adopt_attachments(attachments=[used], stream="case:1", by=world.users["sales_clerk"], at=NOW)
    upload(world, "同一张.jpg")
    sweep_orphans(at=NOW + timedelta(days=400))
    assert storage.path_of(used.file_id).exists()
    assert [row.stream for row in Attachment.objects.all()] == ["case:1"]


def test_the_sweep_frees_files_that_a_crash_left_behind(world: World, evidence_folder: Path) -> None:
    stray = storage.path_of("ab" * 32)
    stray.parent.mkdir(parents=True)
    (evidence_folder / "incoming").mkdir()
    leftover = evidence_folder / "incoming" / "half"
    for path in (stray, leftover):
        path.write_bytes(b"x")
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    sweep_orphans(at=NOW + timedelta(hours=23))
    assert stray.exists() and leftover.exists()
    sweep_orphans(at=NOW + timedelta(hours=25))
    assert not stray.exists() and not leftover.exists()


def test_a_refused_act_keeps_its_uploads_waiting(world: World) -> None:
    one, clerk = upload(world), world.users["sales_clerk"]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        adopt_attachments(attachments=[one], stream="case:1", by=clerk, at=NOW)
        raise ZeroDivisionError
    one.refresh_from_db()
    assert one.stream == pending_stream(clerk)
