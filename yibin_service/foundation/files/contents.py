"""What a file really is, told from its content; the name decides nothing but is made to agree with it."""

import io
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from .errors import UnacceptedContent

HEAD_BYTES = 4096
TEXT_BYTES = 16 * 1024 * 1024
OLE, LOCKED_PART = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
MOST_PIXELS = 200_000_000
MOST_MEMBERS = 5_000
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<head", b"<body", b"<iframe")
ACCEPTED_WORDS = "照片（JPG、PNG、WebP、HEIC）、PDF、Word（docx）、Excel（xlsx）或纯文本（txt）"


@dataclass(frozen=True)
class Kind:
    """An accepted kind: the media type it is always served with, and the endings its names may have."""

    media_type: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


JPEG = Kind("image/jpeg", (".jpg", ".jpeg", ".jfif"))
PNG = Kind("image/png", (".png",))
WEBP = Kind("image/webp", (".webp",))
HEIC = Kind("image/heic", (".heic", ".heif"))
PDF = Kind("application/pdf", (".pdf",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
TEXT = Kind("text/plain; charset=utf-8", (".txt", ".csv", ".log"))
OPENED = ("JPEG", "PNG", "WEBP")
# A phone's JPEG with a second picture inside is MPO to Pillow, a JPEG to everyone.
PILLOW_FORMATS = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP}
# Kinds the product can draw a small picture of.
DRAWABLE = frozenset({JPEG.media_type, PNG.media_type, WEBP.media_type})


def recognise(content: BinaryIO, name: str) -> Kind:
    """The kind of `content`, read from its bytes. Raises UnacceptedContent, naming what it looks like."""
    head = _head(content)
    if not head:
        raise UnacceptedContent(f"「{name}」是空文件：请重新选一个")
    if _is_heic(head):
        return HEIC
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _office_document(content, name)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _picture(content, name)
    if head.startswith(OLE):
        raise UnacceptedContent(_old_office_refusal(content, name))
    if _is_plain_text(content, head):
        return TEXT
    raise UnacceptedContent(_refusal(name, head))


def agreeing_name(name: str, kind: Kind) -> str:
    """A safe file name whose ending fits the content: `a.html` holding a JPEG is kept as `a.html.jpg`."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(c for c in plain if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*').strip(" .")
    stem, ending = Path(kept or "文件").stem, Path(kept or "文件").suffix
    if ending.lower() not in kind.endings:
        stem, ending = kept or "文件", kind.endings[0]
    return f"{stem[: 180 - len(ending)]}{ending}"


def _head(content: BinaryIO) -> bytes:
    content.seek(0)
    return content.read(HEAD_BYTES)


def _is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _picture(content: BinaryIO, name: str) -> Kind:
    """Pillow must agree that it is a whole picture; a size that only harms is refused before anything is decoded."""
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(content, formats=OPENED) as picture:
                kind = PILLOW_FORMATS[picture.format or ""]
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise UnacceptedContent(f"「{name}」{width}×{height} 像素太大：请缩小后再传")
                picture.verify()
    except UnacceptedContent:
        raise
    except Exception as problem:
        raise UnacceptedContent(f"「{name}」不是完整的照片：请重新拍或重新选一张") from problem
    return kind


def _office_document(content: BinaryIO, name: str) -> Kind:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            members = {member.filename for member in archive.infolist()[:MOST_MEMBERS]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise UnacceptedContent(f"「{name}」已损坏或是压缩包：请传{ACCEPTED_WORDS}") from problem
    if any(member.lower().endswith("vbaproject.bin") for member in members):
        raise UnacceptedContent(f"「{name}」带有宏：请另存为不带宏的文件再传")
    for marker, kind in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if marker in members and "[Content_Types].xml" in members:
            return kind
    raise UnacceptedContent(f"「{name}」是压缩包或别的文件：请解开后逐个传{ACCEPTED_WORDS}")


def _is_plain_text(content: BinaryIO, head: bytes) -> bool:
    """Text of printable characters in UTF-8 or GB 18030 that no browser or shell would take for a programme."""
    content.seek(0)
    body = content.read(TEXT_BYTES + 1)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if len(body) > TEXT_BYTES or start.startswith((*MARKUP, b"#!")) or b"<script" in body.lower():
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(c in "\t\r\n\f" or unicodedata.category(c) not in {"Cc", "Cn", "Co", "Cs"} for c in set(text))
    return False


def _old_office_refusal(content: BinaryIO, name: str) -> str:
    """A locked workbook lies in the same box as one of the old formats; each has another remedy."""
    content.seek(0)
    if LOCKED_PART in content.read():
        return f"「{name}」带密码：请去掉密码后另存为 xlsx 或 docx 再传"
    return f"「{name}」像是旧版 Office 文件：请用 Excel、Word 或 WPS 打开，另存为 xlsx 或 docx 再传"


def _refusal(name: str, head: bytes) -> str:
    if name.lower().endswith((".xls", ".xlsx")) and _looks_like(head) == "是网页":
        return f"「{name}」其实是网页：请用 Excel 或 WPS 打开，另存为 xlsx 再传"
    return f"「{name}」的内容{_looks_like(head)}，不能收：请传{ACCEPTED_WORDS}"


def _looks_like(head: bytes) -> str:
    if head.startswith((b"MZ", b"\x7fELF", b"#!")):
        return "是程序"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<svg") or b"<svg" in start[:512]:
        return "是 SVG 图"
    if start.startswith(MARKUP):
        return "是网页"
    import puremagic  # only for the word in a refusal: reading its tables is a tenth of a process's start

    try:
        guess = puremagic.magic_string(head)[0].extension
    except (puremagic.PureError, ValueError, IndexError):
        return "认不出"
    return f"像是 {guess} 文件" if guess else "认不出"


def small_picture(content: BinaryIO, longest: int) -> bytes:
    """A JPEG of at most `longest` pixels a side: upright, without the camera's notes. Raises OSError when it cannot be drawn."""
    content.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(content, formats=OPENED) as picture:
            picture.draft("RGB", (longest * 2, longest * 2))
            width, height = picture.size
            if width * height > MOST_PIXELS // 4:
                raise OSError("too large to be drawn small")
            return _drawn_small(picture, longest)


def _drawn_small(picture: Image.Image, longest: int) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest, longest))
    if upright.mode in {"RGBA", "LA", "P"}:
        coloured = upright.convert("RGBA")
        upright = Image.new("RGB", coloured.size, "white")
        upright.paste(coloured, mask=coloured.getchannel("A"))
    drawn = io.BytesIO()
    upright.convert("RGB").save(drawn, "JPEG", quality=78, optimize=True)
    return drawn.getvalue()
