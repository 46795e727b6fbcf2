"""Addresses of the liability app, gathered from the views of each subject."""

from django.urls import URLPattern, URLResolver

from liability.views import delay, determination, handover

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += handover.urlpatterns
urlpatterns += determination.urlpatterns
urlpatterns += delay.urlpatterns
