"""The site of master data: Django's admin, opened by the permission table and by nothing else."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.errors import NotAllowed


class MasterDataSite(admin.AdminSite):
    """For whoever may maintain master data. No money, no acts, no accounts: those have pages of their own."""

    site_header = "基础资料"
    site_title = "售后质量管理"
    index_title = "基础资料"
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return _may_maintain(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The product's own log-in, with its lock-out; a person without the role is told so."""
        if request.user.is_authenticated:
            raise NotAllowed("「维护基础资料」由系统管理员办理，您的岗位不含这一项")
        return redirect_to_login(request.get_full_path())

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("me")


def _may_maintain(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.MANAGE_MASTER_DATA)


class MasterDataAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One kind of master data: seen, added and changed by who may; never deleted, for records point to it.

    Every change is kept by the database's own history.
    """

    list_per_page = 50
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_maintain(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_maintain(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may_maintain(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_maintain(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MasterDataRows(admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to one record of master data."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_maintain(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
