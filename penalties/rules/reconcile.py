"""P.一.5  What must hold of the books before a month is sealed: a list of checks, each giving what it found.

A finding names the row and the remedy. A report with findings is not issued.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yibin_service.foundation import wording as words
from yibin_service.foundation.regulation.money import ZERO

from .chain import ChainFinding
from .month import Month

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Balance:
    """The two sides of one case, CNY; fines are not in `charge`."""

    case: str
    loss: Decimal
    charge: Decimal


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case judged anew from its confirmed facts.

    `unposted`: lines the ledger lacks, in words. `waits_for`: what keeps confirmed settlements out of it. `contradiction`:
    why it cannot be judged. `shares`: the shares in force, none where the regulation gives none. `unfined`: missed
    clocks that call for a fine and have neither fine nor waiver.
    """

    number: str
    unposted: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    contradiction: str = ""
    shares: tuple[Decimal, ...] = ()
    unfined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reversal:
    """An entry that says it reverses. `original` is None where it points at nothing; `is_true` where it undoes it exactly."""

    sequence: int
    case: str
    original: int | None
    is_true: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A total of the report beside what the ledger's own rows come to."""

    table: str
    reported: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class ReconciliationFacts:
    """Everything the checks look at. `entry_count` is the whole ledger's, `month_entries` the month's."""

    entry_count: int
    month_entries: int
    balances: tuple[Balance, ...]
    chain: tuple[ChainFinding, ...]
    judged: tuple[JudgedCase, ...]
    reversals: tuple[Reversal, ...]
    totals: tuple[Total, ...] = ()
    earlier_open: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what to do. `case` is the number of the case it is about, if any."""

    where: str
    text: str
    remedy: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its title as printed, what it looks at, and the function that looks."""

    key: str
    title: str
    find: Callable[[ReconciliationFacts], Iterator[Finding]]
    scope: Callable[[ReconciliationFacts], str]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check as it came out."""

    key: str
    title: str
    scope: str
    findings: tuple[Finding, ...]


def losses_equal_charges(facts: ReconciliationFacts) -> Iterator[Finding]:
    """Each case: what it cost is what its units bear, without fines."""
    for balance in facts.balances:
        if balance.loss != balance.charge:
            text = f"损失 {balance.loss:,} 元，承担 {balance.charge:,} 元，差 {words.money(balance.loss - balance.charge)} 元"
            remedy = "请技术中心主任在本案台账上找出有错的一笔，红冲后重新登记"
            yield Finding(f"案件 {balance.case}", text, remedy, balance.case)


def chain_is_intact(facts: ReconciliationFacts) -> Iterator[Finding]:
    """Every entry recomputed: nobody altered, took out or put in one."""
    for finding in facts.chain:
        where = f"台账 #{finding.sequence}" if finding.sequence else "台账"
        yield Finding(where, finding.text, "台账可能被绕开系统改动：请系统管理员停用系统，从备份恢复并校验台账")


def confirmed_acts_are_posted(facts: ReconciliationFacts) -> Iterator[Finding]:
    """Each case judged anew: the ledger says what its confirmed facts ask for."""
    for case in facts.judged:
        where = f"案件 {case.number}"
        if case.contradiction:
            remedy = "请技术中心主任红冲合不上的那笔，或重新认定责任"
            yield Finding(where, f"已确认的事实合不上：{case.contradiction}", remedy, case.number)
        for reason in case.waits_for:
            yield Finding(where, f"已确认的结算还没有入账：{reason}", "请技术中心办完这一步，系统随即入账", case.number)
        for line in case.unposted:
            remedy = "请技术中心主任打开本案重新确认责任认定，系统随即补记差额"
            yield Finding(where, f"台账与事实不符：{line}", remedy, case.number)


def breaches_have_fine_or_waiver(facts: ReconciliationFacts) -> Iterator[Finding]:
    """A missed clock that calls for a fine has one proposed, confirmed or dropped with a reason, or was waived."""
    for case in facts.judged:
        for clock in case.unfined:
            remedy = "系统每隔几分钟自动提出；超过一小时仍没有，请告诉系统管理员"
            yield Finding(f"案件 {case.number}", f"{clock}超期还没有提出罚款，也没有豁免", remedy, case.number)


def report_is_sum_of_entries(facts: ReconciliationFacts) -> Iterator[Finding]:
    """Every table of the report comes to what the month's entries come to."""
    for total in facts.totals:
        if total.reported != total.expected:
            text = (
                f"报表 {total.reported:,}，台账 {total.expected:,}，差 {words.money(total.reported - total.expected)}"
            )
            yield Finding(total.table, text, "请重新对账；仍不等，请告诉系统管理员")


def reversals_have_originals(facts: ReconciliationFacts) -> Iterator[Finding]:
    """A reversal undoes exactly one earlier entry of the same case, side, kind and unit."""
    for reversal in facts.reversals:
        if reversal.original is None:
            text = "红冲没有指明原笔"
        elif not reversal.is_true:
            text = f"红冲与原笔 #{reversal.original} 的案件、类别、单位或金额不符"
        else:
            continue
        remedy = "请技术中心主任核对本案台账，把差额重新登记"
        yield Finding(f"台账 #{reversal.sequence}", text, remedy, reversal.case)


def shares_add_to_one(facts: ReconciliationFacts) -> Iterator[Finding]:
    """The shares in force of each case are one whole."""
    for case in facts.judged:
        if case.shares and sum(case.shares, ZERO) != WHOLE:
            text = f"承担比例合计 {sum(case.shares, ZERO) * 100:f}%"
            yield Finding(f"案件 {case.number}", text, "请技术中心主任重新认定责任", case.number)


def earlier_months_are_issued(facts: ReconciliationFacts) -> Iterator[Finding]:
    """Months are sealed in their order."""
    for month in facts.earlier_open:
        title = Month(month).title
        yield Finding(f"{title}月报", f"{title}月报还没有签发", f"请先处理并签发{title}月报")


def _cases(facts: ReconciliationFacts) -> str:
    return f"{len(facts.judged)}案"


CHECKS: tuple[Check, ...] = (
    Check(
        "balance",
        "每案损失 = 各单位分摊与追偿之和",
        losses_equal_charges,
        lambda facts: f"{len(facts.balances)}案，逐分相等",
    ),
    Check(
        "chain",
        "账链连续",
        chain_is_intact,
        lambda facts: f"#1—#{facts.entry_count}" if facts.entry_count else "没有台账",
    ),
    Check("posted", "已确认的事项全部入账", confirmed_acts_are_posted, _cases),
    Check("fines", "每次超期都有罚款或豁免", breaches_have_fine_or_waiver, _cases),
    Check(
        "report",
        "报表各表 = 本月台账合计",
        report_is_sum_of_entries,
        lambda facts: f"{facts.month_entries}笔，{len(facts.totals)}处合计",
    ),
    Check("reversals", "红冲都有原笔", reversals_have_originals, lambda facts: f"{len(facts.reversals)}笔红冲"),
    Check("shares", "每案承担比例合计 100%", shares_add_to_one, _cases),
    Check("order", "以前各月已签发", earlier_months_are_issued, lambda facts: "按月顺序"),
)


def reconcile(facts: ReconciliationFacts) -> list[CheckResult]:
    """Every check with what it found, in the order of the list."""
    return [CheckResult(check.key, check.title, check.scope(facts), tuple(check.find(facts))) for check in CHECKS]


def findings_of(results: list[CheckResult]) -> list[Finding]:
    """What keeps the month from being sealed; empty when everything holds."""
    return [finding for result in results for finding in result.findings]
