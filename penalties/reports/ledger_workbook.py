"""The ledger as a workbook: typed cells, a frozen heading, totals, text that stays text. Written as it is read.

One writer for every size: 100,000 rows need neither more memory nor another look than 28.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, BinaryIO

from rustpy_xlsxwriter import Format, write_worksheet

from penalties.models import EntryKind, Side
from penalties.selectors.ledger import EXPORTED, Sums
from yibin_service.foundation.regulation.clock import local

TITLE_ROW, HEADING_ROW = 0, 1
A4 = 9
TELL_EVERY = 2000
TEXT, MONEY, TONNES, SHARE, WHOLE, DAY, MONTH, INSTANT = range(8)
NUMBER_FORMATS = {
    MONEY: "#,##0.00;-#,##0.00",
    TONNES: "#,##0.000;-#,##0.000;",
    SHARE: "0.00%",
    WHOLE: "0",
    DAY: "yyyy-mm-dd",
    MONTH: "yyyy-mm",
    INSTANT: "yyyy-mm-dd hh:mm",
}
SIDES, KINDS = dict(Side.choices), dict(EntryKind.choices)


@dataclass(frozen=True)
class Column:
    title: str
    kind: int
    width: float


COLUMNS = (
    Column("序号", WHOLE, 8),
    Column("所属月份", MONTH, 10),
    Column("事实日期", DAY, 11),
    Column("入账时间", INSTANT, 16),
    Column("案件号", TEXT, 15),
    Column("客户", TEXT, 28),
    Column("产品", TEXT, 18),
    Column("缺陷", TEXT, 12),
    Column("机台（号）", WHOLE, 9),
    Column("方向", TEXT, 8),
    Column("类别", TEXT, 16),
    Column("责任单位", TEXT, 14),
    Column("金额（元）", MONEY, 15),
    Column("扣产量（吨）", TONNES, 12),
    Column("比例", SHARE, 9),
    Column("依据条款", TEXT, 11),
    Column("算式", TEXT, 48),
    Column("制度版本", TEXT, 12),
    Column("红冲、更正所指和理由", TEXT, 30),
    Column("入账人", TEXT, 10),
)
TITLES = tuple(column.title for column in COLUMNS)


def write_ledger(
    target: BinaryIO | str,
    rows: Iterable[tuple[Any, ...]],
    *,
    title: str,
    sums: Sums,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Write `rows` (the columns of EXPORTED) to `target`, their totals below; `progress` hears how far it is.

    Text cells are text whatever they begin with, negative sums are numbers. The sums stand in the title too, in view of
    who opens a long list. Memory does not grow with the rows.
    """
    first = HEADING_ROW + 1
    whole = f"{title}　合计 {sums.count:,}笔，{sums.amount:,} 元"
    write_worksheet(
        _records(rows, sums, progress),
        target,
        sheet_name="台账",
        freeze_row=first,
        freeze_col=1,
        header_row=HEADING_ROW,
        header_format=_format(TEXT).set_bold().set_background_color("#E8F1F2").set_align("center").set_text_wrap(),
        column_formats={column.title: _format(column.kind) for column in COLUMNS},
        column_widths={column.title: column.width for column in COLUMNS},
        merge_ranges=[(TITLE_ROW, 0, TITLE_ROW, len(COLUMNS) - 1, whole, _title_format())],
        conditional_formats={
            "案件号": {"type": "text", "criteria": "begins_with", "value": "合计", "format": Format().set_bold()}
        },
        autofilter=True,
        page_setup={
            "landscape": True,
            "paper_size": A4,
            "fit_to_pages": (1, 0),
            "repeat_rows": HEADING_ROW,
            "footer": "&L&A&R第 &P 页 共 &N 页",
        },
    )


def _title_format() -> Format:
    return Format().set_bold().set_font_size(14.0).set_num_format("@").set_quote_prefix()


def _format(kind: int) -> Format:
    made = Format().set_border("thin").set_border_color("#B8C0C8").set_align("top")
    if kind == TEXT:
        return made.set_num_format("@").set_quote_prefix()
    return made.set_num_format(NUMBER_FORMATS[kind])


def _records(
    rows: Iterable[tuple[Any, ...]], sums: Sums, progress: Callable[[int, int], None]
) -> Iterator[dict[str, Any]]:
    progress(0, sums.count)
    for done, row in enumerate(rows, 1):
        yield dict(zip(TITLES, _cells(row), strict=True))
        if done % TELL_EVERY == 0:
            progress(done, sums.count)
    progress(sums.count, sums.count)
    totals = dict.fromkeys(TITLES) | {
        "案件号": f"合计 {sums.count:,}笔",
        "金额（元）": sums.amount,
        "扣产量（吨）": sums.tonnes,
    }
    yield totals


def _cells(row: tuple[Any, ...]) -> tuple[Any, ...]:
    (
        sequence, period, fact_on, posted_at, number, customer, product, defect, machine, side, kind, unit, amount,
        tonnes, share, clause, formula, regulation, reverses, corrects, reason, person,
    ) = row  # fmt: skip
    return (
        sequence, period, fact_on, _plain(posted_at), number, customer, product, defect, machine, SIDES[side],
        KINDS[kind], unit, amount, tonnes or None, share, clause, formula, regulation,
        _pointing(reverses, corrects, reason), person or "系统",
    )  # fmt: skip


@lru_cache(maxsize=4096)  # the entries of one act share their instant
def _plain(moment: datetime) -> datetime:
    """Shanghai time without its zone: a workbook knows none."""
    return local(moment).replace(tzinfo=None)


def _pointing(reverses: int | None, corrects: int | None, reason: str) -> str | None:
    if reverses:
        return f"红冲 #{reverses}：{reason}"
    return f"更正 #{corrects}" if corrects else reason or None


assert len(EXPORTED) == len(COLUMNS) + 2, "three columns of the ledger stand in one of the workbook"
