"""Logging in and out, and the person's own page."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yibin_service.foundation.access.forms import LoginForm, NewPasswordForm, PreferencesForm
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import has_token
from yibin_service.foundation.access.services.change_password import change_password
from yibin_service.foundation.access.services.issue_token import issue_token, revoke_token
from yibin_service.foundation.access.services.save_preferences import save_preferences
from yibin_service.foundation.acts.selectors import database_now


class Login(LoginView):
    """The only page a visitor gets. Axes counts the failures and shows the lock-out page."""

    template_name = "access/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


logout = LogoutView.as_view()


def _me_page(
    request: HttpRequest,
    *,
    password_form: NewPasswordForm | None = None,
    new_token: str = "",
    status: int = 200,
) -> HttpResponse:
    user = cast(User, request.user)
    wishes = {"has_large_type": user.has_large_type, "has_shortcuts": user.has_shortcuts}
    context = {
        "preferences_form": PreferencesForm(initial=wishes),
        "password_form": password_form or NewPasswordForm(user),
        "has_token": has_token(user),
        "new_token": new_token,
        "role_titles": [role.label for role in Role if role in user.roles],
    }
    return render(request, "access/me.html", context, status=status)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who one is here, how the pages look, and a new password."""
    return _me_page(request)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep type size and shortcuts."""
    form = PreferencesForm(request.POST)
    if form.is_valid():
        save_preferences(by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, "已保存，全部页面都这样显示")
    return redirect("me")


@require_POST
def new_password(request: HttpRequest) -> HttpResponse:
    """Change the own password and stay logged in here."""
    user = cast(User, request.user)
    form = NewPasswordForm(user, request.POST)
    if not form.is_valid():
        return _me_page(request, password_form=form, status=422)
    change_password(by=user, new_password=form.cleaned_data["new_password1"], at=database_now())
    update_session_auth_hash(request, user)
    messages.success(request, "已改密码，下次登录用新密码；别处的登录已退出")
    return redirect("me")


@require_POST
@never_cache
def new_token(request: HttpRequest) -> HttpResponse:
    """Give oneself a new token for programs, shown this once; the one before it ends."""
    user = cast(User, request.user)
    return _me_page(request, new_token=issue_token(user=user, by=user, at=database_now()))


@require_POST
def end_token(request: HttpRequest) -> HttpResponse:
    """Take the own token back."""
    user = cast(User, request.user)
    if revoke_token(user=user, by=user, at=database_now()):
        messages.success(request, "已收回令牌，用它的程序不能再访问")
    return redirect("me")
