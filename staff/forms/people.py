"""Forms of employees."""

from typing import Any

from django import forms

from staff.models import Employee, Schedule
from staff.selectors.rosters import rosters
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MoneyField
from yibin_service.foundation.org.models import Unit

NUMBER = r"\A[A-Za-z0-9][A-Za-z0-9-]{0,19}\Z"
NUMBER_HELP = "和考勤机导出的号码一致，如 0312；以后不能改"


class AccountChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not to be subscripted at run time
    """Accounts by the person's name and log-in."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name}（{obj.username}）"


class ManagerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Employees by name and number: names are not unique."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.number}）"


class EmployeeForm(ActForm):
    """What is known of a person."""

    name = LineField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选单位")
    post = LineField(label="岗位", max_length=40, required=False, help_text="如 技术支持")
    manager = ManagerChoice(label="主管", queryset=Employee.objects.none(), required=False, empty_label="没有主管")
    phone = LineField(
        label="电话",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    entered_on = DayField(label="入职日期")
    user = AccountChoice(
        label="账号", queryset=User.objects.none(), required=False, empty_label="没有账号", help_text="有账号的人可以看自己的考勤"
    )

    def __init__(self, *args: Any, employee: Employee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = self.fields
        choices["unit"].queryset = Unit.objects.filter(is_active=True)
        others = Employee.objects.filter(left_on=None)
        choices["manager"].queryset = others.exclude(pk=employee.pk) if employee else others
        owned = Employee.objects.exclude(user=None)
        taken = owned.exclude(pk=employee.pk) if employee else owned
        choices["user"].queryset = User.objects.filter(is_active=True).exclude(pk__in=taken.values("user")).order_by("display_name")


class AddEmployeeForm(EmployeeForm):
    """A new person with the number that clocks and payroll know."""

    field_order = ("number", "name", "unit", "post", "manager", "phone", "entered_on", "user")
    number = forms.RegexField(NUMBER, label="工号", max_length=20, help_text=NUMBER_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].error_messages["invalid"] = "工号用 1—20个字母、数字或横线，如 0312"


class WageForm(ActForm):
    """A monthly wage from a day on."""

    monthly = MoneyField(label="月工资（元）", is_low_included=False)
    effective_from = DayField(label="自何日起", help_text="当月最后一天有效的工资，用于全月")


class AssignRosterForm(ActForm):
    """A roster from a day on."""

    schedule = forms.ModelChoiceField(label="班制", queryset=Schedule.objects.none(), empty_label="请选班制")
    effective_from = DayField(label="自何日起")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["schedule"]
        choices.queryset = rosters()


class LeavingForm(ActForm):
    """The last day as it should have been; empty takes the leaving back."""

    left_on = DayField(label="在岗最后一天", required=False, help_text="留空为撤回离职，本人仍在岗")
    reason = LineField(label="更正的原因", max_length=200, help_text="如「日期写错一天」")


class EmployeeFilterForm(forms.Form):
    """What the list is narrowed by."""

    q = LineField(label="查找", max_length=40, required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "姓名、工号、单位或岗位"}))
    left = forms.ChoiceField(label="范围", choices=[("", "在岗"), ("1", "连同已离职")], required=False)
