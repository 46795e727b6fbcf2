"""Addresses of the staff app."""

from django.urls import URLPattern, URLResolver, path

from staff.views import employees, punches, rosters
from staff.views.assessment import assess_attendance_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("assessment/", assess_attendance_page, name="assess_attendance_page"),
    *employees.urlpatterns,
    *rosters.urlpatterns,
    *punches.urlpatterns,
]
