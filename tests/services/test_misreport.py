"""A team member who reported falsely (P.四.5): brought up by one person, confirmed by another, fined once."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from cases.models import Case, Misreport, MisreportState, TeamMember
from cases.rules.misreport_errors import AlreadyReported, MisreportDecided, NotAMember, NotConfirmed, OwnMisreport
from cases.services.annul_misreport import annul_misreport
from cases.services.decide_misreport import confirm_misreport, refuse_misreport
from cases.services.report_misreport import report_misreport
from penalties.models import BonusNotice
from penalties.models.ledger import LedgerEntry
from penalties.selectors.bonus_notices import bonus_notice_for, due_with
from penalties.selectors.ledger import entry_for
from penalties.services.guards import ReasonMissing
from penalties.services.reverse_entry import reverse_entry
from penalties.services.take_back_misreport import take_back_misreport
from staff.models import Employee
from staff.reports.attendance_paper import department_pdf
from staff.reports.attendance_workbook import attendance_workbook
from staff.selectors.payroll import payroll_of
from staff.selectors.statement import statement_of
from staff.selectors.withheld import withheld_of
from staff.services.close_month import close_month
from tests.attendance_made import OCTOBER_DAYS, Department
from tests.booked import NOVEMBER, issued, october, signed
from tests.cases_made import give_team, make_case
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, NotFound, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOW = at("2026-10-20 10:00")
DAY = date(2026, 10, 12)


@pytest.fixture
def case(world: World) -> Case:
    """Filed on 7 October, with a team that a clerk of 销售处 belongs to."""
    case = make_case(world, tier="larger")
    team = give_team(case, world)
    clerk = world.sales_clerk
    TeamMember.objects.create(proposal=team, user=clerk, name="刘玉兰", unit=clerk.unit, discipline="sales")
    return case


def member(case: Case, name: str = "刘玉兰") -> TeamMember:
    return TeamMember.objects.get(proposal__case=case, name=name)


def reported(case: Case, world: World, who: str = "刘玉兰", **changes: Any) -> Misreport:
    facts = {"member_id": member(case, who).pk, "told": "称现场见到三卷洞穿，库房照片只有一卷", "fact_on": DAY}
    return report_misreport(case=case, **(facts | {"by": world.tech_head, "at": NOW} | changes))


def fines(case: Case) -> list[tuple[str, Decimal, str, date]]:
    rows = LedgerEntry.objects.filter(case=case, kind="fine").order_by("sequence")
    return [(row.unit_name, row.amount, row.clause, row.period) for row in rows]


def test_a_report_has_no_effect_until_it_is_confirmed(case: Case, world: World) -> None:
    assert reported(case, world).state == MisreportState.REPORTED
    assert fines(case) == []
    told = InboxMessage.objects.get(user=world.deputy_gm)
    assert told.title.startswith("轮到您：核实刘玉兰的报告是否属实")


def test_a_salesperson_confirmed_costs_the_sales_office_500_in_the_month_of_the_fact(case: Case, world: World) -> None:
    misreport = confirm_misreport(misreport=reported(case, world), transfer="调离驻外岗位", by=world.deputy_gm, at=NOW)
    assert (misreport.is_of_sales, misreport.transfer) == (True, "调离驻外岗位")
    assert fines(case) == [("销售处", Decimal("500.00"), "P.四.5", date(2026, 10, 1))]
    entry = LedgerEntry.objects.get(case=case)
    assert entry.formula == "刘玉兰不据实报告：500.00 元 × 1 人 = 500.00 元"
    assert (entry.source, entry.regulation) == (f"misreport:{misreport.pk}", "P-试行")


def test_a_member_of_another_unit_is_recorded_and_nobody_is_fined(case: Case, world: World) -> None:
    name = world.tech_engineer2.display_name
    misreport = confirm_misreport(misreport=reported(case, world, name), by=world.deputy_gm, at=NOW)
    assert (misreport.state, misreport.is_of_sales) == (MisreportState.CONFIRMED, False)
    assert fines(case) == []


def test_what_was_no_false_report_has_no_effect_and_may_be_brought_up_again(case: Case, world: World) -> None:
    refuse_misreport(misreport=reported(case, world), comment="另两卷已退库，有单据", by=world.deputy_gm, at=NOW)
    assert fines(case) == []
    assert reported(case, world).state == MisreportState.REPORTED


def test_refusing_needs_its_reason(case: Case, world: World) -> None:
    with pytest.raises(InvalidInput):
        refuse_misreport(misreport=reported(case, world), comment="  ", by=world.deputy_gm, at=NOW)


def test_it_is_decided_once(case: Case, world: World) -> None:
    misreport = reported(case, world)
    confirm_misreport(misreport=misreport, by=world.deputy_gm, at=NOW)
    with pytest.raises(MisreportDecided):
        confirm_misreport(misreport=misreport, by=world.deputy_gm, at=NOW)
    with pytest.raises(MisreportDecided):
        refuse_misreport(misreport=misreport, comment="晚了", by=world.deputy_gm, at=NOW)
    assert len(fines(case)) == 1


def test_one_member_is_reported_once_at_a_time(case: Case, world: World) -> None:
    reported(case, world)
    with pytest.raises(AlreadyReported):
        reported(case, world)


def test_nobody_outside_the_approved_team_is_reported(case: Case, world: World) -> None:
    other = make_case(world)
    give_team(other, world)
    stranger = TeamMember.objects.filter(proposal__case=other).first()
    assert stranger is not None
    with pytest.raises(NotAMember):
        reported(case, world, member_id=stranger.pk)


def test_nobody_reports_oneself(case: Case, world: World) -> None:
    with pytest.raises(OwnMisreport):
        reported(case, world, world.tech_engineer2.display_name, by=world.tech_engineer2)


def test_a_member_does_not_decide_on_oneself(case: Case, world: World) -> None:
    team = member(case).proposal
    TeamMember.objects.create(
        proposal=team, user=world.deputy_gm, name="周建华", unit=world.deputy_gm.unit, discipline="other"
    )
    with pytest.raises(OwnMisreport):
        confirm_misreport(misreport=reported(case, world, "周建华"), by=world.deputy_gm, at=NOW)


@pytest.mark.parametrize("day", [date(2026, 10, 21), "before"])
def test_the_day_lies_between_filing_and_today(case: Case, world: World, day: Any) -> None:
    on = case.filed_at.date() - timedelta(days=1) if day == "before" else day
    with pytest.raises(InvalidInput) as refused:
        reported(case, world, fact_on=on)
    assert "fact_on" in refused.value.faults


def test_others_neither_bring_it_up_nor_decide(case: Case, world: World) -> None:
    with pytest.raises(NotAllowed):
        reported(case, world, by=world.sales_clerk2)
    with pytest.raises(NotAllowed):
        confirm_misreport(misreport=reported(case, world), by=world.tech_head, at=NOW)


def test_a_stale_page_decides_nothing(case: Case, world: World) -> None:
    misreport = reported(case, world)
    with pytest.raises(StalePage):
        confirm_misreport(misreport=misreport, by=world.deputy_gm, at=NOW, seen_version=0)


def test_a_reversed_fine_takes_the_finding_back_and_is_not_posted_again(case: Case, world: World) -> None:
    misreport = confirm_misreport(misreport=reported(case, world), by=world.deputy_gm, at=NOW)
    entry = entry_for(LedgerEntry.objects.get(case=case).sequence)
    reverse_entry(entry=entry, reason="认错了人", by=world.tech_head, at=NOW + timedelta(days=1))
    assert [amount for _, amount, _, _ in fines(case)] == [Decimal("500.00"), Decimal("-500.00")]
    misreport.refresh_from_db()
    assert (misreport.state, misreport.annul_reason) == (MisreportState.REFUSED, "认错了人")


def test_taken_back_its_fine_is_reversed_once_and_the_people_of_it_are_told(case: Case, world: World) -> None:
    misreport = confirm_misreport(misreport=reported(case, world), comment="库房照片为准", by=world.deputy_gm, at=NOW)
    done = take_back_misreport(misreport=misreport, reason=" 认错了人 ", by=world.deputy_gm, at=NOW + timedelta(days=1))
    assert [amount for _, amount, _, _ in fines(case)] == [Decimal("500.00"), Decimal("-500.00")]
    assert ([row.amount for row in done.reversed], done.corrections) == ([Decimal("-500.00")], ())
    misreport.refresh_from_db()
    kept = (misreport.state, misreport.annulled_by, misreport.annul_reason, misreport.comment)
    assert kept == (MisreportState.REFUSED, world.deputy_gm, "认错了人", "库房照片为准")
    told = InboxMessage.objects.filter(title__startswith="撤销对刘玉兰弄虚作假的认定")
    assert set(told.values_list("user__username", flat=True)) == {"sales_clerk", "tech_head", "deputy_gm"}
    assert InboxMessage.objects.filter(user=world.sales_head, title__contains="对销售处的罚款已红冲").exists()
    said = Event.objects.filter(stream=case.stream).values_list("verb", "clause")
    assert ("annul_misreport", "P.四.5") in said and ("reverse_entry", "P.一.5") in said
    with pytest.raises(NotConfirmed):
        take_back_misreport(misreport=misreport, reason="再来", by=world.deputy_gm, at=NOW + timedelta(days=2))
    assert len(fines(case)) == 2


def test_taken_back_after_the_month_was_sealed_it_is_reversed_in_the_open_one(case: Case, world: World) -> None:
    misreport = confirm_misreport(misreport=reported(case, world), by=world.deputy_gm, at=NOW)
    released(world)
    take_back_misreport(misreport=misreport, reason="认错了人", by=world.deputy_gm, at=at("2026-11-20 10:00"))
    assert [(amount, month.month) for _, amount, _, month in fines(case)] == [(Decimal("500.00"), 10), (Decimal("-500.00"), 11)]


def test_a_member_of_another_unit_is_taken_back_without_any_entry(case: Case, world: World) -> None:
    name = world.tech_engineer2.display_name
    misreport = confirm_misreport(misreport=reported(case, world, name), by=world.deputy_gm, at=NOW)
    released(world)
    before = LedgerEntry.objects.count()
    done = take_back_misreport(misreport=misreport, reason="样纸是另一卷的", by=world.deputy_gm, at=at("2026-11-20 10:00"))
    assert (done.reversed, LedgerEntry.objects.count()) == ((), before)
    told = InboxMessage.objects.filter(title=f"{name} 2026-10 奖金扣发已撤销，请退还")
    assert set(told.values_list("user__username", flat=True)) >= {"tech_engineer2", "hr", "finance"}
    assert list(due_with(NOVEMBER)) == []
    assert reported(case, world, name, at=at("2026-11-21 10:00")).state == MisreportState.REPORTED


def test_a_finding_is_taken_back_by_the_deputy_alone_with_a_reason_and_not_by_the_member(case: Case, world: World) -> None:
    waiting = reported(case, world)
    with pytest.raises(NotConfirmed):
        take_back_misreport(misreport=waiting, reason="认错了人", by=world.deputy_gm, at=NOW)
    misreport = confirm_misreport(misreport=waiting, by=world.deputy_gm, at=NOW)
    with pytest.raises(NotAllowed):
        take_back_misreport(misreport=misreport, reason="认错了人", by=world.tech_head, at=NOW)
    with pytest.raises(ReasonMissing):
        take_back_misreport(misreport=misreport, reason="  ", by=world.deputy_gm, at=NOW)
    with pytest.raises(StalePage):
        take_back_misreport(misreport=misreport, reason="认错了人", by=world.deputy_gm, at=NOW, seen_version=0)
    TeamMember.objects.filter(pk=misreport.member_id).update(user=world.deputy_gm)
    with pytest.raises(OwnMisreport):
        take_back_misreport(misreport=misreport, reason="认错了人", by=world.deputy_gm, at=NOW)
    assert len(fines(case)) == 1


def released(world: World) -> list[tuple[str, str, str]]:
    october(world)
    issued(world)
    signed(world)
    return list(BonusNotice.objects.values_list("number", "person_name", "unit_name"))


def test_the_notice_of_the_withheld_bonus_comes_with_the_signed_report_once(case: Case, world: World) -> None:
    name = world.tech_engineer2.display_name
    confirm_misreport(misreport=reported(case, world, name), by=world.deputy_gm, at=NOW)
    assert released(world) == [("KF-2026-10-01", name, "技术中心")]
    assert InboxMessage.objects.filter(user=world.tech_engineer2, title__startswith="2026-10 奖金扣发").count() == 1
    assert list(due_with(NOVEMBER)) == []


def test_a_report_confirmed_after_its_month_was_signed_is_told_with_the_next(case: Case, world: World) -> None:
    assert released(world) == []
    misreport = reported(case, world, world.tech_engineer2.display_name)
    confirm_misreport(misreport=misreport, by=world.deputy_gm, at=at("2026-11-03 10:00"))
    assert list(due_with(NOVEMBER)) == [misreport]


def test_a_report_not_confirmed_withholds_nothing(case: Case, world: World) -> None:
    reported(case, world)
    assert released(world) == []


def test_a_member_of_the_service_department_is_left_to_its_own_statement(case: Case, world: World) -> None:
    person = world.service_engineer
    TeamMember.objects.create(
        proposal=member(case).proposal, user=person, name="王海涛", unit=person.unit, discipline="other"
    )
    misreport = confirm_misreport(misreport=reported(case, world, "王海涛"), by=world.deputy_gm, at=NOW)
    employee = Employee.objects.create(
        number="E-017", name="王海涛", unit=person.unit, user=person, entered_on=date(2024, 3, 1)
    )
    assert released(world) == []
    assert list(withheld_of(employee, date(2026, 10, 1))) == [misreport]
    assert list(withheld_of(employee, date(2026, 11, 1))) == []


@pytest.mark.parametrize("who", ["no employee", "no account", "left before"])
def test_a_member_of_the_service_department_whom_no_statement_reaches_gets_the_notice(
    case: Case, world: World, who: str
) -> None:
    person = world.service_engineer
    TeamMember.objects.create(
        proposal=member(case).proposal, user=None if who == "no account" else person, name="王海涛", unit=person.unit, discipline="other"
    )
    if who == "left before":
        Employee.objects.create(
            number="E-017", name="王海涛", unit=person.unit, user=person, entered_on=date(2024, 3, 1), left_on=date(2026, 9, 30)
        )
    confirm_misreport(misreport=reported(case, world, "王海涛"), by=world.deputy_gm, at=NOW)
    assert released(world) == [("KF-2026-10-01", "王海涛", "售后服务部")]


def test_who_was_told_by_notice_is_not_withheld_by_payroll_as_well(case: Case, world: World) -> None:
    wangs_report(case, world, NOW)
    assert len(released(world)) == 1
    october_and_november_closed(world, lambda: None)
    assert (withheld_with(world, date(2026, 10, 1)), withheld_with(world, date(2026, 11, 1))) == ([], [])


def returned_with(world: World, month: date) -> list[str]:
    return [employee.name for employee, _ in payroll_of(world.hr, month).returned]


def test_a_bonus_taken_before_the_finding_fell_is_paid_back_with_the_first_open_month(case: Case, world: World) -> None:
    misreport = wangs_report(case, world, NOW)
    when = at("2026-11-10 10:00")
    office = october_and_november_closed(
        world, lambda: annul_misreport(misreport, reason="认错了人", by=world.tech_head, at=when)
    )
    assert [returned_with(world, date(2026, month, 1)) for month in (10, 11)] == [[], ["王海涛"]]
    assert [row.pk for row in statement_of(office.wang, date(2026, 11, 1), when, shows_wage=True).returned] == [misreport.pk]
    book = attendance_workbook(payroll_of(world.hr, date(2026, 11, 1)), at=at("2026-12-03 09:00"))
    assert list(load_workbook(io.BytesIO(book))["奖金退还"].values)[2][:3] == ("E-017", "王海涛", "2026-10")
    paper = department_pdf(payroll_of(world.hr, date(2026, 11, 1)), at=at("2026-12-03 09:00"), by="吴敏")
    assert "退还的奖金" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def test_a_finding_that_fell_before_payroll_took_the_bonus_pays_nothing_back(case: Case, world: World) -> None:
    misreport = wangs_report(case, world, NOW)
    annul_misreport(misreport, reason="认错了人", by=world.tech_head, at=NOW + timedelta(days=1))
    october_and_november_closed(world, lambda: None)
    for month in (date(2026, 10, 1), date(2026, 11, 1)):
        assert (withheld_with(world, month), returned_with(world, month)) == ([], [])


def test_a_reversal_after_the_notice_tells_those_who_took_the_money(case: Case, world: World) -> None:
    confirm_misreport(misreport=reported(case, world), by=world.deputy_gm, at=NOW)
    released(world)
    entry = entry_for(LedgerEntry.objects.get(case=case, source__startswith="misreport").sequence)
    reverse_entry(entry=entry, reason="认错了人", by=world.tech_head, at=at("2026-11-20 10:00"))
    told = InboxMessage.objects.filter(title="刘玉兰 2026-10 奖金扣发已撤销，请退还")
    assert set(told.values_list("user__username", flat=True)) >= {"sales_clerk", "hr", "finance"}


def wangs_report(case: Case, world: World, when: Any) -> Misreport:
    """王海涛 of 售后服务部 found at `when` to have reported falsely in October."""
    person = world.service_engineer
    TeamMember.objects.create(
        proposal=member(case).proposal, user=person, name="王海涛", unit=person.unit, discipline="other"
    )
    return confirm_misreport(misreport=reported(case, world, "王海涛", at=when), by=world.deputy_gm, at=when)


def october_and_november_closed(world: World, confirm: Any) -> Department:
    """Both months closed; `confirm` is called between the closings."""
    office = Department(world)
    for person in (office.wang, office.manager):
        office.on_time(person, OCTOBER_DAYS)
    close_month(month=date(2026, 10, 1), by=world.hr, at=at("2026-11-04 09:00"))
    confirm()
    close_month(month=date(2026, 11, 1), by=world.hr, at=at("2026-12-02 09:00"))
    return office


def withheld_with(world: World, month: date) -> list[str]:
    return [employee.name for employee, _ in payroll_of(world.hr, month).withheld]


def test_payroll_withholds_the_bonus_with_the_month_of_the_fact(case: Case, world: World) -> None:
    wangs_report(case, world, NOW)
    october_and_november_closed(world, lambda: None)
    assert (withheld_with(world, date(2026, 10, 1)), withheld_with(world, date(2026, 11, 1))) == (["王海涛"], [])
    book = attendance_workbook(payroll_of(world.hr, date(2026, 10, 1)), at=at("2026-12-03 09:00"))
    row = list(load_workbook(io.BytesIO(book))["奖金扣发"].values)[2]
    assert row[:4] == ("E-017", "王海涛", "2026-10", case.number) and row[5] == "P.四.5"
    paper = department_pdf(payroll_of(world.hr, date(2026, 10, 1)), at=at("2026-12-03 09:00"), by="吴敏")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "随本月工资扣发的奖金" in text and case.number in text


def test_a_report_confirmed_after_the_closing_reaches_payroll_with_the_next_month(case: Case, world: World) -> None:
    office = october_and_november_closed(world, lambda: wangs_report(case, world, at("2026-11-10 10:00")))
    assert (withheld_with(world, date(2026, 10, 1)), withheld_with(world, date(2026, 11, 1))) == ([], ["王海涛"])
    assert [len(withheld_of(office.wang, date(2026, month, 1))) for month in (10, 11, 12)] == [1, 1, 0]


def test_a_member_of_another_unit_is_left_to_the_notice_and_not_withheld_twice(case: Case, world: World) -> None:
    person = world.tech_engineer2
    confirm_misreport(misreport=reported(case, world, person.display_name), by=world.deputy_gm, at=NOW)
    office = Department(world)
    other = office.person("J-001", person.display_name, user=person, wage="5000.00")
    office.on_time(other, OCTOBER_DAYS)
    close_month(month=date(2026, 10, 1), by=world.hr, at=at("2026-11-04 09:00"))
    assert withheld_with(world, date(2026, 10, 1)) == []


def test_only_the_person_and_those_who_take_the_money_read_the_notice(case: Case, world: World) -> None:
    confirm_misreport(misreport=reported(case, world), by=world.deputy_gm, at=NOW)
    [(number, _, _)] = released(world)
    for who in ("sales_clerk", "enterprise_management", "finance", "hr"):
        assert bonus_notice_for(world.users[who], number).number == number
    for who in ("sales_clerk2", "sales_head", "tech_head", "admin"):
        with pytest.raises(NotFound):
            bonus_notice_for(world.users[who], number)
