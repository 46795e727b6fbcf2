"""Forms of employees."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms

from staff.forms.person_choices import AccountChoice, EmployeeChoice
from staff.models import Employee, Schedule
from staff.selectors.rosters import rosters_to_give
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MoneyField, TextField
from yibin_service.foundation.org.models import Unit

NUMBER = r"\A[A-Za-z0-9][A-Za-z0-9-]{0,19}\Z"
MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")
NUMBER_HELP = "和考勤机导出的号码一致，如 0312；以后不能改"


class RosterChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Rosters by name, with the day from which one is out of use."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.retired_from} 起停用）" if obj.retired_from else str(obj.name)


class EmployeeForm(ActForm):
    """What is known of a person."""

    name = LineField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选单位")
    post = LineField(label="岗位", max_length=40, required=False, help_text="如 技术支持")
    manager = EmployeeChoice(label="主管", queryset=Employee.objects.none(), required=False, empty_label="没有主管")
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
    """A roster from a day on; one out of use may still be entered for a day before."""

    schedule = RosterChoice(label="班制", queryset=Schedule.objects.none(), empty_label="请选班制")
    effective_from = DayField(label="自何日起")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["schedule"]
        choices.queryset = rosters_to_give()


class MonthField(forms.Field):
    """A month, from the native picker or typed 「2025-06」; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2025-06"})

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", value or "").strip()
        if not text:
            return None
        found = MONTH.fullmatch(text)
        if found is None:
            raise forms.ValidationError("请填月份，如 2025-06", code="invalid")
        return date(int(found[1]), int(found[2]), 1)


class OldDemeritForm(ActForm):
    """A 行政记大过 of the time before the product."""

    month = MonthField(label="哪个月的")
    decided_on = DayField(label="决定日期", is_past=True)
    document = LineField(label="决定文件", max_length=80, help_text="名称或文号，如 宜纸人〔2025〕12号")
    reason = TextField(label="补录理由", max_length=500, help_text="从哪里查到、为什么现在补录")


class WageReasonForm(ActForm):
    """Why a wage is taken back."""

    reason = TextField(label="理由", max_length=500, help_text="这里不写金额：记事看得到的人比工资多")


class CorrectWageForm(WageReasonForm):
    """Which closed month, and why."""

    field_order = ("month", "reason")
    month = forms.TypedChoiceField(label="哪个月", coerce=date.fromisoformat, empty_value=None)

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["month"]
        chosen.choices = [("", "请选月份"), *((one.isoformat(), f"{one.year}年{one.month}月") for one in months)]


class LeavingForm(ActForm):
    """The last day as it should have been; empty takes the leaving back."""

    left_on = DayField(label="在岗最后一天", required=False, help_text="留空为撤回离职，本人仍在岗")
    reason = LineField(label="更正的原因", max_length=200, help_text="如「日期写错一天」")


class EmployeeFilterForm(forms.Form):
    """What the list is narrowed by."""

    q = LineField(label="查找", max_length=40, required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": "姓名、工号、单位或岗位"}))
    left = forms.ChoiceField(label="范围", choices=[("", "在岗"), ("1", "连同已离职")], required=False)
