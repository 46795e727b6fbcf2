"""P.二.1  Causes of a complaint, and which of the two 72-hour windows binds the user's report."""

from datetime import datetime
from enum import StrEnum


class ProblemKind(StrEnum):
    """What the user sees: it chooses the window until a cause is determined."""

    APPEARANCE = "appearance"
    INTRINSIC = "intrinsic"


class Cause(StrEnum):
    """What the investigation finds (P.三)."""

    PHYSICAL_INDEX = "physical_index"
    PAPER_DEFECT = "paper_defect"
    PASSING_OFF = "passing_off"
    REWINDING = "rewinding"
    BRIGHTNESS = "brightness"
    HIDDEN = "hidden"
    PACKAGING = "packaging"
    TRANSPORT = "transport"
    USER_MISUSE = "user_misuse"


CAUSE_TITLES: dict[Cause, str] = {
    Cause.PHYSICAL_INDEX: "物检指标超标",
    Cause.PAPER_DEFECT: "纸病",
    Cause.PASSING_OFF: "以次充好",
    Cause.REWINDING: "复卷",
    Cause.BRIGHTNESS: "白度不够",
    Cause.HIDDEN: "内夹带、内软硬",
    Cause.PACKAGING: "外包装破损",
    Cause.TRANSPORT: "厂外运输损坏",
    Cause.USER_MISUSE: "用户使用不当",
}
# Damage that can be seen when the goods arrive.
CLOCKED_FROM_ARRIVAL = frozenset({Cause.PACKAGING, Cause.TRANSPORT})


def report_clock_start(
    cause: Cause | None, *, arrived_at: datetime | None, opened_at: datetime | None
) -> datetime | None:
    """P.二.1  The instant from which the user's 72 hours run once the cause is known; None = no clock.

    READING: appearance problems among the intrinsic causes (毛湿边 …) run from the opening.
    """
    if cause is None:
        return None
    return arrived_at if cause in CLOCKED_FROM_ARRIVAL else opened_at


def provisional_report_clock_start(
    kind: ProblemKind, *, arrived_at: datetime | None, opened_at: datetime | None
) -> datetime | None:
    """P.二.1  The same before any cause is determined: by the kind of problem on the card."""
    return arrived_at if kind is ProblemKind.APPEARANCE else opened_at
