"""All confirmed facts of a case as the assessment and the ledger take them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from cases.models import Case, ClockKind, DeadlineBreach, Misreport, MisreportState
from cases.rules.intake import Cause
from cases.selectors.parameters import parameters_of
from liability.rules.determine import Determination, Share
from liability.rules.facts import UNIT_NAMES, Packaging, PackagingStage, Party, Signer
from liability.selectors.facts import LiabilityFacts, ManualShare, liability_facts
from penalties.models import (
    Claim,
    ClaimReceipt,
    ClaimState,
    Expense,
    Fine,
    FineState,
    Settlement,
    SettlementState,
)
from penalties.rules.assess import assess
from penalties.rules.facts import CaseFacts, LateFilingEffect
from penalties.rules.posting import ExpenseFact, FineFact, LedgerFacts
from penalties.rules.result import CaseResult
from penalties.selectors.settlement_facts import settlement_fact
from yibin_service.foundation.org.models import Unit, UnitKind
from yibin_service.foundation.org.selectors import name_on
from yibin_service.foundation.regulation.clauses import BY_ID, P_3, P_4_5
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.money import ZERO
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.parameters import ParameterSet

PARTY_KINDS: dict[str, Party] = {
    UnitKind.QUALITY_INSPECTION: Party.QUALITY_INSPECTION,
    UnitKind.WAREHOUSE: Party.WAREHOUSE,
    UnitKind.CARRIER: Party.CARRIER,
    UnitKind.SALES: Party.SALES,
    UnitKind.COMPANY: Party.COMPANY,
    UnitKind.TECHNICAL_CENTER: Party.TECHNICAL_CENTER,
}


@dataclass(frozen=True)
class CaseStanding:
    """A case judged from its rows: the assessment, and what the ledger lays over it."""

    facts: CaseFacts
    ledger: LedgerFacts
    result: CaseResult
    parameters: ParameterSet
    liability: LiabilityFacts

    @property
    def is_determined(self) -> bool:
        return self.liability.is_determined

    @property
    def has_external_share(self) -> bool:
        """Whether the carrier bears a part that 销售处 claims (P.三.3)."""
        return self.result.determination.has_external_share


def standing_of(
    case: Case, at: datetime, *, is_closing: bool = False, also: Settlement | None = None
) -> CaseStanding:
    """Judge the case by its confirmed facts and its bound version.

    Only confirmed settlements and receipts, standing expenses and confirmed determinations count; `also` counts a
    settlement as if it were confirmed. Raises FaultyDocument where the facts contradict each other (output taken off a
    workshop that bears no share).
    """
    p = parameters_of(case)
    liability, rows = liability_facts(case), _rows_of(case, also)
    workshop = printed_workshop(case, p)
    facts = _case_facts(case, at, p, liability, rows, workshop)
    result = _judged(facts, rows.recovered, p, _decided(case, liability, workshop))
    ledger = LedgerFacts(
        settlements=tuple(source_of(settlement) for settlement in rows.settlements),
        expenses=tuple(ExpenseFact(source_of(row), _purpose(row), row.amount) for row in rows.expenses),
        fines=(*(_fine(fine) for fine in confirmed_fines(case)), *_misreport_fines(case, p)),
        recovered=rows.recovered,
        has_open_claim=rows.has_open_claim,
        is_closing=is_closing or case.closed_at is not None,
        units=_units() | {workshop: case.workshop_id} | _manual_units(liability),
    )
    return CaseStanding(facts, ledger, result, p, liability)


@dataclass(frozen=True)
class _Rows:
    """The rows of money that count."""

    settlements: list[Settlement]
    expenses: list[Expense]
    recovered: Decimal
    has_open_claim: bool


def _rows_of(case: Case, also: Settlement | None) -> _Rows:
    return _Rows(
        settlements=[*confirmed_settlements(case), *([also] if also else [])],
        expenses=list(Expense.objects.filter(case=case, cancelled_at=None)),
        recovered=confirmed_receipts(case).aggregate(sum=Sum("amount"))["sum"] or ZERO,
        has_open_claim=Claim.objects.filter(case=case, state=ClaimState.OPEN).exists(),
    )


def _case_facts(
    case: Case, at: datetime, p: ParameterSet, liability: LiabilityFacts, rows: _Rows, workshop: str
) -> CaseFacts:
    """The facts of the assessment, money recovered left out: `_judged` lays it over.

    READING: while a claim is open, a mistake of 销售处 does not count yet.
    """
    return CaseFacts(
        ref=case.number,
        as_of=at,
        received_by_sales_at=case.card.received_by_sales_at,
        card_filed_at=case.filed_at,
        arrived_at=case.card.arrived_at,
        opened_at=case.card.opened_at,
        replied_at=case.replied_at,
        liability_clear=case.is_liability_clear,
        extra_major=case.is_extra_major,
        direct_loss=case.direct_loss,
        workshop=workshop,
        machine=case.machine.number,
        cause=Cause(liability.cause) if liability.cause else None,
        packaging=_packaging(liability),
        sales_mistake=liability.is_sales_mistake and not rows.has_open_claim,
        goodwill_approved=liability.is_goodwill_approved,
        settlements=tuple(settlement_fact(settlement) for settlement in rows.settlements),
        investigation_cost=sum((expense.amount for expense in rows.expenses), ZERO),
        recovered=ZERO,
        late_filing_effect=_effect(case, liability, p),
    )


def source_of(row: Settlement | Expense | ClaimReceipt | Claim | Fine | Misreport) -> str:
    """What a ledger entry names as its origin: `settlement:12`, `expense:4`, `receipt:3`, `claim:2`, `fine:8`."""
    names = {Settlement: "settlement", Expense: "expense", ClaimReceipt: "receipt", Claim: "claim", Fine: "fine"}
    return f"{names.get(type(row), 'misreport')}:{row.pk}"


def confirmed_settlements(case: Case) -> QuerySet[Settlement]:
    return Settlement.objects.filter(case=case, state=SettlementState.CONFIRMED)


def confirmed_receipts(case: Case) -> QuerySet[ClaimReceipt]:
    return ClaimReceipt.objects.filter(claim__case=case, confirmed_at__isnull=False, refused_at=None)


def confirmed_fines(case: Case) -> QuerySet[Fine]:
    """Fines that stand: a breach that was waived or overturned has none, whenever that was."""
    standing = Fine.objects.filter(breach__waived_at=None, breach__overturned_at=None)
    return standing.filter(case=case, state=FineState.CONFIRMED).order_by("id")


def printed_workshop(case: Case, p: ParameterSet) -> str:
    """The workshop's name as the bound version knows it: that of the machine's fee, else the one it bore at receipt."""
    fee = p.repulping_fee(case.machine.number)
    known = {case.workshop.name, *case.workshop.names.values_list("name", flat=True)}
    if fee is not None and fee.workshop in known:
        return fee.workshop
    return name_on(case.workshop, local_day(case.card.received_by_sales_at))


def late_breaches(case: Case, p: ParameterSet) -> list[DeadlineBreach]:
    """Missed clocks that may have consequences, earliest first.

    Those waived, overturned by an amendment or missed before the rules went live have none.
    """
    go_live_on = p.optional_day(ParameterKey.GO_LIVE_ON)
    breaches = case.breaches.filter(
        waived_at=None, overturned_at=None, kind__in=[ClockKind.CARD_FILING, ClockKind.REPLY]
    )
    return [
        breach
        for breach in breaches.select_related("unit").order_by("due_at", "id")
        if go_live_on is None or local_day(breach.due_at) >= go_live_on
    ]


def _judged(
    facts: CaseFacts, recovered: Decimal, p: ParameterSet, decided: Determination | None
) -> CaseResult:
    """Money counts as recovered only where the carrier bears a part: the rest is 公司's income, which `assess` ignores."""
    result = assess(facts, p, decided=decided)
    if recovered and result.determination.has_external_share:
        return assess(replace(facts, recovered=recovered), p, decided=decided)
    return result


