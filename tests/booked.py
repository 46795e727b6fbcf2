"""Months with money in them, put into the books by the services, for tests of reports and notices."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.models import Case, ClockKind
from penalties.models import DeductionNotice, Fine, MonthReport
from penalties.rules.month import Month
from penalties.services.agree_settlement import agree_settlement
from penalties.services.confirm_fine import confirm_fine
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.execute_settlement import execute_settlement
from penalties.services.issue_month_report import issue_month_report
from penalties.services.open_claim import ClaimContent, open_claim
from penalties.services.post_ledger import Posting
from penalties.services.propose_fines import propose_fines
from penalties.services.record_expense import ExpenseContent, record_expense
from penalties.services.record_receipt import ReceiptContent, confirm_receipt, record_receipt
from penalties.services.settlement_content import ExecutionContent, SettlementContent
from penalties.services.sign_report import sign_report
from tests.settled import breach, compensation, content, exchange, settling_case
from tests.world import World, at

OCTOBER = Month(date(2026, 10, 1))
NOVEMBER = Month(date(2026, 11, 1))
ISSUED_AT = at("2026-11-01 08:00")
SIGNED_AT = at("2026-11-01 09:30")
MID_OCTOBER = date(2026, 10, 21)


def answered(case: Case, when: datetime | None = None) -> Case:
    """The reply's clock met two days after filing (or at `when`)."""
    acted = when or case.filed_at + timedelta(days=2)
    case.deadlines.filter(kind=ClockKind.REPLY).update(acted_at=acted)
    Case.objects.filter(pk=case.pk).update(replied_at=acted)
    return Case.objects.get(pk=case.pk)


def booked_case(world: World, **facts: Any) -> Case:
    """A replied case with a determination, ready to be settled: workshop 70 %, 质检处 30 % unless told otherwise."""
    return answered(settling_case(world, **facts))


def settled(
    case: Case, world: World, what: SettlementContent | None = None, *, on: date = MID_OCTOBER
) -> Posting:
    """A settlement agreed, executed on `on` and confirmed the day after at 10:00."""
    noon = at(f"{on:%Y-%m-%d} 12:00")
    settlement = agree_settlement(case=case, content=what or content(case), by=world.sales_clerk, at=noon)
    settlement = execute_settlement(
        settlement=settlement,
        content=ExecutionContent(document_no="RK-1021", executed_on=on),
        by=world.sales_clerk,
        at=noon + timedelta(hours=1),
    )
    return confirm_settlement(settlement=settlement, by=world.sales_head, at=noon + timedelta(hours=22))


def spent(case: Case, world: World, amount: str, voucher: str, *, on: date = MID_OCTOBER) -> Any:
    """An expense of the investigation."""
    what = ExpenseContent(purpose="差旅", amount=Decimal(amount), spent_on=on, voucher_no=voucher)
    return record_expense(case=case, content=what, by=world.tech_engineer, at=at(f"{on:%Y-%m-%d} 16:00"))


def recovered(case: Case, world: World, amount: str, *, on: date = MID_OCTOBER) -> Posting:
    """A claim on the carrier, still open, with one receipt that 财务 confirmed."""
    noon = at(f"{on:%Y-%m-%d} 12:00")
    demand = ClaimContent(party="carrier", party_name="宜宾顺达物流", amount=Decimal("5000.00"))  # type: ignore[arg-type]
    claim = open_claim(case=case, content=demand, by=world.sales_clerk, at=noon)
    receipt = ReceiptContent(amount=Decimal(amount), received_on=on, voucher_no="YH-1")
    row = record_receipt(claim=claim, content=receipt, by=world.sales_clerk, at=noon + timedelta(hours=1))
    return confirm_receipt(receipt=row, by=world.finance, at=noon + timedelta(hours=2))


def fined_for_late_reply(case: Case, world: World) -> Fine:
    """The reply came two days late; 企管办 has confirmed 技术中心's fine."""
    clock = case.deadlines.get(kind=ClockKind.REPLY)
    late = clock.due_at + timedelta(days=2)
    breach(case, world, ClockKind.REPLY, acted_at=late)
    case.deadlines.filter(pk=clock.pk).update(acted_at=late, breached_at=clock.due_at)
    Case.objects.filter(pk=case.pk).update(replied_at=late)
    propose_fines(case=Case.objects.get(pk=case.pk), at=late)
    fine = Fine.objects.get(case=case)
    confirm_fine(fine=fine, by=world.enterprise_management, at=late + timedelta(hours=1))
    return fine


def october(world: World) -> list[Case]:
    """A month of four cases. Worked out by hand (CNY):

    A 纸病 70/30: 3.250 t × 1,200 = 3,900 and 1,800 of expenses, 5,700: 四抄 3,990, 质检 1,710
    B 内夹带 90/10: 1.500 t × 5,200 = 7,800: 四抄 7,020, 质检 780
    C 厂外运输: 650 + 120 = 770; 500 received of an open claim: 承运 500, 公司垫付 270
    D answered late: 技术中心 fined 200
    Losses 14,270; charges 14,470: 四抄 11,010, 质检 2,490, 承运 500, 公司 270, 技术中心 200.
    """
    a, b = booked_case(world), booked_case(world, cause="hidden")
    c, d = booked_case(world, cause="transport"), booked_case(world)
    settled(a, world)
    spent(a, world, "1800.00", "CL-1")
    settled(b, world, compensation(b, 3))
    settled(c, world, exchange(c, 1))
    recovered(c, world, "500.00")
    fined_for_late_reply(d, world)
    return [a, b, c, d]


def issued(world: World, month: Month = OCTOBER, when: datetime = ISSUED_AT) -> MonthReport:
    """The month issued by the system."""
    return issue_month_report(month=month, by=None, at=when)


def signed(world: World, month: Month = OCTOBER, when: datetime = SIGNED_AT) -> MonthReport:
    return sign_report(month=month, by=world.enterprise_management, at=when)


def notice_of(report: MonthReport, world: World, unit: str) -> DeductionNotice:
    return DeductionNotice.objects.get(report=report, unit=world.unit[unit])


def column(rows: Iterable[dict[str, str]], name: str, amount: str) -> dict[str, str]:
    """One column of a table by another."""
    return {row[name]: row[amount] for row in rows}
