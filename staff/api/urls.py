"""Addresses of the staff app's API, below `api/`."""

from django.urls import path

from .attendance_assessments import AttendanceAssessmentAPI
from .handovers import HandoverAPI, HandoverListAPI
from .reads import EmployeeListAPI, PunchImportAPI, PunchRowListAPI

urlpatterns = [
    path("attendance-assessments/", AttendanceAssessmentAPI.as_view(), name="api_attendance_assessments"),
    path("staff/employees/", EmployeeListAPI.as_view(), name="api_employees"),
    path("staff/handovers/", HandoverListAPI.as_view(), name="api_handovers"),
    path("staff/handovers/<str:number>/", HandoverAPI.as_view(), name="api_handover"),
    path("staff/punches/<int:import_id>/", PunchImportAPI.as_view(), name="api_punch_import"),
    path("staff/punches/<int:import_id>/rows/", PunchRowListAPI.as_view(), name="api_punch_import_rows"),
]
