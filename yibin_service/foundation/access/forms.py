"""Logging in, changing the password, and how the pages look for oneself."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

MISMATCH = "两次填的新密码不一样，请再填一次"


class LoginForm(AuthenticationForm):
    """User name and password. The answer never tells which of the two was wrong."""

    error_messages = {
        "invalid_login": "用户名或密码不对，请再填一次；连续填错会暂停登录",
        "inactive": "这个账号已停用，请找系统管理员",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = "用户名"
        self.fields["username"].widget.attrs.update({"autocapitalize": "none", "autocomplete": "username"})
        self.fields["username"].error_messages["required"] = "请填「用户名」"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "请填「密码」"


class NewPasswordForm(PasswordChangeForm):
    """The present password and twice the new one."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_mismatch": MISMATCH,
        "password_incorrect": "现用密码不对，请再填一次",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, label in (("old_password", "现用密码"), ("new_password1", "新密码"), ("new_password2", "再填一次新密码")):
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"请填「{label}」"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = "至少 10个字符，不要只用数字，也不要和用户名相近"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        """Another one than the present one, which somebody else may know."""
        given: str = self.cleaned_data["new_password1"]
        if given == self.cleaned_data.get("old_password"):
            raise forms.ValidationError("和现用密码一样，请换一个", code="password_unchanged")
        return given


class PreferencesForm(forms.Form):
    """Type size and single-key shortcuts."""

    has_large_type = forms.BooleanField(label="大字号", required=False, help_text="全部页面的字和间距放大一级")
    has_shortcuts = forms.BooleanField(label="单键快捷键", required=False, help_text="按 ? 看有哪些")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
