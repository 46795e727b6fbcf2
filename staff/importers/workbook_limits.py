"""Whether a workbook may be unpacked at all: told from the directory of the archive, before anything is."""

import zipfile
from typing import BinaryIO

from .errors import UnreadableFile

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 250 * MEGABYTE
MOST_OF_STRINGS = 60 * MEGABYTE
MOST_PARTS = 2_000
ENCRYPTED = 0x1
STRINGS = "xl/sharedStrings.xml"
TOO_LARGE = "这份表解开后太大（{size:,} MB）：请按月分开导出，去掉图片和别的工作表再传"
BROKEN = "这份表打不开，像是没有传完或已损坏：请用 Excel 或 WPS 打开，另存为 .xlsx 再传"
PROTECTED = "这份表带密码：请用 Excel 或 WPS 打开，去掉密码后另存为 .xlsx 再传"


def check_archive(content: BinaryIO) -> None:
    """Raises UnreadableFile for an archive that is broken, locked, or larger than any clock's export.

    A directory that lies is no way round: no more is unpacked of a part than it tells.
    """
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise UnreadableFile(BROKEN) from problem
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableFile(PROTECTED)
    size = sum(part.file_size for part in parts)
    strings = sum(part.file_size for part in parts if part.filename == STRINGS)
    if size > MOST_UNPACKED or strings > MOST_OF_STRINGS or len(parts) > MOST_PARTS:
        raise UnreadableFile(TOO_LARGE.format(size=size // MEGABYTE))
