"""The sealed month as workbook and paper: the same figures, typed, totalled, sealed; and told from a forged one."""

from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from pypdf import PdfReader

from cases.models import Customer
from penalties.models import MonthReport
from penalties.reports import month_pdf as paper_report
from penalties.reports.month_pdf import month_pdf
from penalties.reports.month_workbook import month_workbook
from penalties.reports.notice_pdf import notice_pdf
from penalties.selectors.notices import any_notice
from penalties.selectors.reports import sealed_report
from penalties.services.answer_notice import answer_notice
from penalties.services.keep_report_files import keep_notice_sheet, keep_report_files
from tests.booked import ISSUED_AT, OCTOBER, issued, notice_of, october, signed
from tests.world import World, at
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.django_db
SHEETS = [
    "要点", "明细台账", "退赔换明细", "责任单位汇总", "机台、缺陷、客户", "处罚", "处理费用与追偿", "索赔", "时限执行", "超期明细",
    "未结案件", "与前期比较", "对账", "封存",
]  # fmt: skip


@pytest.fixture
def report(world: World) -> MonthReport:
    october(world)
    issued(world)
    return sealed_report(OCTOBER)


@pytest.fixture
def book(report: MonthReport) -> Workbook:
    return load_workbook(BytesIO(month_workbook(report)))


def table(book: Workbook, name: str) -> tuple[list[str], list[list[Any]]]:
    heading, *rows = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]
    return heading, rows


