"""Addresses of jobs."""

from django.urls import path

from . import views
from .job_pages import RepeatJobPage

urlpatterns = [
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<uuid:pk>/", views.job_page, name="job"),
    path("jobs/<uuid:pk>/progress/", views.job_progress, name="job_progress"),
    path("jobs/<uuid:pk>/repeat/", RepeatJobPage.as_view(), name="repeat_job"),
]
