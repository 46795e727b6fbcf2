"""What the clocks of a card being written would be: the very rules a filed card goes through, on what is known so far."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cases.models import ProblemKind
from cases.rules import deadlines as rule
from cases.rules.intake import ProblemKind as RuleKind
from cases.rules.intake import provisional_report_clock_start
from cases.rules.triage import TIER_TITLES, Tier, tier_of
from cases.selectors.cards import version_for
from yibin_service.foundation.regulation.models import RegulationVersion
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import NoVersionInForce, ParameterSet
from yibin_service.foundation.regulation.selectors import parameters_of


@dataclass(frozen=True)
class WrittenTimes:
    """What the form says so far; None for what is not there or cannot be read."""

    received_at: datetime | None = None
    arrived_at: datetime | None = None
    opened_at: datetime | None = None
    problem_kind: str = ""
    loss: Decimal | None = None


@dataclass(frozen=True)
class ClockPreview:
    """The clocks as the form's side shows them. A due instant is None while its start is not known."""

    version: RegulationVersion
    filing_hours: int
    filing_due: datetime | None
    report_hours: int
    report_from: str
    report_due: datetime | None
    reported_at: datetime | None
    report_waits: str
    tier: str
    tier_note: str
    duplicate_days: int

    @property
    def foot_prefix(self) -> str:
        """What stands before the countdown at the form's foot."""
        return f"离 {self.filing_hours}小时截止"


def clock_preview(written: WrittenTimes, now: datetime) -> ClockPreview:
    """By the version of the day of receipt, or of today while that is not written."""
    version = _version(written, now)
    p = parameters_of(version)
    received = written.received_at if written.received_at and written.received_at <= now else None
    start, waits = _report_start(written, received)
    tier, note = _tier(written.loss, p)
    return ClockPreview(
        version=version,
        filing_hours=p.whole(K.CARD_FILING_HOURS),
        filing_due=rule.card_filing_due(received, p) if received else None,
        report_hours=p.whole(K.USER_REPORT_HOURS),
        report_from="到货" if written.problem_kind == ProblemKind.APPEARANCE else "开包",
        report_due=rule.user_report_due(start, p) if start else None,
        reported_at=received,
        report_waits=waits,
        tier=tier,
        tier_note=note,
        duplicate_days=p.whole(K.DUPLICATE_WINDOW_DAYS),
    )


def _version(written: WrittenTimes, now: datetime) -> RegulationVersion:
    try:
        return version_for(written.received_at or now)
    except NoVersionInForce:
        return version_for(now)


def _report_start(written: WrittenTimes, received: datetime | None) -> tuple[datetime | None, str]:
    """The start of the customer's window, or what it waits for."""
    if written.problem_kind not in ProblemKind.values:
        return None, "选问题种类后显示"
    kind = RuleKind(written.problem_kind)
    name = "到货时间" if kind is RuleKind.APPEARANCE else "开包时间"
    start = provisional_report_clock_start(kind, arrived_at=written.arrived_at, opened_at=written.opened_at)
    if start is None:
        return None, f"填{name}后显示"
    if received is None:
        return None, "填收到时间后显示"
    return (start, "") if start <= received else (None, f"等{name}更正")


def _tier(loss: Decimal | None, p: ParameterSet) -> tuple[str, str]:
    """The tier if liability turns out clear, and what it is otherwise."""
    if loss is None:
        return "", ""
    clear, unclear = (
        tier_of(direct_loss=loss, liability_clear=is_clear, extra_major=False, p=p) for is_clear in (True, False)
    )
    note = f"责任不明确时为{TIER_TITLES[unclear]}" if clear is not unclear else ""
    return Tier(clear).value, note
