"""P.二.2  The order of a case's steps: which state follows which, and how an opinion goes along its chain."""

from collections.abc import Sequence
from dataclasses import dataclass

from .triage import Action

# Codes of the stored states (cases.models.CaseState, StepState).
FILED, IN_HAND, IN_APPROVAL, APPROVED, REPLIED = "filed", "in_hand", "in_approval", "approved", "replied"
WAITING, PENDING, AGREED, RETURNED, ACKNOWLEDGED, VOID = (
    "waiting",
    "pending",
    "approved",
    "returned",
    "acknowledged",
    "void",
)

# Where an opinion may be written: from triage on. After the reply too, when the customer asks for more than was approved.
STATES_FOR_AN_OPINION = frozenset({IN_HAND, IN_APPROVAL, APPROVED, REPLIED})
STEPS_OF_A_CASE = ("收卡", "分级", "现场调查", "责任认定", "审批", "答复客户", "退赔换结算", "结案")


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a submitted opinion: how it acts and how it stands."""

    action: Action
    state: str

    @property
    def holds(self) -> bool:
        """Whether the reply waits for this step: an approval not given yet. A report passes on delivery."""
        return self.action is Action.APPROVE and self.state != AGREED


def steps_reached(chain: Sequence[ChainStep]) -> tuple[int, ...]:
    """P.二.2  Places of the waiting steps that are delivered now: all up to the first approval that is still open.

    An approval further on waits for the ones before it; a report before it is delivered on the way.
    """
    reached = []
    for place, step in enumerate(chain):
        if step.state == WAITING:
            reached.append(place)
        if step.holds:
            break
    return tuple(reached)


def is_passed(chain: Sequence[ChainStep]) -> bool:
    """P.二.2  Whether the reply may be issued: every approval is given. A chain without approvals is passed at once.

    READING: a report counts as passed when it is delivered; 阅示 is recorded apart and holds nothing back.
    """
    return not any(step.holds for step in chain)


def state_after_submission(case_state: str, *, passed: bool) -> str:
    """The case's state once its opinion is submitted, or once its chain moved on. An issued reply stands."""
    if case_state == REPLIED:
        return REPLIED
    return APPROVED if passed else IN_APPROVAL


def state_without_opinion(case_state: str) -> str:
    """The case's state once its opinion is returned, taken back or replaced by a new draft. An issued reply stands."""
    return REPLIED if case_state == REPLIED else IN_HAND