def _effect(case: Case, liability: LiabilityFacts, p: ParameterSet) -> LateFilingEffect | None:
    """READING: before the rules went live, and where the breach was waived, a late card has no effect."""
    if not any(breach.kind == ClockKind.CARD_FILING for breach in late_breaches(case, p)):
        return LateFilingEffect.NONE
    return LateFilingEffect(liability.late_filing_effect) if liability.late_filing_effect else None


def _packaging(liability: LiabilityFacts) -> Packaging | None:
    found = liability.packaging
    if found is None:
        return None
    return Packaging(
        stage=PackagingStage(found.stage),
        warehouse_signed=found.warehouse_signed,
        signatures=frozenset(Signer(party) for party in found.signatures),
        forced_by=frozenset(Signer(party) for party in found.forced_by),
    )


def _decided(case: Case, liability: LiabilityFacts, workshop: str) -> Determination | None:
    """The shares a person decided, in the order they were entered; they lie over what the cause would give."""
    if not liability.manual_shares:
        return None
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[s.unit_code for s in liability.manual_shares])}
    shares = tuple(
        _decided_share(case, share, units[share.unit_code], workshop) for share in liability.manual_shares
    )
    cited = BY_ID.get(liability.manual_shares[0].clause, P_3)
    return Determination(cited, shares, None, "由有权人认定")


def _decided_share(case: Case, share: ManualShare, unit: Unit, workshop: str) -> Share:
    if unit.pk == case.workshop_id:
        return Share(Party.WORKSHOP, workshop, share.share)
    party = PARTY_KINDS.get(unit.kind, Party.COMPANY)
    return Share(party, UNIT_NAMES[party] if unit.kind in PARTY_KINDS else unit.name, share.share)


def _manual_units(liability: LiabilityFacts) -> dict[str, int]:
    codes = [share.unit_code for share in liability.manual_shares]
    return {unit.name: unit.pk for unit in Unit.objects.filter(code__in=codes)} if codes else {}


def _units() -> dict[str, int]:
    """The units the regulation names, by the name its results use."""
    kinds = dict(Unit.objects.filter(kind__in=list(PARTY_KINDS), is_active=True).values_list("kind", "pk"))
    return {UNIT_NAMES[party]: kinds[kind] for kind, party in PARTY_KINDS.items() if kind in kinds}


def _purpose(expense: Expense) -> str:
    return f"{expense.purpose}（凭证 {expense.voucher_no}）"


def _misreport_fines(case: Case, p: ParameterSet) -> Iterator[FineFact]:
    """P.四.5  What 销售处 is fined for each of its members who reported falsely; nothing before the rules went live.

    READING: the fine comes on top of the person's withheld bonus.
    """
    amount, live = p.decimal(ParameterKey.MISREPORT_FINE), p.optional_day(ParameterKey.GO_LIVE_ON)
    rows = Misreport.objects.filter(case=case, state=MisreportState.CONFIRMED, is_of_sales=True).order_by("id")
    for row in rows.select_related("member"):
        if live is None or row.fact_on >= live:
            formula = f"{row.member.name}不据实报告：{amount:,} 元 × 1 人 = {amount:,} 元"
            yield FineFact(source_of(row), row.member.unit_id, amount, P_4_5.id, formula)


def _fine(fine: Fine) -> FineFact:
    formula = f"{fine.amount:,} 元 × 1 次 = {fine.amount:,} 元"
    return FineFact(source_of(fine), fine.unit_id, fine.amount, fine.clause, formula)
