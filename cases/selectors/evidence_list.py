"""The evidence list of a case as pages draw it."""

from dataclasses import dataclass

from cases.models import Case, EvidenceKind
from cases.rules.evidence_list import check_evidence
from cases.rules.intake import CAUSE_TITLES, Cause
from cases.selectors.investigation import evidence_of


@dataclass(frozen=True)
class AskedItem:
    """One kind of evidence that is asked for, with the numbers of what was brought."""

    kind: str
    name: str
    numbers: str

    @property
    def is_found(self) -> bool:
        return bool(self.numbers)


@dataclass(frozen=True)
class AskedList:
    """What the cause asks for, in order."""

    cause: str
    items: list[AskedItem]

    @property
    def found_count(self) -> int:
        return sum(item.is_found for item in self.items)

    @property
    def is_complete(self) -> bool:
        return self.found_count == len(self.items)

    @property
    def missing(self) -> list[AskedItem]:
        return [item for item in self.items if not item.is_found]

    @property
    def cause_words(self) -> str:
        try:
            return f"按「{CAUSE_TITLES[Cause(self.cause)]}」"
        except ValueError:
            return "案由未定，先按各类案件都要的"


def asked_list(case: Case, cause: str) -> AskedList:
    """What is asked for by this cause; an unknown one asks for what every case needs."""
    pieces = evidence_of(case)
    check = check_evidence(cause, [piece.kind for piece in pieces])
    return AskedList(
        cause,
        [
            AskedItem(kind, str(EvidenceKind(kind).label), "、".join(str(one) for one in pieces if one.kind == kind))
            for kind in check.asked
        ],
    )
