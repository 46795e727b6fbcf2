"""The facts of liability in force: what an assessment of the case is judged from."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.models import Case, ClockKind
from liability.models import Cause, DelayFinding, DeterminationState, Effect, Goodwill, LiabilityDetermination


@dataclass(frozen=True)
class PackagingFacts:
    """The packaging facts of a confirmed determination (P.三.5乙), in the contract's words."""

    stage: str
    warehouse_signed: bool
    signatures: tuple[str, ...]
    forced_by: tuple[str, ...]


@dataclass(frozen=True)
class ManualShare:
    """One unit's share as a person decided it. `unit_code` is `org.Unit.code`; shares of one determination add to 1."""

    unit_code: str
    unit_name: str
    share: Decimal
    clause: str


@dataclass(frozen=True)
class LiabilityFacts:
    """Only what is confirmed counts: a proposal changes nothing here.

    `cause` None = not determined, or 其他/工作疏忽 when `manual_shares` is filled. `manual_shares`, where there are any,
    lie over what the rule computes. `late_filing_effect` is None while nobody confirmed one; a waived breach, or one
    overturned by an amendment, has the effect `none`. `determination_id` None = no determination is in force.
    """

    determination_id: int | None
    cause: str | None
    packaging: PackagingFacts | None
    is_sales_mistake: bool
    manual_shares: tuple[ManualShare, ...]
    late_filing_effect: str | None
    is_goodwill_approved: bool

    @property
    def is_determined(self) -> bool:
        return self.determination_id is not None


def liability_facts(case: Case) -> LiabilityFacts:
    """The facts in force now, in three queries."""
    confirmed = LiabilityDetermination.objects.filter(case=case, state=DeterminationState.CONFIRMED).first()
    return LiabilityFacts(
        determination_id=confirmed.pk if confirmed else None,
        cause=(confirmed.cause or None) if confirmed else None,
        packaging=_packaging(confirmed),
        is_sales_mistake=bool(confirmed and confirmed.is_sales_mistake),
        manual_shares=shares_of(confirmed.manual_shares) if confirmed else (),
        late_filing_effect=_late_filing_effect(case),
        is_goodwill_approved=Goodwill.objects.filter(case=case).exists(),
    )


def shares_of(rows: list[dict[str, Any]]) -> tuple[ManualShare, ...]:
    """Shares as a determination stores them (`computed` and `manual_shares` alike)."""
    return tuple(
        ManualShare(
            unit_code=row["unit"], unit_name=row["name"], share=Decimal(row["share"]), clause=row.get("clause", "")
        )
        for row in rows
    )


def _packaging(determination: LiabilityDetermination | None) -> PackagingFacts | None:
    if determination is None or determination.cause != Cause.PACKAGING:
        return None
    return PackagingFacts(
        stage=determination.packaging_stage,
        warehouse_signed=bool(determination.warehouse_signed),
        signatures=tuple(determination.signatures),
        forced_by=tuple(determination.forced_by),
    )


def _late_filing_effect(case: Case) -> str | None:
    """The confirmed effect of the late card; `none` once its breach was waived or overturned by an amendment."""
    rows = case.breaches.filter(kind=ClockKind.CARD_FILING).values_list("pk", "waived_at", "overturned_at")
    breaches = list(rows)
    standing = [pk for pk, waived_at, overturned_at in breaches if not waived_at and not overturned_at]
    if breaches and not standing:
        return Effect.NONE.value
    finding = (
        DelayFinding.objects.filter(breach__in=standing, state=DeterminationState.CONFIRMED)
        .order_by("-decided_at", "-id")
        .first()
    )
    return finding.effect or None if finding else None
