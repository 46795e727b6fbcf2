"""A determination as pages draw it: the derivation, computed and manual shares side by side, what is still to do."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from liability.models import DeterminationState, LiabilityDetermination
from liability.rules.determine import Open
from liability.selectors.findings import finding_words

OPEN_WORDS = {
    Open.CAUSE: "制度没有列出这种案由，比例由有权人认定",
    Open.PACKAGING: "签字和强制发运的情况，制度没有给出承担比例，由有权人认定",
    Open.NOT_COMPENSABLE: "原则上不赔偿；要给善意补偿的，由分管副总经理同意，公司承担",
}


@dataclass(frozen=True)
class ShareLine:
    """One unit: what was computed, what a person decided, the difference; fractions of one, None = no part."""

    name: str
    computed: Decimal | None
    manual: Decimal | None
    clause: str

    @property
    def difference(self) -> str:
        """In per cent points: 「+10%」, 「−10%」, 「0%」."""
        points = ((self.manual or Decimal(0)) - (self.computed or Decimal(0))) * 100
        if not points:
            return "0%"
        return f"{'+' if points > 0 else '−'}{abs(points).normalize():f}%"


@dataclass(frozen=True)
class DeterminationView:
    """One determination in full."""

    row: LiabilityDetermination
    cause: str
    steps: list[dict[str, Any]]
    lines: list[ShareLine]
    open_words: str
    finding: str

    @property
    def has_computed(self) -> bool:
        return bool(self.row.computed)

    @property
    def is_open(self) -> bool:
        """Shares are still wanted from a person."""
        return not self.lines and self.row.open_question != Open.NOT_COMPENSABLE

    @property
    def waits_for_deputy(self) -> bool:
        return (
            self.row.state == DeterminationState.PROPOSED
            and self.row.needs_finding
            and self.row.finding_confirmed_at is None
        )


def determination_view(row: LiabilityDetermination) -> DeterminationView:
    """Draws what is stored; asks nothing."""
    return DeterminationView(
        row=row,
        cause=row.get_cause_display() if row.cause else "其他或工作疏忽",
        steps=row.basis,
        lines=share_lines(row),
        open_words=OPEN_WORDS[Open(row.open_question)] if row.open_question else "",
        finding=finding_words(row),
    )


def share_lines(row: LiabilityDetermination) -> list[ShareLine]:
    """A line a unit, computed ones first, in the clause's order."""
    computed = {share["unit"]: share for share in row.computed}
    manual = {share["unit"]: share for share in row.manual_shares}
    units = [*computed, *(unit for unit in manual if unit not in computed)]
    return [_line(computed.get(unit), manual.get(unit)) for unit in units]


def _line(computed: dict[str, str] | None, manual: dict[str, str] | None) -> ShareLine:
    shown = computed or manual or {}
    return ShareLine(
        name=shown["name"],
        computed=Decimal(computed["share"]) if computed else None,
        manual=Decimal(manual["share"]) if manual else None,
        clause=shown["clause"],
    )