def words_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_every_sheet_is_there_with_a_frozen_heading(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert {book[name].freeze_panes for name in SHEETS} == {"A3"}
    assert book["明细台账"]["A1"].value == "宜宾纸业股份有限公司 2026年10月售后质量月报：明细台账"


def test_the_ledger_sheet_is_the_ledger(book: Workbook, report: MonthReport) -> None:
    heading, rows = table(book, "明细台账")
    assert len(rows) == report.figures["entries"]["count"] + 1
    first = dict(zip(heading, rows[0], strict=True))
    assert (first["台账号"], first["类别"], first["损失（元）"], first["承担与罚款（元）"]) == (1, "退", 3900, None)
    assert first["算式"] == "3.250 吨 × 1,200.00 元/吨（7号纸机回抄费）= 3,900.00 元"
    assert (first["事实日期"], first["入账时间"]) == (datetime(2026, 10, 21), datetime(2026, 10, 22, 10, 0))
    totals = dict(zip(heading, rows[-1], strict=True))
    assert (totals["损失（元）"], totals["承担与罚款（元）"]) == (14270, 14470)


def test_the_unit_sheet_carries_the_sealed_sums_and_the_notices(book: Workbook) -> None:
    heading, rows = table(book, "责任单位汇总")
    assert [(row[0], row[heading.index("合计（元）")], row[heading.index("通知单")]) for row in rows] == [
        ("技术中心", 200, "KJ-2026-10-01"),
        ("四抄车间", 11010, "KJ-2026-10-02"),
        ("质检处", 2490, "KJ-2026-10-03"),
        ("承运单位", 500, "不开通知单"),
        ("公司", 270, "不开通知单"),
        ("合计 5行", 14470, None),
    ]


def test_machines_defects_and_customers_stand_side_by_side(book: Workbook) -> None:
    heading, rows = table(book, "机台、缺陷、客户")
    assert heading == ["机台", "案数", "损失（元）", "占比", None, "缺陷", *heading[1:4], None, "客户", *heading[1:4]]
    assert rows[0] == ["7号", 3, 14270, 1, None, "洞穿", 3, 14270, 1, None, "昆明滇池印务有限公司", 3, 14270, 1]


def test_costs_recoveries_fines_and_claims(book: Workbook) -> None:
    heading, rows = table(book, "处理费用与追偿")
    kinds = [(row[3], row[heading.index("处理费用（元）")], row[heading.index("追偿（元）")]) for row in rows]
    assert kinds[0] == ("调查费用", 1800, None)
    assert kinds[-1] == (None, 1800, 770)
    assert [(row[1], row[-1]) for row in table(book, "处罚")[1]] == [("技术中心", 200), (None, 200)]
    assert [row[5:8] for row in table(book, "索赔")[1]] == [[5000, 500, "追偿中"], [5000, 500, None]]


def test_deadlines_and_open_cases(book: Workbook) -> None:
    clocks = {row[0]: row[1:] for row in table(book, "时限执行")[1]}
    assert clocks["答复 较大"] == [4, 3, 1, 0]
    assert [row[-1] for row in table(book, "超期明细")[1]] == ["罚款 200.00 元，已确认"]
    assert len(table(book, "未结案件")[1]) == 4 + 1


def test_six_months_side_by_side(book: Workbook) -> None:
    heading, rows = table(book, "与前期比较")
    assert [row[0] for row in rows] == ["2026年5月", "2026年6月", "2026年7月", "2026年8月", "2026年9月", "2026年10月"]
    assert [row[heading.index("损失合计（元）")] for row in rows] == [0, 0, 0, 0, 0, 14270]


def test_the_seal_sheet_names_hash_root_and_count(book: Workbook, report: MonthReport) -> None:
    seal = {row[0]: row[1] for row in table(book, "封存")[1]}
    assert (seal["月份"], seal["报表指纹（SHA-256）"]) == ("2026-10", report.figures_hash)
    assert (seal["台账笔数"], seal["台账链根"]) == (str(report.entry_count), report.chain_root)


def test_the_workbook_draws_the_sealed_rows_whatever_changed_since(world: World, report: MonthReport) -> None:
    before = load_workbook(BytesIO(month_workbook(report)))
    Customer.objects.update(name="改了名的客户")
    after = load_workbook(BytesIO(month_workbook(sealed_report(OCTOBER))))
    assert table(before, "明细台账") == table(after, "明细台账")


def test_the_paper_carries_the_same_figures_and_the_seal_on_every_page(report: MonthReport) -> None:
    pdf = month_pdf(report, at=ISSUED_AT)
    words = words_of(pdf)
    for figure in ("14,270.00", "14,470.00", "11,010.00", "2,490.00", "KJ-2026-10-02", "系统自动签发 2026-11-01 08:00"):
        assert figure in words
    assert report.chain_root in words.replace("\n", "")
    for page in PdfReader(BytesIO(pdf)).pages:
        assert report.figures_hash in page.extract_text().replace("\n", "")


def test_the_paper_says_why_it_comes_late_and_what_it_leaves_out(
    world: World, report: MonthReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.delay_note = "应于 11-01 08:00 签发，对账发现 1项，更正后签发，迟 1天2小时"
    monkeypatch.setattr(paper_report, "MOST_ROWS", 2)
    words = words_of(month_pdf(report, at=ISSUED_AT))
    assert report.delay_note in words.replace("\n", "")
    assert "以上只印前 2案，其余见同一份月报的 Excel" in words


def test_a_demo_says_so_on_both(world: World, report: MonthReport) -> None:
    User.objects.filter(username="hr").update(is_demo=True)
    assert "演示数据" in words_of(month_pdf(report, at=ISSUED_AT))
    assert "演示数据" in load_workbook(BytesIO(month_workbook(report)))["封存"]["A1"].value


def test_a_notice_on_paper_says_its_sum_twice(world: World, report: MonthReport) -> None:
    number = notice_of(report, world, "workshop_4").number
    words = words_of(notice_pdf(any_notice(number), at=ISSUED_AT))
    for part in (
        "奖金扣减通知单",
        "责任单位：四抄车间",
        number,
        "¥11,010.00",
        "人民币壹万壹仟零壹拾元整",
        "负责人签字",
    ):
        assert part in words


def test_a_claimed_notice_prints_who_claimed_it(world: World, report: MonthReport) -> None:
    signed(world)
    notice = notice_of(report, world, "workshop_4")
    answer_notice(notice=notice, by=world.workshop4_head, at=at("2026-11-02 10:00"))
    words = words_of(notice_pdf(any_notice(notice.number), at=ISSUED_AT))
    assert "认领，没有异议。" in words
    assert "四抄车间负责人 邓刚 · 系统审批" in words


def stored(report: MonthReport) -> tuple[bytes, bytes]:
    files = (month_workbook(report), month_pdf(report, at=ISSUED_AT))
    keep_report_files(report=report, workbook=files[0], pdf=files[1], at=ISSUED_AT)
    return files


def test_files_are_kept_once_with_their_own_fingerprints(report: MonthReport) -> None:
    stored(report)
    first = sealed_report(OCTOBER)
    keep_report_files(report=report, workbook=month_workbook(report) + b"\0", pdf=b"%PDF-1.7\n%", at=ISSUED_AT)
    again = sealed_report(OCTOBER)
    assert (again.workbook_id, again.pdf_id) == (first.workbook_id, first.pdf_id)
    assert len(first.workbook.file_id) == 64
    assert first.workbook.name == "2026-10 售后质量月报.xlsx"


def test_a_notice_keeps_its_earlier_prints(world: World, report: MonthReport) -> None:
    notice = notice_of(report, world, "workshop_4")
    old = keep_notice_sheet(notice=notice, pdf=notice_pdf(any_notice(notice.number), at=ISSUED_AT), at=ISSUED_AT)
    new = keep_notice_sheet(
        notice=notice, pdf=notice_pdf(any_notice(notice.number), at=at("2026-11-02 08:00")), at=ISSUED_AT
    )
    notice.refresh_from_db()
    assert notice.pdf_id == new.pk != old.pk


def verified(path: Path) -> tuple[int, str]:
    """Exit status and what was said."""
    out = StringIO()
    try:
        call_command("verify_report", str(path), stdout=out)
    except CommandError as failure:
        return failure.returncode, str(failure)
    return 0, out.getvalue()


@pytest.mark.parametrize("place", [0, 1])
def test_the_stored_file_is_recognised(report: MonthReport, tmp_path: Path, place: int) -> None:
    path = tmp_path / "月报"
    path.write_bytes(stored(report)[place])
    status, said = verified(path)
    assert status == 0
    assert "与封存的文件逐字节相同；封存的数字与台账相符" in said
    assert report.figures_hash in said and report.chain_root in said


def test_a_workbook_saved_anew_is_compared_by_its_cells(report: MonthReport, tmp_path: Path) -> None:
    path = tmp_path / "月报.xlsx"
    book = load_workbook(BytesIO(stored(report)[0]))
    book.save(path)
    assert verified(path)[0] == 0
    book["责任单位汇总"]["G4"] = 11000
    book.save(path)
    status, said = verified(path)
    assert status == 1
    assert said == "责任单位汇总!G4：文件中是「11000」，封存的是「11010」"


def test_a_forged_paper_is_no_report(report: MonthReport, tmp_path: Path) -> None:
    path = tmp_path / "月报.pdf"
    path.write_bytes(stored(report)[1] + b"\n%")
    assert verified(path) == (2, "月报.pdf：这份 PDF 不是封存的那一份：指纹不同")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken"])
def test_what_is_no_report_is_said(world: World, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert verified(path) == (2, "x：读不出：不是 xlsx 或 PDF 文件")


def test_a_missing_file_is_said(world: World, tmp_path: Path) -> None:
    assert verified(tmp_path / "no.xlsx")[0] == 2
