"""The ledger's workbook, opened again: typed cells, text that stays text, totals, exactly what was filtered."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cases.models import Customer
from penalties.models.ledger import LedgerEntry
from penalties.reports.ledger_workbook import COLUMNS, write_ledger
from penalties.selectors.ledger import LedgerFilter, Sums, exported_rows, filtered, sums_of
from penalties.services.reverse_entry import reverse_entry
from penalties.tasks.ledger import export_ledger
from tests.settled import compensation, confirmed, settling_case
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files import storage
from yibin_service.foundation.jobs.services import request_job

pytestmark = pytest.mark.django_db
NOW = at("2026-10-25 10:00")
HEADING, FIRST = 2, 3


def opened(user: User, wanted: LedgerFilter, folder: Path, title: str = "退赔换台账　2026年10月") -> Worksheet:
    rows = filtered(user, wanted)
    path = folder / "ledger.xlsx"
    write_ledger(str(path), exported_rows(rows), title=title, sums=sums_of(rows))
    return openpyxl.load_workbook(path)["台账"]


def cells(sheet: Worksheet, row: int) -> dict[str, Any]:
    return {sheet.cell(HEADING, place).value: sheet.cell(row, place) for place in range(1, len(COLUMNS) + 1)}


def values(sheet: Worksheet, title: str) -> list[Any]:
    return [cells(sheet, row)[title].value for row in range(FIRST, sheet.max_row)]


def test_cells_have_the_types_of_their_columns(world: World, tmp_path: Path) -> None:
    confirmed(settling_case(world), world)
    sheet = opened(world.auditor, LedgerFilter(), tmp_path)
    first = cells(sheet, FIRST)
    assert sheet["A1"].value == "退赔换台账　2026年10月　合计 2笔，3,900.00 元"
    assert (first["序号"].value, first["金额（元）"].value, first["比例"].value) == (2, 2730, 0.7)
    assert first["金额（元）"].number_format == "#,##0.00;-#,##0.00" and first["比例"].number_format == "0.00%"
    assert first["事实日期"].value == datetime(2026, 10, 21) and first["事实日期"].number_format == "yyyy-mm-dd"
    assert first["所属月份"].value == datetime(2026, 10, 1)
    assert first["入账时间"].value == datetime(2026, 10, 22, 10, 0)
    assert (first["责任单位"].value, first["类别"].value, first["依据条款"].value) == ("四抄车间", "分摊", "P.三.4")
    assert (first["机台（号）"].value, first["制度版本"].value, first["入账人"].value) == (7, "P-试行", "陈志强")


def test_the_heading_stays_and_is_chinese(world: World, tmp_path: Path) -> None:
    confirmed(settling_case(world), world)
    sheet = opened(world.auditor, LedgerFilter(), tmp_path)
    assert len(COLUMNS) == 20 and sheet.max_column == 20
    assert [cell.value for cell in sheet[HEADING]] == [column.title for column in COLUMNS]
    assert sheet.freeze_panes == "B3" and sheet.auto_filter.ref.startswith("A2:T")
    assert sheet.column_dimensions["F"].width > 20


def test_the_totals_stand_once_at_the_end(world: World, tmp_path: Path) -> None:
    case = settling_case(world)
    confirmed(case, world, compensation(case, 2, price="4000.00", method="output"))
    sheet = opened(world.auditor, LedgerFilter(), tmp_path)
    total = cells(sheet, sheet.max_row)
    assert (total["案件号"].value, total["金额（元）"].value, total["扣产量（吨）"].value) == ("合计 2笔", 2400, 1.4)
    assert total["金额（元）"].data_type == "n" and sheet.conditional_formatting


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "加厂质", "质", "'=1", "＝1"])
def test_text_that_looks_like_a_formula_stays_text(world: World, tmp_path: Path, name: str) -> None:
    case = settling_case(world)
    Customer.objects.filter(pk=case.customer_id).update(name=name)
    confirmed(case, world)
    cell = cells(opened(world.auditor, LedgerFilter(), tmp_path), FIRST)["客户"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


def test_no_cell_of_the_file_is_a_formula(world: World, tmp_path: Path) -> None:
    case = settling_case(world)
    Customer.objects.filter(pk=case.customer_id).update(name="=1+1")
    confirmed(case, world)
    opened(world.auditor, LedgerFilter(), tmp_path, title="=1+1")
    with zipfile.ZipFile(tmp_path / "ledger.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet


def test_a_reversal_is_a_negative_number_that_names_the_original(world: World, tmp_path: Path) -> None:
    confirmed(settling_case(world), world)
    reverse_entry(entry=LedgerEntry.objects.get(sequence=1), reason="读错", by=world.tech_head, at=NOW)
    sheet = opened(world.auditor, LedgerFilter(), tmp_path)
    assert values(sheet, "金额（元）") == [2730, 1170, -2730, -1170]
    assert values(sheet, "红冲、更正所指和理由")[2:] == ["红冲 #2：读错", "红冲 #3：读错"]
    assert cells(sheet, FIRST + 2)["金额（元）"].data_type == "n"


def test_the_workbook_holds_exactly_what_is_filtered(world: World, tmp_path: Path) -> None:
    confirmed(settling_case(world), world)
    confirmed(settling_case(world, cause="transport"), world)
    wanted = LedgerFilter(month=date(2026, 10, 1), kind="shortfall")
    assert values(opened(world.auditor, wanted, tmp_path), "责任单位") == ["公司"]
    unit = LedgerFilter(unit=world.unit["quality_inspection"].pk)
    assert values(opened(world.auditor, unit, tmp_path), "责任单位") == ["质检处"]
    assert values(opened(world.qc_head, LedgerFilter(), tmp_path), "责任单位") == ["质检处"]
    assert set(values(opened(world.auditor, LedgerFilter(side="loss"), tmp_path), "方向")) == {"损失"}


def test_an_empty_filter_is_a_workbook_of_headings(world: World, tmp_path: Path) -> None:
    sheet = opened(world.auditor, LedgerFilter(), tmp_path)
    assert cells(sheet, FIRST)["案件号"].value == "合计 0笔" and sheet.max_row == FIRST


def test_entries_posted_after_the_request_are_left_out(world: World, tmp_path: Path) -> None:
    confirmed(settling_case(world), world)
    wanted = LedgerFilter(up_to=3)
    confirmed(settling_case(world), world)
    assert values(opened(world.auditor, wanted, tmp_path), "序号") == [2, 3]


def test_the_filter_survives_the_way_to_the_worker() -> None:
    wanted = LedgerFilter(
        month=date(2026, 10, 1), side="loss", unit=3, kind="fine", defect=1, machine=2, text="0175", up_to=9
    )
    assert LedgerFilter.from_arguments(wanted.arguments()) == wanted


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    row = (
        1, date(2026, 10, 1), date(2026, 10, 1), NOW, "SH", "客户", "纸", "洞穿", 7, "charge", "share", "质检处",
        Decimal("1.00"), Decimal("0.000"), None, "P.三.4", "…", "P-试行", None, None, "", None,
    )  # fmt: skip
    told: list[tuple[int, int]] = []
    write_ledger(
        str(tmp_path / "x.xlsx"),
        (row for _ in range(4500)),
        title="t",
        sums=Sums(4500, Decimal("4500.00"), Decimal("0.000")),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 4500), (2000, 4500), (4000, 4500), (4500, 4500)]


def test_the_job_stores_the_workbook_for_whoever_asked(world: World, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path
    confirmed(settling_case(world), world)
    job = request_job(
        kind="ledger_export",
        key="",
        title="导出台账",
        arguments={
            "filter": LedgerFilter().arguments(),
            "sentence": "退赔换台账　全部月份",
            "name": "退赔换台账 全部月份.xlsx",
        },
        by=world.qc_head,
        at=NOW,
    )
    stored = export_ledger(job=job, progress=lambda done, total: None)
    assert (stored.name, stored.stream) == ("退赔换台账 全部月份.xlsx", f"job:{job.pk}")
    sheet = openpyxl.load_workbook(io.BytesIO(storage.path_of(stored.file_id).read_bytes()))["台账"]
    assert sheet.cell(FIRST, 12).value == "质检处" and sheet.cell(FIRST + 1, 5).value == "合计 1笔"
