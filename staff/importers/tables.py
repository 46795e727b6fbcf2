"""The rows of a table in a file, whatever the file is: told from the content, never from the name."""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .errors import UnreadableFile
from .workbook_limits import BROKEN, PROTECTED, check_archive

Row = tuple[Any, ...]
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 200_000, 60, 20
OLE, ARCHIVE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
LOCKED_PART = "EncryptedPackage".encode("utf-16-le")
MARKUP = (b"<!doctype", b"<html", b"<table", b"<meta", b"<?xml")
SEPARATORS = ",\t;"
TOO_LONG = f"这份表超过 {MOST_ROWS:,} 行：请按月分开导出再传"
EMPTY = "这份文件里没有内容：请重新导出再传"
OLD_FORMAT = "这是旧版 .xls 文件：请用 Excel 或 WPS 打开，另存为 .xlsx 再传"
WEB_PAGE = "这份文件其实是网页：请用 Excel 或 WPS 打开，另存为 .xlsx 再传"
UNKNOWN_CODE = "这份文件的文字认不出：请用 Excel 或 WPS 打开，另存为 .xlsx 再传"
NO_TABLE = "这不是 Excel 或 CSV 表：请从考勤机或钉钉、企业微信导出 .xlsx 或 .csv 再传"
# Whatever a damaged part of a workbook makes the reader stumble over.
STUMBLES = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError, OSError,
    ArithmeticError, RuntimeError, ParseError, InvalidFileException,
)  # fmt: skip


def tables_in(content: BinaryIO) -> Iterator[tuple[str, Iterator[Row]]]:
    """Each sheet's name and rows; a text file is one sheet without a name. Raises UnreadableFile, also while read."""
    content.seek(0)
    head = content.read(4096)
    if not head.strip():
        raise UnreadableFile(EMPTY)
    if head.startswith(ARCHIVE):
        check_archive(content)
        return _sheets(content)
    if head.startswith(OLE):
        content.seek(0)
        raise UnreadableFile(PROTECTED if LOCKED_PART in content.read() else OLD_FORMAT)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise UnreadableFile(WEB_PAGE)
    return iter([("", _text_rows(content))])


def _sheets(content: BinaryIO) -> Iterator[tuple[str, Iterator[Row]]]:
    content.seek(0)
    try:
        with warnings.catch_warnings():  # styles and extensions it does not know
            warnings.simplefilter("ignore")
            book = load_workbook(content, read_only=True, data_only=False, keep_links=False)
            sheets = list(book.worksheets)[:MOST_SHEETS]
    except STUMBLES as problem:
        raise UnreadableFile(BROKEN) from problem
    for sheet in sheets:
        yield sheet.title, _sheet_rows(sheet)


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    """Rows as they lie there: the range a sheet says it has is often wrong."""
    try:
        sheet.reset_dimensions()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                if number > MOST_ROWS:
                    raise UnreadableFile(TOO_LONG)
                yield row[:MOST_COLUMNS]
    except STUMBLES as problem:
        raise UnreadableFile(BROKEN) from problem


def _text_rows(content: BinaryIO) -> Iterator[Row]:
    content.seek(0)
    text = _decoded(content.read())
    head = "\n".join(text.splitlines()[:20])
    separator = max(SEPARATORS, key=head.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if number > MOST_ROWS:
                raise UnreadableFile(TOO_LONG)
            yield tuple(_unwrapped(cell) for cell in row[:MOST_COLUMNS])
    except csv.Error as problem:
        raise UnreadableFile(BROKEN) from problem


def _decoded(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with one, or GB 18030 (which includes GBK)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise UnreadableFile(NO_TABLE)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(UNKNOWN_CODE)


def _unwrapped(cell: str) -> str:
    """`="00123"` is how clocks keep Excel from eating zeros."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell
