"""All addresses; each app brings its own, included by name."""

from django.contrib import admin
from django.urls import include, path

handler403 = "yibin_service.desk.views.errors.not_permitted"
handler404 = "yibin_service.desk.views.errors.not_found"
handler500 = "yibin_service.desk.views.errors.server_error"

urlpatterns = [
    path("", include("yibin_service.desk.urls")),
    path("", include("yibin_service.foundation.access.urls")),
    path("", include("yibin_service.foundation.notices.urls")),
    path("", include("yibin_service.foundation.jobs.urls")),
    path("files/", include("yibin_service.foundation.files.urls")),
    path("regulation/", include("yibin_service.foundation.regulation.urls")),
    path("", include("cases.urls")),
    path("", include("liability.urls")),
    path("", include("penalties.urls")),
    path("staff/", include("staff.urls")),
    path("api/regulation/", include("yibin_service.foundation.regulation.api_urls")),
    path("api/", include("yibin_service.desk.api.urls")),
    path("api/", include("yibin_service.foundation.api_urls")),
    path("api/", include("cases.api.urls")),
    path("api/", include("liability.api.urls")),
    path("api/", include("penalties.api.urls")),
    path("api/", include("staff.api.urls")),
    path("admin/", admin.site.urls),
]
