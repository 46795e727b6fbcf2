"""每周反馈 (S.3(2)): quality reaction, needs and problems, gathered from what was recorded of the days."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from staff.models import CustomerVisit, DailyReport, Employee, OpinionSheet, ServiceRecord, ServiceResult
from staff.selectors.field_people import seen_people
from yibin_service.foundation.access.models import User

REPORT, VISIT, OPINION, RECORD = "report", "visit", "opinion", "record"


@dataclass(frozen=True)
class FeedbackRow:
    """What one record says, and which it is: 「日报」, 「回访 昆明云岭纸品」, 「维修服务单 PG-2026-0001」."""

    on: date
    employee: Employee
    source: str
    quality: str
    needs: str
    problems: str


def gathered(user: User, first: date, last: date, text: str = "") -> QuerySet[Any]:
    """Kind, day and key of every record with feedback of those this person may see, newest first; `text` in any words.

    日报 in which something was written, every 回访, every 客户意见反馈单, and 维修服务单 that left something unsolved.
    """
    people = seen_people(user, last).values("pk")
    reports = DailyReport.objects.filter(on__range=(first, last), employee__in=people)
    visits = CustomerVisit.objects.filter(visited_on__range=(first, last), by__in=people)
    sheets = OpinionSheet.objects.filter(heard_at__date__range=(first, last), by__in=people)
    records = ServiceRecord.objects.filter(ended_at__date__range=(first, last), by__in=people)
    parts = [
        _keys(
            reports.exclude(quality="", needs="", problems=""), REPORT, F("on"), text, ("quality", "needs", "problems")
        ),
        _keys(visits, VISIT, F("visited_on"), text, ("quality_text", "needs", "problems", "customer__name")),
        _keys(sheets, OPINION, TruncDate("heard_at"), text, ("description", "customer__name")),
        _keys(
            records.exclude(result=ServiceResult.SOLVED), RECORD, TruncDate("ended_at"), text,
            ("work", "dispatch__customer__name"),
        ),
    ]  # fmt: skip
    return parts[0].union(*parts[1:], all=True).order_by("-day", "kind", "-pk")


def feedback_rows(keys: Iterable[dict[str, Any]]) -> list[FeedbackRow]:
    """The records of these keys, in their order; a query a kind."""
    wanted = list(keys)
    of_kind: dict[str, list[int]] = defaultdict(list)
    for key in wanted:
        of_kind[key["kind"]].append(key["pk"])
    rows = {kind: READ[kind](pks) for kind, pks in of_kind.items()}
    return [rows[key["kind"]][key["pk"]] for key in wanted]


def _keys(rows: QuerySet[Any], kind: str, day: Any, text: str, words: tuple[str, ...]) -> QuerySet[Any]:
    if text:
        found = Q()
        for name in words:
            found |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(found)
    named = rows.order_by().annotate(kind=Value(kind, output_field=CharField()), day=day)
    keys: QuerySet[Any] = named.values("kind", "day", "pk")
    return keys


def _reports(pks: list[int]) -> dict[int, FeedbackRow]:
    rows = DailyReport.objects.filter(pk__in=pks).select_related("employee")
    return {row.pk: FeedbackRow(row.on, row.employee, "日报", row.quality, row.needs, row.problems) for row in rows}


def _visits(pks: list[int]) -> dict[int, FeedbackRow]:
    rows = CustomerVisit.objects.filter(pk__in=pks).select_related("by", "customer")
    return {row.pk: _visit(row) for row in rows}


def _visit(row: CustomerVisit) -> FeedbackRow:
    verdict = str(row.get_quality_display())
    quality = f"{verdict}：{row.quality_text}" if row.quality_text else verdict
    return FeedbackRow(row.visited_on, row.by, f"回访 {row.customer}", quality, row.needs, row.problems)


def _opinions(pks: list[int]) -> dict[int, FeedbackRow]:
    rows = OpinionSheet.objects.filter(pk__in=pks).select_related("by", "customer").annotate(day=TruncDate("heard_at"))
    return {
        row.pk: FeedbackRow(row.day, row.by, f"客户意见反馈单 {row.customer}", row.description, "", "") for row in rows
    }


def _records(pks: list[int]) -> dict[int, FeedbackRow]:
    rows = ServiceRecord.objects.filter(pk__in=pks).select_related("by", "dispatch__customer")
    return {
        row.pk: FeedbackRow(
            on=row.day,
            employee=row.by,
            source=f"维修服务单 {row.dispatch.number} {row.dispatch.customer}",
            quality="",
            needs="",
            problems=f"{row.get_result_display()}：{row.work}",
        )
        for row in rows.annotate(day=TruncDate("ended_at"))
    }


READ: dict[str, Callable[[list[int]], dict[int, FeedbackRow]]] = {
    REPORT: _reports,
    VISIT: _visits,
    OPINION: _opinions,
    RECORD: _records,
}
