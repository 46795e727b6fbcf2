"""The site of master data: Django's admin, opened by the permission table and by nothing else."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.services.save_master_data import save_master_data, stream_of
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.selectors import database_now, events_of


class MasterDataSite(admin.AdminSite):
    """For whoever may maintain master data. No money, no acts, no accounts: those have pages of their own."""

    site_header = "基础资料"
    site_title = "售后质量管理"
    index_title = "基础资料"
    site_url = "/"
    enable_nav_sidebar = False

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Only master data: what packages bring of their own (groups, tokens, log-in attempts) has no place here."""
        if isinstance(admin_class, type) and issubclass(admin_class, MasterDataAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return _may_maintain(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The product's own log-in, with its lock-out; a person without the role is told so."""
        if request.user.is_authenticated:
            raise NotAllowed("「维护基础资料」由系统管理员办理，您的岗位不含这一项")
        return redirect_to_login(request.get_full_path())

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Logging out is done on the own page, as everywhere."""
        return redirect("me")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("me")


def _may_maintain(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.MANAGE_MASTER_DATA)


def keep(request: HttpRequest, row: Model, **how: Any) -> None:
    """Save a record in the name of the person who sent it."""
    assert isinstance(request.user, User)
    save_master_data(row=row, by=request.user, at=database_now(), **how)


class MasterDataAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One kind of master data: seen, added and changed by who may; never deleted, for records point to it.

    Every change is an event, and kept by the database's own history. `known_by`: fields that are for good once written.
    """

    list_per_page = 50
    actions = None
    known_by: tuple[str, ...] = ()

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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.known_by if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        keep(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            keep(request, row, part_of=form.instance)
        formset.save_m2m()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The record's own trail: who changed what, from and to, wherever it was done."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"变更历史：{row}",
            "object": row,
            "opts": self.opts,
            "events": events_of(stream_of(row)),
        }
        return TemplateResponse(request, "admin/master_data_history.html", context)


class MasterDataRows(admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to one record of master data."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_maintain(request)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
