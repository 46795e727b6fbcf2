"""Pages across apps."""

from django.urls import path

from yibin_service.desk.views import casefile, opinion_sheet, remind, samples, search, service_worker, workbench

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("sw.js", service_worker.service_worker, name="service_worker"),
    path("workbench/watch/", workbench.watch, name="workbench_watch"),
    path("search/", search.search, name="search"),
    path("cases/<str:number>/remind/", remind.RemindPage.as_view(), name="remind"),
    path("cases/<str:number>/opinion-sheet/", opinion_sheet.OpinionSheetPage.as_view(), name="opinion_sheet"),
    path("cases/<str:number>/", casefile.case, name="case"),
    path("samples/", samples.samples, name="samples"),
    path("samples/act/", samples.sample_act, name="sample_act"),
    path("samples/options/", samples.sample_options, name="sample_options"),
    path("samples/draft/", samples.sample_draft, name="sample_draft"),
    path("samples/upload/", samples.sample_upload, name="sample_upload"),
]
