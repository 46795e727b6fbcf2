"""Addresses of the staff app's API, below `api/`."""

from django.urls import path

from .attendance_assessments import AttendanceAssessmentAPI
from .reads import EmployeeListAPI, PunchImportAPI, PunchRowListAPI

urlpatterns = [
    path("attendance-assessments/", AttendanceAssessmentAPI.as_view(), name="api_attendance_assessments"),
    path("staff/employees/", EmployeeListAPI.as_view(), name="api_employees"),
    path("staff/punches/<int:import_id>/", PunchImportAPI.as_view(), name="api_punch_import"),
    path("staff/punches/<int:import_id>/rows/", PunchRowListAPI.as_view(), name="api_punch_import_rows"),
]
