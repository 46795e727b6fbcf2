"""How a change of the ceilings reads in the timeline."""

from decimal import Decimal

from cases.models import HandlingOpinion
from yibin_service.foundation.wording import yuan

LABELS = (
    ("return_ceiling", "退的上限"),
    ("compensate_ceiling", "赔的上限"),
    ("exchange_ceiling", "换的上限"),
)


def ceiling_changes(before: HandlingOpinion | None, after: HandlingOpinion) -> list[tuple[str, str, str]]:
    """[label, from, to] for each ceiling that differs, and for 予以退赔换."""
    changes = []
    for name, label in LABELS:
        old: Decimal | None = getattr(before, name) if before else None
        new: Decimal | None = getattr(after, name)
        if old != new:
            changes.append((label, yuan(old), yuan(new)))
    if before and before.is_compensable != after.is_compensable:
        changes.append(("予以退赔换", _yes(before.is_compensable), _yes(after.is_compensable)))
    return changes


def _yes(value: bool) -> str:
    return "是" if value else "否"
