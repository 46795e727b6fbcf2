"""Settlements, expenses, claims, and the end of a case."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from cases.models import CaseState
from penalties.models import Claim, ClaimParty, Expense, SettlementKind
from penalties.selectors.case_facts import source_of
from penalties.selectors.closing import closing_list
from penalties.selectors.ledger_state import entries_from
from penalties.services.agree_settlement import agree_settlement
from penalties.services.close_case import close_case
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.execute_settlement import execute_settlement
from penalties.services.open_claim import ClaimContent, close_claim, open_claim
from penalties.services.record_expense import ExpenseContent, record_expense
from penalties.services.record_receipt import ReceiptContent, confirm_receipt, record_receipt
from penalties.services.reverse_entry import reverse_entry
from penalties.services.settlement_content import ExecutionContent, SettlementContent

from .run import Run
from .stage import Life

CARRIER = "顺江物流有限公司"
PURPOSES = ("差旅", "检测", "取样运输", "差旅与住宿")
DOCUMENTS = {SettlementKind.RETURN: "RK", SettlementKind.COMPENSATE: "PK", SettlementKind.EXCHANGE: "YF"}
MISTAKE = Decimal("90.00")


def remedy_content(run: Run, remedy: dict[str, Any]) -> SettlementContent:
    """What the plot's remedy agrees with the customer, for the rolls of this card."""
    lines = {line.position: line for line in run.case.card.lines.all()}
    chosen = [lines[position] for position in remedy["rolls"]]
    kind = SettlementKind(remedy["kind"])
    is_exchange = kind == SettlementKind.EXCHANGE
    weight = sum((line.tonnes for line in chosen), Decimal("0.000"))
    is_paid = kind == SettlementKind.COMPENSATE
    return SettlementContent(
        kind=kind,
        line_ids=tuple(line.pk for line in chosen),
        tonnes=None if is_exchange else run.weight(remedy["tonnes"]) if "tonnes" in remedy else weight,
        is_repulped=True if kind == SettlementKind.RETURN else None,
        method=remedy.get("method", "price") if is_paid else "",
        ex_works_price=Decimal(remedy["price"]) if is_paid else None,
        transport_cost=run.money(remedy["transport"]) if is_exchange else None,
        storage_cost=run.money(remedy["storage"]) if is_exchange else None,
        agreed_with=run.case.customer.contact_name,
    )


def spend(run: Run) -> Life:
    """The trip's voucher; once in a while entered wrong first, and reversed when the ledger shows it."""
    if "expense" not in run.plot:
        return
    yield from run.wait(9)
    amount = run.money(run.plot["expense"]) + (MISTAKE if "reversal" in run.plot else 0)
    _expense(run, amount, f"CL-{run.at:%m%d}-{run.number:02d}")


def _expense(run: Run, amount: Decimal, voucher_no: str) -> None:
    voucher = run.cast.upload("费用凭证", run.engineer, run.at)
    purpose = PURPOSES[run.number % len(PURPOSES)]
    content = ExpenseContent(purpose, amount, run.at.date() - timedelta(days=1), voucher_no)
    record_expense(case=run.case, content=content, vouchers=[voucher], by=run.engineer, at=run.at)


def settle(run: Run) -> Life:
    """The claim, then each remedy: agreed, carried out, confirmed by the second person."""
    claim = _claim(run) if "claim" in run.plot else None
    run.reach("claimed")
    for remedy in run.plot.get("remedies", []):
        yield from run.wait(26)
        settlement = agree_settlement(case=run.case, content=remedy_content(run, remedy), by=run.clerk, at=run.at)
        run.reach("agreed")
        yield from run.wait(40)
        document = run.cast.upload("入库单或磅单", run.clerk, run.at)
        number = f"{DOCUMENTS[settlement.kind]}-{run.at:%m%d}-{run.number:02d}{settlement.ordinal}"
        done = ExecutionContent(number, run.at.date())
        settlement = execute_settlement(
            settlement=settlement, content=done, documents=[document], by=run.clerk, at=run.at
        )
        run.reach("executed")
        yield from run.wait(10)
        confirm_settlement(settlement=settlement, by=run.cast["sales_head"], at=run.at)
    if "reversal" in run.plot:
        yield from _reverse(run)
    if claim is not None:
        yield from _recover(run, claim)


def _claim(run: Run) -> Claim:
    letter = run.cast.upload("索赔函", run.clerk, run.soon())
    half = Decimal(2) if "forced_by" in run.plot.get("packaging", {}) else Decimal(1)
    content = ClaimContent(ClaimParty.CARRIER, CARRIER, run.money(run.plot["loss"]) / half)
    return open_claim(case=run.case, content=content, documents=[letter], by=run.clerk, at=run.at)


def _reverse(run: Run) -> Life:
    """The voucher was misread: the entry is reversed and the right sum entered anew."""
    yield from run.wait(30)
    expense = Expense.objects.get(case=run.case, cancelled_at=None)
    entry = entries_from(run.case, source_of(expense))[0]
    reason = f"凭证金额看错，实为 {run.money(run.plot['expense']):,} 元"
    reverse_entry(entry=entry, reason=reason, by=run.cast["tech_head"], at=run.at)
    yield from run.wait(6)
    _expense(run, run.money(run.plot["expense"]), expense.voucher_no)


def _recover(run: Run, claim: Claim) -> Life:
    """What the carrier pays comes in parts; a claim nobody has paid yet stays open."""
    for part in run.plot["claim"]["received"]:
        yield from run.wait(70)
        content = ReceiptContent(run.money(part), run.at.date(), f"YH-{run.at:%m%d}-{run.number:02d}")
        receipt = record_receipt(claim=claim, content=content, by=run.clerk, at=run.at)
        run.reach("receipt_waits")
        yield from run.wait(14)
        confirm_receipt(receipt=receipt, by=run.cast["finance"], at=run.at)
    if run.plot["claim"]["received"]:
        yield from run.wait(20)
        close_claim(claim=claim, reason="承运单位只认到账部分，协商了结", by=run.clerk, at=run.at)


def close(run: Run) -> Life:
    """Closed once nothing of the case is open; with a claim open it stays."""
    reason = run.plot.get("not_compensated", "")
    for _ in range(12):
        yield from run.wait(30)
        if run.case.state != CaseState.REPLIED:
            return
        if all(item.is_done for item in closing_list(run.case, run.at, not_compensated_reason=reason)):
            close_case(case=run.case, not_compensated_reason=reason, by=run.cast["tech_head"], at=run.at)
            return
