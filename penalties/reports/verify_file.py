"""Whether a file is the report that was sealed: byte by byte, else cell by cell; and whether the seal itself holds."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from penalties.models import MonthReport
from penalties.reports.month_workbook import SEAL_SHEET, month_workbook
from penalties.rules.chain import Checkpoint, check_chain
from penalties.rules.month import Month, NoMonth, fingerprint
from penalties.selectors.ledger_state import chain_records
from penalties.selectors.month_figures import unit_figures
from penalties.selectors.reports import report_of_file, sealed_report
from penalties.selectors.verification import origin
from yibin_service.foundation.acts.errors import NotFound

MOST_DIFFERENCES = 20
MONTH_CELL = "B3"


class NotAReport(ValueError):
    """The file is no report of this product, or of a month that is not sealed here."""


@dataclass(frozen=True)
class FileVerification:
    """What a file turned out to be. `is_original`: the very bytes that were stored. `findings`: what does not hold."""

    report: MonthReport
    is_original: bool
    findings: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings


def verify_file(content: bytes) -> FileVerification:
    """Compare a workbook or PDF with the sealed month it belongs to, and the month's seal with the ledger.

    Raises NotAReport where the file names no sealed month. A workbook saved anew by another program is compared by cells.
    """
    known = report_of_file(hashlib.sha256(content).hexdigest())
    report = known or sealed_month_of(content)
    findings = [] if known else list(_other_cells(content, report))
    return FileVerification(report, known is not None, (*findings, *broken_seal(report)))


def sealed_month_of(content: bytes) -> MonthReport:
    """The report whose month the workbook's seal sheet names."""
    if content.startswith(b"%PDF-"):
        raise NotAReport("这份 PDF 不是封存的那一份：指纹不同")
    book = _opened(content)
    if SEAL_SHEET not in book.sheetnames:
        raise NotAReport(f"没有「{SEAL_SHEET}」页，不是本系统的月报")
    label = str(book[SEAL_SHEET][MONTH_CELL].value)
    try:
        return sealed_report(Month.read(label))
    except (NoMonth, NotFound):
        raise NotAReport(f"「{SEAL_SHEET}」页的月份「{label[:20]}」在本系统没有封存的月报") from None


def broken_seal(report: MonthReport) -> Iterator[str]:
    """What does not hold of the seal: its fingerprints, the chain it was taken at, the sums of its month."""
    if fingerprint(report.figures) != report.figures_hash:
        yield "数字与报表指纹不符"
    if fingerprint(report.details) != report.figures["details_hash"]:
        yield "明细与封存的指纹不符"
    chain = report.figures["chain"]
    if (chain["count"], chain["root"]) != (report.entry_count, report.chain_root):
        yield "链根、笔数与封存的数字不符"
    checkpoint = Checkpoint(origin(), report.entry_count, report.chain_root)
    for finding in check_chain(chain_records(), [checkpoint]):
        yield f"台账：{finding.text}"
    sealed = {unit["code"]: unit["total"] for unit in report.figures["units"]}
    if {unit["code"]: unit["total"] for unit in unit_figures(Month(report.month))} != sealed:
        yield "各单位合计与台账本月各笔之和不符"


def _other_cells(content: bytes, report: MonthReport) -> Iterator[str]:
    found, sealed = _opened(content), _opened(month_workbook(report))
    if found.sheetnames != sealed.sheetnames:
        yield f"工作表不同：{'、'.join(found.sheetnames)}"
        return
    count = 0
    for name in sealed.sheetnames:
        there, wanted = _cells(found, name), _cells(sealed, name)
        for place in sorted(there.keys() | wanted.keys()):
            if there.get(place) != wanted.get(place):
                count += 1
                if count <= MOST_DIFFERENCES:
                    yield f"{name}!{place}：文件中是「{there.get(place)}」，封存的是「{wanted.get(place)}」"
    if count > MOST_DIFFERENCES:
        yield f"另有 {count - MOST_DIFFERENCES}格不同"


def _cells(book: Workbook, name: str) -> dict[str, Any]:
    return {cell.coordinate: cell.value for row in book[name].iter_rows() for cell in row if cell.value is not None}


def _opened(content: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(content))
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as problem:
        raise NotAReport("读不出：不是 xlsx 或 PDF 文件") from problem
