"""How the deadlines that ended in a month were kept (P.二.1, P.二.2)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from cases.models import ClockKind, Deadline, DeadlineBreach, Tier
from penalties.models import Fine, FineState
from penalties.rules.month import Month

OUTCOMES = ("met", "late", "waived", "running")


def clock_figures(month: Month, at: datetime) -> list[dict[str, Any]]:
    """One row a clock, replies by tier: how many ended in the month, and how.

    A period ends in the month of its due instant; 24:00 of the last day still belongs to it. A breach of a due instant that
    a later triage moved away stays counted. `running`: not yet due at `at` (only before the month's end).
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in _outcomes(month, at):
        counted[row["kind"], row["case__tier"], row["outcome"]] += row["count"]
    for row in _moved_breaches(month):
        counted[row["kind"], row["case__tier"], "waived" if row["is_waived"] else "late"] += row["count"]
    return [row for row in (_row(title, keys, counted) for title, keys in _lines()) if row]


def breach_rows(month: Month) -> QuerySet[DeadlineBreach]:
    """The breaches dated in the month, earliest first; those overturned by an amendment left out."""
    rows = DeadlineBreach.objects.filter(overturned_at=None, **_ended_in(month))
    return rows.select_related("case__customer", "unit", "fine").order_by("due_at", "id")


def fine_words(breach: DeadlineBreach) -> str:
    """What became of a breach: waived, fined, or nothing."""
    if breach.waived_at is not None:
        return f"已豁免：{breach.waiver_reason}"
    fine: Fine | None = getattr(breach, "fine", None)
    if fine is None:
        return "无罚款"
    if fine.state == FineState.DROPPED:
        return f"不予处罚：{fine.reason}"
    return f"罚款 {fine.amount} 元，{fine.get_state_display()}"


def _ended_in(month: Month) -> dict[str, datetime]:
    return {"due_at__gt": month.starts_at, "due_at__lte": month.ends_at}


def _lines() -> list[tuple[str, list[tuple[str, str]]]]:
    tiers = ["", *Tier.values]
    lines = [(str(kind.label), [(str(kind), tier) for tier in tiers]) for kind in ClockKind if kind != ClockKind.REPLY]
    lines += [(f"答复 {tier.label}", [(str(ClockKind.REPLY), str(tier))]) for tier in Tier]
    return [*lines, ("答复 未分级", [(str(ClockKind.REPLY), "")])]


def _row(title: str, keys: list[tuple[str, str]], counted: Counter[tuple[str, str, str]]) -> dict[str, Any] | None:
    """One line; that of cases nobody has triaged is left out when there are none."""
    row: dict[str, Any] = {name: sum(counted[kind, tier, name] for kind, tier in keys) for name in OUTCOMES}
    due = sum(row.values())
    is_optional = keys == [(str(ClockKind.REPLY), "")]
    return None if is_optional and not due else {"kind": keys[0][0], "title": title, "due": due} | row


def _outcomes(month: Month, at: datetime) -> Iterable[Mapping[str, Any]]:
    waived = DeadlineBreach.objects.filter(
        case=OuterRef("case"), kind=OuterRef("kind"), due_at=OuterRef("due_at"), waived_at__isnull=False
    )
    outcome = When_(
        When(Exists(waived), then=Value("waived")),
        When(acted_at__lte=F("due_at"), then=Value("met")),
        When(acted_at=None, ended_at__lte=F("due_at"), then=Value("ended")),
        When(acted_at=None, due_at__gte=at, then=Value("running")),
        default=Value("late"),
        output_field=CharField(),
    )
    rows = Deadline.objects.filter(**_ended_in(month)).annotate(outcome=outcome)
    return rows.order_by().values("kind", "case__tier", "outcome").annotate(count=Count("pk"))


def _moved_breaches(month: Month) -> Iterable[Mapping[str, Any]]:
    standing = Deadline.objects.filter(case=OuterRef("case"), kind=OuterRef("kind"), due_at=OuterRef("due_at"))
    rows = DeadlineBreach.objects.filter(~Exists(standing), overturned_at=None, **_ended_in(month))
    is_waived = When_(When(Q(waived_at__isnull=False), then=Value(True)), default=Value(False))
    return rows.order_by().annotate(is_waived=is_waived).values("kind", "case__tier", "is_waived").annotate(count=Count("pk"))
