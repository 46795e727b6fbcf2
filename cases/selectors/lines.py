"""One line of fact about a case, as lists and rows say it."""

from cases.models import Case
from yibin_service.foundation.wording import yuan


def fact_line(case: Case, *, with_money: bool = True) -> str:
    """「7号机 双胶纸 70 g/m² · 洞穿 · 直接损失 640.00 元」. Needs machine, card.product and defect on the row."""
    parts = [f"{case.machine} {case.card.product}", str(case.defect)]
    if with_money:
        parts.append(f"{'直接' if case.tier else '预估'}损失 {yuan(case.direct_loss)}")
    return " · ".join(parts)
