"""What an amendment changes: the card as it is, the difference to what is wanted, and how it is written down."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from cases.models import CardLine, Case, CaseState, FeedbackCard, KnownBy, OpinionSource, ProblemKind
from cases.rules.card_errors import TooLate
from cases.services.card_facts import CardFacts, LineFacts
from yibin_service.foundation.wording import instant, tonnes, yuan

EVERY_YEAR_WRITTEN = 0
TIMES = ("received_by_sales_at", "arrived_at", "opened_at", "problem_kind")
SOURCES = ("received_known_by", "occurred_known_by")
# Liability, tier and settlements rest on these; they stand still once the opinion is in approval.
MATERIAL = frozenset({"customer", "product", "machine", "batch_no", "defect", "problem_kind", "lines"})
CHANGEABLE_STATES = (CaseState.FILED, CaseState.IN_HAND)
CHOICES = {
    "source": OpinionSource,
    "received_known_by": KnownBy,
    "occurred_known_by": KnownBy,
    "problem_kind": ProblemKind,
}
LABELS = {"machine": "机台", "lines": "纸卷"}


@dataclass(frozen=True)
class Change:
    """One field of a card from what to what: as printed, and the new value as stored."""

    field: str
    before: str
    after: str
    value: Any

    @property
    def label(self) -> str:
        return LABELS.get(self.field) or str(getattr(FeedbackCard._meta.get_field(self.field), "verbose_name", ""))

    @property
    def printed(self) -> tuple[str, str, str]:
        return self.label, self.before, self.after

    @property
    def stored(self) -> dict[str, Any]:
        return {"label": self.label, "from": self.before, "to": self.after, "value": self.value}


def known_facts(case: Case) -> CardFacts:
    """The card as it is, in the shape in which a card is written."""
    card = case.card
    rows = card.lines.select_related("machine__workshop", "defect", "product").order_by("position")
    names = set(CardFacts.__dataclass_fields__) - {"machine", "lines"}
    return CardFacts(
        machine=case.machine,
        lines=tuple(_line(row) for row in rows),
        **{name: getattr(card, name) for name in names},
    )


def _line(row: CardLine) -> LineFacts:
    return LineFacts(
        roll_no=row.roll_no,
        tonnes=row.tonnes,
        width=row.width,
        note=row.note,
        product=row.product,
        machine=row.machine,
        defect=row.defect,
    )


def changes_between(known: CardFacts, wanted: CardFacts) -> tuple[list[Change], list[Change]]:
    """What changes at once, and what concerns a clock and waits for an answer.

    With a time goes the source it is known by; with the kind of problem goes the defect that belongs to it.
    """
    known, wanted = _completed(known), _completed(wanted)
    names = [name for name in CardFacts.__dataclass_fields__ if getattr(known, name) != getattr(wanted, name)]
    timed = {name for name in names if name in TIMES}
    if timed:
        timed |= {name for name in names if name in SOURCES}
    if "problem_kind" in timed:
        timed |= {name for name in names if name in {"defect", "lines"}}
    changes = [_change(name, known, wanted) for name in names]
    return (
        [change for change in changes if change.field not in timed],
        [change for change in changes if change.field in timed],
    )


def refuse_frozen(case: Case, changes: Iterable[Change]) -> None:
    """Raise TooLate when the case is past the step at which such a fact may still change."""
    if case.state in CHANGEABLE_STATES:
        return
    for change in changes:
        if change.field in MATERIAL:
            raise TooLate(
                f"案件已到「{case.get_state_display()}」，「{change.label}」不能再更正：有出入请告知技术中心", field=change.field
            )


def _completed(facts: CardFacts) -> CardFacts:
    """Rolls with everything they take over from the card."""
    lines = tuple(
        replace(
            line,
            product=line.product or facts.product,
            machine=line.machine or facts.machine,
            defect=line.defect or facts.defect,
        )
        for line in facts.lines
    )
    return replace(facts, lines=lines)


def _change(name: str, known: CardFacts, wanted: CardFacts) -> Change:
    before, after = getattr(known, name), getattr(wanted, name)
    return Change(name, _printed(name, before), _printed(name, after), _stored(after))


def _printed(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name == "lines":
        return "；".join(_printed_line(line) for line in value)
    if isinstance(value, datetime):
        return instant(value, EVERY_YEAR_WRITTEN)
    return yuan(value) if isinstance(value, Decimal) else str(value)


def _printed_line(line: LineFacts) -> str:
    width = f" 门幅 {line.width} 米" if line.width is not None else ""
    note = f" {line.note}" if line.note else ""
    return f"{line.roll_no} {tonnes(line.tonnes)} 吨{width} {line.machine} {line.defect}{note}"


def _stored(value: Any) -> Any:
    """As JSON: rows by their key, times with offset, figures as text."""
    if isinstance(value, tuple):
        return [{name: _stored(getattr(line, name)) for name in LineFacts.__dataclass_fields__} for line in value]
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
