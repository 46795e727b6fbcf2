"""Rows of the staff app, one file per aggregate."""

from .conduct import ConductKind, ConductRecord
from .daily_report import DailyReport
from .months import (
    AttendanceDifference,
    AttendanceMonth,
    Demerit,
    Objection,
    ObjectionState,
    ProposalKind,
    ProposalState,
    StaffProposal,
)
from .people import Employee, Wage
from .punches import ImportState, Punch, PunchImport, PunchRow, PunchSide
from .requests import (
    LIVE_STATES,
    AttendanceRequest,
    ClockFailure,
    CorrectedSide,
    LeaveKind,
    RequestKind,
    RequestState,
)
from .schedule import EmployeeSchedule, Schedule, ShiftRule

__all__ = [
    "LIVE_STATES",
    "AttendanceDifference",
    "AttendanceMonth",
    "AttendanceRequest",
    "ClockFailure",
    "ConductKind",
    "ConductRecord",
    "CorrectedSide",
    "DailyReport",
    "Demerit",
    "Employee",
    "EmployeeSchedule",
    "ImportState",
    "LeaveKind",
    "Objection",
    "ObjectionState",
    "ProposalKind",
    "ProposalState",
    "Punch",
    "PunchImport",
    "PunchRow",
    "PunchSide",
    "RequestKind",
    "RequestState",
    "Schedule",
    "ShiftRule",
    "StaffProposal",
    "Wage",
]
