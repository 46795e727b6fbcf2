"""Addresses of the staff app's API, below `api/`."""

from django.urls import path

from .attendance_assessments import AttendanceAssessmentAPI
from .field_reads import (
    AppraisalListAPI,
    CollectionListAPI,
    ComplaintListAPI,
    DailyReportListAPI,
    DispatchListAPI,
    OpinionSheetListAPI,
    PlanListAPI,
    ProfileListAPI,
    RecordListAPI,
    VisitListAPI,
)
from .handovers import HandoverAPI, HandoverListAPI
from .reads import EmployeeListAPI, PunchImportAPI, PunchRowListAPI

urlpatterns = [
    path("attendance-assessments/", AttendanceAssessmentAPI.as_view(), name="api_attendance_assessments"),
    path("staff/employees/", EmployeeListAPI.as_view(), name="api_employees"),
    path("staff/dispatches/", DispatchListAPI.as_view(), name="api_dispatches"),
    path("staff/service-records/", RecordListAPI.as_view(), name="api_service_records"),
    path("staff/opinion-sheets/", OpinionSheetListAPI.as_view(), name="api_opinion_sheets"),
    path("staff/daily-reports/", DailyReportListAPI.as_view(), name="api_daily_reports"),
    path("staff/plans/", PlanListAPI.as_view(), name="api_plans"),
    path("staff/visits/", VisitListAPI.as_view(), name="api_visits"),
    path("staff/customers/", ProfileListAPI.as_view(), name="api_customer_profiles"),
    path("staff/collections/", CollectionListAPI.as_view(), name="api_collections"),
    path("staff/complaints/", ComplaintListAPI.as_view(), name="api_complaints"),
    path("staff/appraisals/", AppraisalListAPI.as_view(), name="api_appraisals"),
    path("staff/handovers/", HandoverListAPI.as_view(), name="api_handovers"),
    path("staff/handovers/<str:number>/", HandoverAPI.as_view(), name="api_handover"),
    path("staff/punches/<int:import_id>/", PunchImportAPI.as_view(), name="api_punch_import"),
    path("staff/punches/<int:import_id>/rows/", PunchRowListAPI.as_view(), name="api_punch_import_rows"),
]
