"""Rows of the staff app, one file per aggregate."""

from .daily_report import DailyReport
from .people import Employee, Wage
from .punches import ImportState, Punch, PunchImport, PunchRow, PunchSide
from .schedule import EmployeeSchedule, Schedule, ShiftRule

__all__ = [
    "DailyReport",
    "Employee",
    "EmployeeSchedule",
    "ImportState",
    "Punch",
    "PunchImport",
    "PunchRow",
    "PunchSide",
    "Schedule",
    "ShiftRule",
    "Wage",
]
