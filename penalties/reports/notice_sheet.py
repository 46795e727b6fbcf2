"""What a notice of deduction says, for its page and for paper alike."""

from typing import Any

from penalties.models import DeductionNotice
from penalties.rules.month import Month


def notice_context(notice: DeductionNotice) -> dict[str, Any]:
    """What the sheet prints: the same for the page and the paper."""
    verb, target = ("返还", "在") if notice.is_refund else ("扣减", "从")
    month = Month(notice.report.month).title
    voucher = f"{notice.deducted_on} 已{verb}，凭证 {notice.deduction_voucher}。"
    return {
        "notice": notice,
        "report": notice.report,
        "verb": verb,
        "asked_words": f"以上金额{target}你单位 {month}奖金中{verb}。",
        "deducted_words": voucher if notice.deducted_on else "",
        "has_tonnes": bool(notice.tonnes) or any(line["tonnes"] != "0.000" for line in notice.lines),
    }
