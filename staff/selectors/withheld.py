"""Bonuses withheld for a false report in a case (P.四.5): a fact of the cases, told in the person's statement."""

from datetime import date

from django.db.models import QuerySet

from cases.models import Misreport, MisreportState
from staff.models import Employee
from yibin_service.foundation.regulation.clock import next_month


def withheld_of(employee: Employee, month: date) -> QuerySet[Misreport]:
    """The confirmed false reports of the person's account in the month whose first day is given."""
    if employee.user_id is None:
        return Misreport.objects.none()
    rows = Misreport.objects.filter(member__user=employee.user_id, state=MisreportState.CONFIRMED)
    return rows.filter(fact_on__gte=month, fact_on__lt=next_month(month)).select_related("case__regulation").order_by("id")
