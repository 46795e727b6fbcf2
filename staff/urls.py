"""Addresses of the staff app."""

from django.urls import URLPattern, URLResolver, path

from staff.views import (
    appraisal,
    appraisal_acts,
    attendance,
    attendance_acts,
    attendance_closing,
    attendance_outcomes,
    attendance_requests,
    collections,
    complaints,
    customer_care,
    daily_reports,
    dispatches,
    employee_records,
    employees,
    handover_acts,
    handover_arrangement,
    handovers,
    kept_pages,
    plans,
    punches,
    rosters,
    service_forms,
)
from staff.views.assessment import assess_attendance_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("assessment/", assess_attendance_page, name="assess_attendance_page"),
    *daily_reports.urlpatterns,
    *service_forms.urlpatterns,
    *dispatches.urlpatterns,
    *plans.urlpatterns,
    *customer_care.urlpatterns,
    *collections.urlpatterns,
    *kept_pages.urlpatterns,
    *employees.urlpatterns,
    *employee_records.urlpatterns,
    *rosters.urlpatterns,
    *punches.urlpatterns,
]
# Requests before months: 「requests」 is no month's label.
urlpatterns += attendance_requests.urlpatterns
urlpatterns += attendance_acts.urlpatterns
urlpatterns += attendance_outcomes.urlpatterns
urlpatterns += attendance_closing.urlpatterns
urlpatterns += attendance.urlpatterns
urlpatterns += complaints.urlpatterns
urlpatterns += appraisal_acts.urlpatterns
urlpatterns += appraisal.urlpatterns
urlpatterns += handovers.urlpatterns
urlpatterns += handover_acts.urlpatterns
urlpatterns += handover_arrangement.urlpatterns
