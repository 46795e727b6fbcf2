"""What a file is, told from its content."""

import io

import pytest

from tests.evidence import office_document, picture
from yibin_service.foundation.files.contents import (
    DOCX,
    HEIC,
    JPEG,
    PDF,
    PNG,
    TEXT,
    WEBP,
    XLSX,
    agreeing_name,
    recognise,
    small_picture,
)
from yibin_service.foundation.files.errors import UnacceptedContent

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ACCEPTED = {
    "jpeg": (picture("JPEG"), JPEG),
    "png": (picture("PNG"), PNG),
    "webp": (picture("WEBP"), WEBP),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40, HEIC),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", PDF),
    "docx": (office_document("word/document.xml"), DOCX),
    "xlsx": (office_document("xl/workbook.xml"), XLSX),
    "text": ("第3卷 洞穿，加厂质".encode(), TEXT),
    "old text": ("第3卷 洞穿，加厂质".encode("gb18030"), TEXT),
}
REFUSED = {
    "a programme": (b"MZ\x90\x00" + b"\x00" * 200, "是程序"),
    "a Linux programme": (b"\x7fELF\x02\x01" + b"\x00" * 200, "是程序"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "是程序"),
    "a page": (b"\xef\xbb\xbf <!DOCTYPE html><html></html>", "是网页"),
    "a drawing": (SVG, "SVG"),
    "an XML declaration": (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "text with a script inside": (b"hello <script>alert(1)</script>", "认不出"),
    "an empty file": (b"", "空文件"),
    "an archive": (office_document("a.txt"), "压缩包"),
    "a broken archive": (b"PK\x03\x04" + b"\x00" * 60, "压缩包"),
    "a workbook with macros": (office_document("xl/workbook.xml", "xl/vbaProject.bin"), "带有宏"),
    "half a picture": (picture("PNG")[:40], "不是完整的照片"),
    "a picture's head only": (b"\xff\xd8\xff\xe0", "不是完整的照片"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "像是"),
    "noise": (bytes(range(256)), "认不出"),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_an_accepted_kind_is_told_from_the_content_alone(what: str) -> None:
    content, kind = ACCEPTED[what]
    assert recognise(io.BytesIO(content), "照片.jpg") == kind


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_accepted_is_refused_by_its_content_whatever_it_is_called(what: str) -> None:
    content, words = REFUSED[what]
    with pytest.raises(UnacceptedContent) as refusal:
        recognise(io.BytesIO(content), "照片.jpg")
    assert "照片.jpg" in refusal.value.message
    assert words in refusal.value.message


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yibin_service.foundation.files.contents.MOST_PIXELS", 64 * 48 - 1)
    with pytest.raises(UnacceptedContent, match="像素太大"):
        recognise(io.BytesIO(picture()), "照片.jpg")
    monkeypatch.setattr("yibin_service.foundation.files.contents.MOST_PIXELS", 64 * 48)
    assert recognise(io.BytesIO(picture()), "照片.jpg") == JPEG


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("洞穿特写.JPG", "洞穿特写.JPG"),
        ("页面.html", "页面.html.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\照片\\a.jpeg", "a.jpeg"),
        ("a\x00b\r\n<i>.jpg", "abi.jpg"),
        ("", "文件.jpg"),
        ("…", "….jpg"),
        ("长" * 300 + ".jpg", "长" * 176 + ".jpg"),
    ],
)
def test_a_name_is_kept_plain_and_made_to_agree_with_the_content(given: str, kept: str) -> None:
    assert agreeing_name(given, JPEG) == kept


def test_a_small_picture_fits_the_side_and_carries_no_notes_of_the_camera() -> None:
    from PIL import Image

    large = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    Image.new("RGB", (1200, 600), "navy").save(large, "JPEG", exif=exif)
    with Image.open(io.BytesIO(small_picture(large, 300))) as drawn:
        assert drawn.size == (150, 300)
        assert not drawn.getexif()


def test_a_transparent_picture_is_drawn_on_white() -> None:
    from PIL import Image

    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(io.BytesIO(small_picture(clear, 300))) as drawn:
        assert drawn.getpixel((5, 5)) == (255, 255, 255)
