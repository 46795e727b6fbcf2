"""Months with money in them, put into the books by the services, for tests of reports and notices."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.models import Case, ClockKind
from penalties.models import DeductionNotice, MonthReport
from penalties.rules.month import Month
from penalties.services.agree_settlement import agree_settlement
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.execute_settlement import execute_settlement
from penalties.services.issue_month_report import issue_month_report
from penalties.services.post_ledger import Posting
from penalties.services.settlement_content import ExecutionContent, SettlementContent
from penalties.services.sign_report import sign_report
from tests.settled import content, settling_case
from tests.world import World, at

OCTOBER = Month(date(2026, 10, 1))
NOVEMBER = Month(date(2026, 11, 1))
ISSUED_AT = at("2026-11-01 08:00")
SIGNED_AT = at("2026-11-01 09:30")


def answered(case: Case, when: datetime | None = None) -> Case:
    """The reply's clock met two days after filing (or at `when`)."""
    acted = when or case.filed_at + timedelta(days=2)
    case.deadlines.filter(kind=ClockKind.REPLY).update(acted_at=acted)
    Case.objects.filter(pk=case.pk).update(replied_at=acted)
    return Case.objects.get(pk=case.pk)


def booked_case(world: World, **facts: Any) -> Case:
    """A replied case with a determination, ready to be settled: workshop 70 %, 质检处 30 % unless told otherwise."""
    return answered(settling_case(world, **facts))


def settled(case: Case, world: World, what: SettlementContent | None = None, *, on: date = date(2026, 10, 21)) -> Posting:
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


def issued(world: World, month: Month = OCTOBER, when: datetime = ISSUED_AT) -> MonthReport:
    """The month issued by the system."""
    return issue_month_report(month=month, by=None, at=when)


def signed(world: World, month: Month = OCTOBER, when: datetime = SIGNED_AT) -> MonthReport:
    return sign_report(month=month, by=world.enterprise_management, at=when)


def notice_of(report: MonthReport, world: World, unit: str) -> DeductionNotice:
    return DeductionNotice.objects.get(report=report, unit=world.unit[unit])


def unit_row(report: MonthReport, name: str) -> dict[str, str]:
    """The unit's row of the sealed figures."""
    return next(row for row in report.figures["units"] if row["name"] == name)


def amounts(rows: Iterable[dict[str, str]], name: str, amount: str) -> dict[str, str]:
    return {row[name]: row[amount] for row in rows}


def money(text: str) -> Decimal:
    return Decimal(text)
