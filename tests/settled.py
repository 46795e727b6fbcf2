"""Cases whose settling a test looks at: put into the database at that step, then walked by the services."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models import Q, Sum

from cases.models import CardLine, Case, CaseState, ClockKind, DeadlineBreach, HandlingOpinion, OpinionState
from liability.models import DelayFinding, DeterminationState, LiabilityDetermination
from penalties.models import Claim, ClaimParty, ClaimReceipt, Expense, Settlement, SettlementKind, Side
from penalties.models.ledger import LedgerEntry
from penalties.services.agree_settlement import agree_settlement
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.execute_settlement import execute_settlement
from penalties.services.open_claim import ClaimContent, open_claim
from penalties.services.post_ledger import Posting
from penalties.services.record_expense import ExpenseContent, record_expense
from penalties.services.record_receipt import ReceiptContent, confirm_receipt, record_receipt
from penalties.services.settlement_content import ExecutionContent, SettlementContent
from tests.cases_made import make_case
from tests.world import World, at

AGREED_AT = at("2026-10-20 09:00")
EXECUTED_ON = date(2026, 10, 21)
EXECUTED_AT = at("2026-10-21 15:00")
CONFIRMED_AT = at("2026-10-22 10:00")
_rolls = count(1)


def settling_case(
    world: World,
    *,
    tier: str = "larger",
    loss: str = "6750.00",
    cause: str = "paper_defect",
    ceilings: tuple[str, str, str] = ("9000.00", "9000.00", "9000.00"),
    rolls: Iterable[str] = ("3.250", "2.000", "1.500"),
    is_determined: bool = True,
    filed_at: datetime | None = None,
    **determination: Any,
) -> Case:
    """A replied case with an approved opinion and, unless told otherwise, a confirmed determination."""
    changes = {"filed_at": filed_at} if filed_at else {}
    case = make_case(world, tier=tier, loss=loss, **changes)
    give_rolls(case, world, rolls)
    give_ceilings(case, world, ceilings)
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.REPLIED, replied_at=case.filed_at + timedelta(days=2)
    )
    if is_determined:
        determine(case, world, cause=cause, **determination)
    return Case.objects.get(pk=case.pk)


def give_rolls(case: Case, world: World, rolls: Iterable[str]) -> None:
    """Rolls of the given tonnes, with numbers nobody else has."""
    case.card.lines.all().delete()
    for position, weight in enumerate(rolls, 1):
        CardLine.objects.create(
            card=case.card,
            position=position,
            roll_no=f"7R{next(_rolls):06d}",
            product=world.product,
            machine=case.machine,
            workshop=case.workshop,
            tonnes=Decimal(weight),
            defect=case.defect,
        )


def give_ceilings(
    case: Case, world: World, ceilings: tuple[str, str, str], **changes: Any
) -> HandlingOpinion:
    """An approved opinion with ceilings for 退, 赔, 换; one before it is superseded."""
    HandlingOpinion.objects.filter(case=case).update(state=OpinionState.SUPERSEDED)
    names = ("return_ceiling", "compensate_ceiling", "exchange_ceiling")
    content = dict(zip(names, (Decimal(amount) for amount in ceilings), strict=True))
    return HandlingOpinion.objects.create(
        case=case,
        draft_no=HandlingOpinion.objects.filter(case=case).count() + 1,
        state=OpinionState.APPROVED,
        text="同意退赔换",
        drafted_by=world.tech_engineer,
        drafted_at=case.filed_at,
        submitted_by=world.tech_engineer,
        submitted_at=case.filed_at,
        **content | changes,
    )


def determine(case: Case, world: World, *, cause: str = "paper_defect", **changes: Any) -> LiabilityDetermination:
    """A confirmed determination; the one before it is superseded. The hook is not called: see `redetermine`."""
    LiabilityDetermination.objects.filter(case=case).update(state=DeterminationState.SUPERSEDED)
    facts: dict[str, Any] = {
        "ordinal": LiabilityDetermination.objects.filter(case=case).count() + 1,
        "state": DeterminationState.CONFIRMED,
        "cause": cause,
        "proposed_by": world.tech_engineer,
        "proposed_at": case.filed_at,
        "decided_by": world.tech_head,
        "decided_at": case.filed_at + timedelta(hours=3),
    }
    return LiabilityDetermination.objects.create(case=case, **facts | changes)


def shares(*pairs: tuple[str, str, str]) -> list[dict[str, str]]:
    """Shares as a determination stores them: (unit code, name, share)."""
    return [{"unit": code, "name": name, "share": share, "clause": "P.三"} for code, name, share in pairs]


def breach(case: Case, world: World, kind: str, **changes: Any) -> DeadlineBreach:
    """A missed clock of the unit whose clock it is."""
    unit = world.unit["sales" if kind == ClockKind.CARD_FILING else "technical_center"]
    due_at = case.deadlines.get(kind=kind).due_at
    facts = {"due_at": due_at, "detected_at": due_at, "clause": "P.二.1", "unit": unit}
    return DeadlineBreach.objects.create(case=case, kind=kind, **facts | changes)


def late_card(case: Case, world: World) -> DeadlineBreach:
    """The card came after 80 hours."""
    received = case.filed_at - timedelta(hours=80)
    case.card.received_by_sales_at = received
    case.card.save()
    due_at = received + timedelta(hours=72)
    case.deadlines.filter(kind=ClockKind.CARD_FILING).update(starts_at=received, due_at=due_at, breached_at=due_at)
    return breach(case, world, ClockKind.CARD_FILING, acted_at=case.filed_at)


def effect(found: DeadlineBreach, world: World, kind: str, ordinal: int = 1) -> DelayFinding:
    """The confirmed effect of a late card."""
    DelayFinding.objects.filter(breach=found).update(state=DeterminationState.SUPERSEDED)
    return DelayFinding.objects.create(
        breach=found,
        case=found.case,
        kind=found.kind,
        ordinal=ordinal,
        effect=kind,
        has_adverse_effect=True,
        reason="客户已把纸用掉一半",
        state=DeterminationState.CONFIRMED,
        proposed_by=world.tech_engineer,
        proposed_at=found.detected_at,
        decided_by=world.deputy_gm,
        decided_at=found.detected_at + timedelta(hours=ordinal),
    )


def content(case: Case, *positions: int, **changes: Any) -> SettlementContent:
    """A return of the case's first roll, re-pulped, unless told otherwise."""
    lines = {line.position: line for line in case.card.lines.all()}
    chosen = positions or (1,)
    facts: dict[str, Any] = {
        "kind": SettlementKind.RETURN,
        "line_ids": tuple(lines[position].pk for position in chosen),
        "tonnes": sum((lines[position].tonnes for position in chosen), Decimal("0.000")),
        "is_repulped": True,
        "agreed_with": "杨师傅",
    }
    return SettlementContent(**facts | changes)


