"""Whether a card makes sense: the checks every way of filing or amending one goes through."""

from datetime import datetime
from decimal import Decimal

from cases.models import CardLine, FeedbackCard, ProblemKind
from cases.services.card_facts import CardFacts, LineFacts
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.forms import LARGEST_AMOUNT
from yibin_service.foundation.wording import instant

EVERY_YEAR_WRITTEN = 0
MOST_LINES = 200
HEAVIEST = Decimal("99.999")
WIDEST = Decimal("99.999")
SHORTEST_DESCRIPTION = 10
CARD_TEXTS = ("contact_name", "contact_phone", "batch_no", "description")
LINE_TEXTS = ("roll_no", "note")
OPTIONAL_TEXTS = {"note"}


def check_card(*, facts: CardFacts, at: datetime) -> None:
    """Raise InvalidInput with every fault at its field (`lines-0-tonnes` for the first roll) unless the card makes sense.

    Nothing lies in the future; the customer's goods arrived and were opened before the opinion was received; the clock
    of the problem's kind has its start; rolls are named once and weigh something.
    """
    faults = _text_faults(facts) | _time_faults(facts, at) | _kind_faults(facts) | _line_faults(facts.lines)
    if not Decimal(0) <= facts.estimated_loss <= LARGEST_AMOUNT:
        faults["estimated_loss"] = f"请填 0 到 {LARGEST_AMOUNT:,} 之间的金额"
    if faults:
        raise InvalidInput(faults)


def _text_faults(facts: CardFacts) -> dict[str, str]:
    faults = {}
    for name in CARD_TEXTS:
        fault = text_fault(FeedbackCard, name, getattr(facts, name))
        if fault:
            faults[name] = fault
    if "description" not in faults and len(facts.description.strip()) < SHORTEST_DESCRIPTION:
        faults["description"] = f"至少写 {SHORTEST_DESCRIPTION}个字：何时、何处、多少、影响了什么"
    return faults


def text_fault(model: type[FeedbackCard] | type[CardLine], name: str, text: str) -> str:
    """What is wrong with a text for its column, or nothing."""
    column = model._meta.get_field(name)
    label, most = getattr(column, "verbose_name", name), getattr(column, "max_length", None)
    if not text.strip() and name not in OPTIONAL_TEXTS:
        return f"请填「{label}」"
    if most and len(text) > most:
        return f"「{label}」最多 {most} 字，请删短些"
    if "\x00" in text:
        return f"「{label}」里有认不出的字符，请重新填写"
    return ""


def _time_faults(facts: CardFacts, at: datetime) -> dict[str, str]:
    """Later than now is a slip of the pen; later than the receipt cannot have been reported in it."""
    faults = {}
    received = facts.received_by_sales_at
    if received > at:
        faults["received_by_sales_at"] = f"不能晚于现在 {instant(at, EVERY_YEAR_WRITTEN)}"
    for name in ("arrived_at", "opened_at"):
        moment = getattr(facts, name)
        if moment is None:
            continue
        if moment > at:
            faults[name] = f"不能晚于现在 {instant(at, EVERY_YEAR_WRITTEN)}"
        elif moment > received:
            faults[name] = f"不能晚于收到意见时间 {instant(received, EVERY_YEAR_WRITTEN)}"
    if facts.arrived_at and facts.opened_at and facts.opened_at < facts.arrived_at and "opened_at" not in faults:
        faults["opened_at"] = f"不能早于到货时间 {instant(facts.arrived_at, EVERY_YEAR_WRITTEN)}"
    return faults


def _kind_faults(facts: CardFacts) -> dict[str, str]:
    """P.二.1  Appearance is clocked from arrival, intrinsic quality from opening; the source of that time is told."""
    faults = {}
    if facts.problem_kind == ProblemKind.APPEARANCE and facts.arrived_at is None:
        faults["arrived_at"] = "请填到货时间：外观问题的 72小时由车、船到达起算"
    if facts.problem_kind == ProblemKind.INTRINSIC and facts.opened_at is None:
        faults["opened_at"] = "请填开包时间：内在质量问题的 72小时由开包起算"
    if not facts.occurred_known_by:
        faults["occurred_known_by"] = "请选这个时间的依据"
    if facts.defect.problem_kind != facts.problem_kind:
        label = ProblemKind(facts.problem_kind).label
        faults["defect"] = f"「{facts.defect.name}」不属于{label}：请改选缺陷或问题种类"
    return faults


def _line_faults(lines: tuple[LineFacts, ...]) -> dict[str, str]:
    if not lines:
        return {"lines": "请至少填一卷：卷号和重量"}
    if len(lines) > MOST_LINES:
        return {"lines": f"一张卡最多 {MOST_LINES}卷，请分成几张卡"}
    faults: dict[str, str] = {}
    seen: dict[str, int] = {}
    for at, line in enumerate(lines):
        faults |= _faults_of_line(line, at)
        first = seen.setdefault(line.roll_no.strip().upper(), at)
        if first != at and line.roll_no.strip():
            faults[f"lines-{at}-roll_no"] = f"第{at + 1}卷与第{first + 1}卷卷号相同，请核对"
    return faults


def _faults_of_line(line: LineFacts, at: int) -> dict[str, str]:
    faults = {
        f"lines-{at}-{name}": f"第{at + 1}卷：{fault}"
        for name in LINE_TEXTS
        if (fault := text_fault(CardLine, name, getattr(line, name)))
    }
    if not Decimal(0) < line.tonnes <= HEAVIEST:
        faults[f"lines-{at}-tonnes"] = f"第{at + 1}卷重量「{line.tonnes}」不对：请填吨数，如 0.871"
    if line.width is not None and not Decimal(0) < line.width <= WIDEST:
        faults[f"lines-{at}-width"] = f"第{at + 1}卷门幅「{line.width}」不对：请填米数，如 1.240"
    return faults
