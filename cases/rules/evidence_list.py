"""P.二.4  What evidence each cause asks for, and what of it is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from .intake import Cause

EVERY_CAUSE = ("roll_label", "defect", "weight_note", "user_statement")
MADE_OR_PASSED_BADLY = ("test_report", "retained_sample", "roll_inspection")
INSIDE_THE_ROLL = ("unwound_roll", "rewinder_record")

BY_CAUSE: dict[Cause, tuple[str, ...]] = {
    Cause.PHYSICAL_INDEX: MADE_OR_PASSED_BADLY,
    Cause.PAPER_DEFECT: MADE_OR_PASSED_BADLY,
    Cause.PASSING_OFF: MADE_OR_PASSED_BADLY,
    Cause.BRIGHTNESS: MADE_OR_PASSED_BADLY,
    Cause.REWINDING: INSIDE_THE_ROLL,
    Cause.HIDDEN: INSIDE_THE_ROLL,
    Cause.PACKAGING: ("inbound_form", "tripartite_form", "loading_photo", "arrival_receipt"),
    Cause.TRANSPORT: ("waybill", "carrier_note", "insurer_notice", "unloading_photo"),
    Cause.USER_MISUSE: ("use_conditions", "guide_handed_over"),
}


@dataclass(frozen=True, slots=True)
class EvidenceCheck:
    """What is asked for, in order, and what of it nobody has brought yet."""

    asked: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def found_count(self) -> int:
        return len(self.asked) - len(self.missing)

    @property
    def is_complete(self) -> bool:
        return not self.missing


def evidence_asked(cause: str | None) -> tuple[str, ...]:
    """The kinds of evidence asked for; without a known cause, what every case needs."""
    try:
        return EVERY_CAUSE + BY_CAUSE[Cause(cause or "")]
    except ValueError:
        return EVERY_CAUSE


def check_evidence(cause: str | None, found: Iterable[str]) -> EvidenceCheck:
    """Compare the kinds found with those asked for. A missing one warns; going on without it needs a reason."""
    asked = evidence_asked(cause)
    have = set(found)
    return EvidenceCheck(asked, tuple(kind for kind in asked if kind not in have))
