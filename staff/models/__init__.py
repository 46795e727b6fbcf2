"""Rows of the staff app, one file per aggregate."""

from .conduct import ConductKind, ConductRecord
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
from .plans import PlanItem, PlanState, WeeklyPlan
from .punches import ImportState, Punch, PunchImport, PunchRow, PunchSide
from .requests import LIVE_STATES, AttendanceRequest, ClockFailure, CorrectedSide, LeaveKind, RequestKind, RequestState
from .schedule import EmployeeSchedule, Schedule, ShiftRule

__all__ = [
    "AttendanceDifference",
    "AttendanceMonth",
    "AttendanceRequest",
    "ClockFailure",
    "CollectedPayment",
    "ConductKind",
    "ConductRecord",
    "CorrectedSide",
    "Credit",
    "CustomerClass",
    "CustomerContact",
    "CustomerProfile",
    "CustomerVisit",
    "DailyReport",
    "Demerit",
    "DispatchOrder",
    "DispatchState",
    "Employee",
    "EmployeeSchedule",
    "Errand",
    "ImportState",
    "LIVE_STATES",
    "LeaveKind",
    "NewProductWish",
    "OPEN_DISPATCH",
    "Objection",
    "ObjectionState",
    "OpinionSheet",
    "PlanItem",
    "PlanState",
    "ProposalKind",
    "ProposalState",
    "Punch",
    "PunchImport",
    "PunchRow",
    "PunchSide",
    "QualityVerdict",
    "RequestKind",
    "RequestState",
    "Schedule",
    "ServicePart",
    "ServiceRecord",
    "ServiceResult",
    "ShiftRule",
    "StaffProposal",
    "VisitWay",
    "Wage",
    "WeeklyPlan",
]
