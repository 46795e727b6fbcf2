"""Addresses of the cases app, gathered from the views of each subject."""

from django.urls import URLPattern, URLResolver

from cases.views import approval, opinion, panels_timeline, reply, waive_breach

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += opinion.urlpatterns
urlpatterns += approval.urlpatterns
urlpatterns += panels_timeline.urlpatterns
urlpatterns += waive_breach.urlpatterns
urlpatterns += reply.urlpatterns
