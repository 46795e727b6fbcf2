"""Addresses of the penalties app's API, below `api/`."""

from django.urls import path

from .assessments import CaseAssessmentAPI

urlpatterns = [
    path("assessments/", CaseAssessmentAPI.as_view(), name="api_assessments"),
]
