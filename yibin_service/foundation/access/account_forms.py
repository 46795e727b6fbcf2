"""Forms of accounts and of the list of role changes."""

from typing import Any

from django import forms

from yibin_service.foundation.acts.forms import ActForm, DayField, LineField
from yibin_service.foundation.org.models import Unit

from .account_reads import CHANGES, AccountFilters, ChangeFilters
from .roles import Role

ALL = ("", "全部")
USERNAME = r"\A[a-z0-9][a-z0-9._-]{1,29}\Z"
PASSWORD_HELP = "至少 10个字符，不要只用数字。请当面交给本人；本人登录后必须先改掉"


class PersonForm(ActForm):
    """Who a person is."""

    display_name = LineField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), required=False, empty_label="没有单位")
    phone = LineField(label="内线电话", max_length=30, required=False)
    email = forms.EmailField(
        label="电子邮件", max_length=254, required=False, error_messages={"invalid": "请填电子邮件地址，如 liuyulan@mill.cn"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.filter(is_active=True)


class OpenAccountForm(PersonForm):
    """A new account with its first role."""

    field_order = ("display_name", "username", "unit", "role", "phone", "email", "password")
    username = forms.RegexField(
        USERNAME, label="登录名", max_length=30, help_text="2—30个小写字母、数字、点或横线，如 liu.yulan；以后不能改"
    )
    role = forms.ChoiceField(label="岗位", choices=[("", "先不给岗位"), *Role.choices], required=False)
    password = forms.CharField(
        label="初次密码",
        max_length=128,
        help_text=PASSWORD_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["invalid"] = "登录名用 2—30个小写字母、数字、点或横线，如 liu.yulan"
        self.fields["username"].widget.attrs.update({"autocapitalize": "none", "autocomplete": "off"})


class GrantRoleForm(ActForm):
    """A role the account does not hold."""

    role = forms.ChoiceField(label="岗位")

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["role"]
        choices.choices = [("", "请选岗位"), *((role.value, role.label) for role in roles)]


class RevokeRoleForm(GrantRoleForm):
    """A role the account holds."""


class ConfirmForm(ActForm):
    """Nothing to fill in: the page says what follows."""


class ResetPasswordForm(ActForm):
    """A password to log in with once."""

    password = forms.CharField(
        label="新的初次密码",
        max_length=128,
        help_text=PASSWORD_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FilterForm(forms.Form):
    """Filters that stand in the address; a garbled one is told and narrows nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"「{field.label}」没有这一项，请从列表中选"

    def given(self) -> dict[str, Any]:
        """The readable filters; call after `is_valid`."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in self.errors}


class AccountFilterForm(FilterForm):
    """What the list of accounts is narrowed to."""

    text = LineField(label="查找", required=False, max_length=40, widget=forms.TextInput(attrs={"placeholder": "姓名、登录名、单位", "type": "search"}))
    role = forms.ChoiceField(label="岗位", required=False, choices=[ALL, *Role.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, ("active", "在用"), ("closed", "已停用")])

    @property
    def filters(self) -> AccountFilters:
        return AccountFilters(**self.given())


class ChangeFilterForm(FilterForm):
    """What the list of role changes is narrowed to."""

    text = LineField(label="谁的账号", required=False, max_length=40, widget=forms.TextInput(attrs={"placeholder": "姓名、登录名", "type": "search"}))
    verb = forms.ChoiceField(label="事项", required=False, choices=[ALL, *CHANGES.items()])
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)

    @property
    def filters(self) -> ChangeFilters:
        return ChangeFilters(**self.given())
