"""Rows of the staff app, one file per aggregate."""

from .customer_care import (
    CollectedPayment,
    Credit,
    CustomerClass,
    CustomerContact,
    CustomerProfile,
    CustomerVisit,
    NewProductWish,
    QualityVerdict,
    VisitWay,
)
from .daily_report import DailyReport
from .dispatch import (
    OPEN_DISPATCH,
    DispatchOrder,
    DispatchState,
    Errand,
    OpinionSheet,
    ServicePart,
    ServiceRecord,
    ServiceResult,
)
from .people import Employee, Wage
from .plans import PlanItem, PlanState, WeeklyPlan
from .punches import ImportState, Punch, PunchImport, PunchRow, PunchSide
from .schedule import EmployeeSchedule, Schedule, ShiftRule

__all__ = [
    "OPEN_DISPATCH",
    "CollectedPayment",
    "Credit",
    "CustomerClass",
    "CustomerContact",
    "CustomerProfile",
    "CustomerVisit",
    "DailyReport",
    "DispatchOrder",
    "DispatchState",
    "Employee",
    "EmployeeSchedule",
    "Errand",
    "ImportState",
    "NewProductWish",
    "OpinionSheet",
    "PlanItem",
    "PlanState",
    "Punch",
    "PunchImport",
    "PunchRow",
    "PunchSide",
    "QualityVerdict",
    "Schedule",
    "ServicePart",
    "ServiceRecord",
    "ServiceResult",
    "ShiftRule",
    "VisitWay",
    "Wage",
    "WeeklyPlan",
]
