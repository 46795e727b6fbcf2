"""Addresses of what every app rests on, below `api/`: oneself, messages, jobs, files."""

from django.urls import path

from .access.api import MeAPI
from .files.api import FileAPI, UploadAPI
from .jobs.api import JobAPI, JobListAPI, repeat_job_api
from .notices.api import InboxAPI, ReadInboxAPI

urlpatterns = [
    path("me/", MeAPI.as_view(), name="api_me"),
    path("inbox/", InboxAPI.as_view(), name="api_inbox"),
    path("inbox/read/", ReadInboxAPI.as_view(), name="api_read_inbox"),
    path("jobs/", JobListAPI.as_view(), name="api_jobs"),
    path("jobs/<uuid:pk>/", JobAPI.as_view(), name="api_job"),
    path("jobs/<uuid:pk>/repeat/", repeat_job_api, name="api_repeat_job"),
    path("files/", UploadAPI.as_view(), name="api_upload"),
    path("files/<uuid:pk>/", FileAPI.as_view(), name="api_file"),
]
