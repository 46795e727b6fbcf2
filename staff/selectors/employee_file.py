"""What a person's file tells of closed months: which wages they took, and which demerits stand."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from staff.models import AttendanceMonth, Demerit, Employee, Wage
from staff.selectors.month_facts import last_day_of


def months_using(wage: Wage) -> list[date]:
    """The closed months of the person whose last day this row is in force on and which were judged by its amount.

    A row that was entered after a closing changed nothing of it and is not used by it.
    """
    rows = Wage.objects.filter(employee=wage.employee_id, withdrawn_at=None, effective_from__gt=wage.effective_from)
    following = rows.order_by("effective_from").values_list("effective_from", flat=True).first()
    months = AttendanceMonth.objects.filter(employee=wage.employee_id, month__gte=wage.effective_from.replace(day=1))
    return sorted(
        row.month
        for row in months.only("month", "document", "standing_document")
        if wage.effective_from <= last_day_of(row.month)
        and (following is None or last_day_of(row.month) < following)
        and wage.monthly in {Decimal(told["monthly_wage"]) for told in (row.document, row.standing_document)}
    )


def closed_months_of(employee: Employee) -> list[date]:
    """The person's closed months, the newest first."""
    rows = AttendanceMonth.objects.filter(employee=employee).order_by("-month")
    return list(rows.values_list("month", flat=True))


def demerits_of(employee: Employee) -> QuerySet[Demerit]:
    """The person's demerits, the newest month first; withdrawn ones too."""
    return Demerit.objects.filter(employee=employee).select_related("entered_by", "withdrawn_by").order_by("-month")
