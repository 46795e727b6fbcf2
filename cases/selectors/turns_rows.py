"""How a case becomes a row of the workbench."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from cases.models import Case, ClockKind, Deadline
from cases.selectors.lines import fact_line
from yibin_service.foundation.acts.panels import Turn


def reply_due(case_ref: str = "pk") -> Subquery:
    """The end of the reply clock while it runs; None once it was met or stopped."""
    open_clock = Deadline.objects.filter(
        case=OuterRef(case_ref), kind=ClockKind.REPLY, acted_at=None, ended_at=None
    )
    return Subquery(open_clock.order_by().values("due_at")[:1])  # a case has one clock of a kind


def rows_of(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with what a row says of them: one query, `reply_due_at` annotated."""
    return cases.select_related("customer", "machine", "card__product", "defect").annotate(
        reply_due_at=reply_due()
    )


def row(case: Case, *, verb: str, url: str, button: str, due_at: datetime | None, **more: Any) -> Turn:
    """A turn about this case; `more` may give `fact` (default: the case's line), `consequence` and `since`."""
    return Turn(
        verb=verb,
        case_number=case.number,
        customer=str(case.customer),
        url=url,
        button=button,
        due_at=due_at,
        tier=case.tier,
        **{"fact": fact_line(case)} | more,
    )
