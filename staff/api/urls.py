"""Addresses of the staff app's API, below `api/`."""

from django.urls import path

from .attendance_assessments import AttendanceAssessmentAPI

urlpatterns = [
    path("attendance-assessments/", AttendanceAssessmentAPI.as_view(), name="api_attendance_assessments"),
]