def compensation(case: Case, *positions: int, price: str = "5200.00", **changes: Any) -> SettlementContent:
    facts = {"kind": SettlementKind.COMPENSATE, "is_repulped": None, "method": "price"}
    return content(case, *positions, **facts | {"ex_works_price": Decimal(price)} | changes)


def exchange(case: Case, *positions: int, transport: str = "650.00", storage: str = "120.00") -> SettlementContent:
    return content(
        case,
        *positions,
        kind=SettlementKind.EXCHANGE,
        tonnes=None,
        is_repulped=None,
        transport_cost=Decimal(transport),
        storage_cost=Decimal(storage),
    )


def agreed(case: Case, world: World, what: SettlementContent | None = None) -> Settlement:
    return agree_settlement(case=case, content=what or content(case), by=world.sales_clerk, at=AGREED_AT)


def executed(
    case: Case, world: World, what: SettlementContent | None = None, on: date = EXECUTED_ON, **figures: Any
) -> Settlement:
    return execute_settlement(
        settlement=agreed(case, world, what),
        content=ExecutionContent(document_no="RK-1021", executed_on=on, **figures),
        by=world.sales_clerk,
        at=EXECUTED_AT,
    )


def confirmed(
    case: Case, world: World, what: SettlementContent | None = None, on: date = EXECUTED_ON, **figures: Any
) -> Posting:
    settlement = executed(case, world, what, on, **figures)
    return confirm_settlement(settlement=settlement, by=world.sales_head, at=CONFIRMED_AT)


def expense(case: Case, world: World, amount: str = "1800.00", voucher_no: str = "CL-1", **changes: Any) -> Expense:
    facts: dict[str, Any] = {"purpose": "差旅", "spent_on": EXECUTED_ON, "voucher_no": voucher_no}
    what = ExpenseContent(amount=Decimal(amount), **facts | changes)
    return record_expense(case=case, content=what, by=world.tech_engineer, at=CONFIRMED_AT)


def claim(case: Case, world: World, amount: str = "5000.00", when: datetime = CONFIRMED_AT) -> Claim:
    what = ClaimContent(party=ClaimParty.CARRIER, party_name="宜宾顺达物流", amount=Decimal(amount))
    return open_claim(case=case, content=what, by=world.sales_clerk, at=when)


def receipt(found: Claim, world: World, amount: str, voucher_no: str = "YH-1") -> ClaimReceipt:
    what = ReceiptContent(amount=Decimal(amount), received_on=EXECUTED_ON, voucher_no=voucher_no)
    return record_receipt(claim=found, content=what, by=world.sales_clerk, at=CONFIRMED_AT)


def received(found: Claim, world: World, amount: str, voucher_no: str = "YH-1") -> Posting:
    row = receipt(found, world, amount, voucher_no)
    return confirm_receipt(receipt=row, by=world.finance, at=CONFIRMED_AT)


def drawn(entries: Iterable[LedgerEntry]) -> list[tuple[str, str, str]]:
    """(kind, unit or nothing for a loss, amount)."""
    return [(entry.kind, entry.unit_name, str(entry.amount)) for entry in entries]


def ledger(case: Case) -> list[tuple[str, str, str]]:
    return drawn(LedgerEntry.objects.filter(case=case).order_by("sequence"))


def standing(case: Case) -> dict[tuple[str, str], str]:
    """What the case's entries add up to, by kind and unit; what was taken back to nothing is left out."""
    rows = LedgerEntry.objects.filter(case=case).order_by().values("kind", "unit_name").annotate(sum=Sum("amount"))
    return {(row["kind"], row["unit_name"]): str(row["sum"]) for row in rows if row["sum"]}


def is_balanced(case: Case) -> bool:
    rows = LedgerEntry.objects.filter(case=case)
    sums = rows.aggregate(
        loss=Sum("amount", filter=Q(side=Side.LOSS), default=0),
        charge=Sum("amount", filter=Q(side=Side.CHARGE) & ~Q(kind="fine"), default=0),
    )
    return bool(sums["loss"] == sums["charge"])
