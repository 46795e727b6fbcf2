"""What people write about attendance."""

from decimal import Decimal
from typing import Any

from django import forms

from staff.forms.person_choices import EmployeeChoice
from staff.models import ConductKind, CorrectedSide, Employee, LeaveKind
from staff.services.objections import REMEDY_WORDS, Remedy
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, NumberField, TextField
from yibin_service.foundation.org.models import Site, Unit


class ClockField(forms.TimeField):
    """A time of the day to the minute: 「08:30」."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%H:%M", "%H：%M", "%H:%M:%S"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请填时刻，如 08:30"

    def clean(self, value: Any) -> Any:
        at = super().clean(value)
        return at.replace(second=0) if at else at


class HoursField(NumberField):
    """Hours with up to two places."""

    unit, example, places = "小时数", "13.5", 2


class SubstituteForm(ActForm):
    """Who decides for whom, and on which days."""

    manager = EmployeeChoice(label="代谁", queryset=Employee.objects.none(), empty_label=None)
    substitute = EmployeeChoice(label="代办人", queryset=Employee.objects.none(), empty_label="请选择")
    first_on = DayField(label="自")
    last_on = DayField(label="至", help_text="含这一天。")

    def __init__(self, *args: Any, managers: Any, substitutes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = managers  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = substitutes  # type: ignore[attr-defined]


class LeaveForm(ActForm):
    """Whole days, or a part of one day."""

    leave_kind = forms.ChoiceField(label="假别", choices=LeaveKind.choices)
    first_on = DayField(label="自")
    last_on = DayField(label="至", help_text="只请一天的，与「自」相同。")
    starts = ClockField(label="几时起", required=False, help_text="整天的空着；只请一段的填起止，如 13:00 到 17:30。")
    ends = ClockField(label="几时止", required=False)
    reason = TextField(label="事由", max_length=500)


class FieldForm(ActForm):
    """Days outside, at customers."""

    first_on = DayField(label="自")
    last_on = DayField(label="至", help_text="只有一天的，与「自」相同。")
    place = LineField(label="地点", max_length=40, help_text="例如：遵义。")
    reason = TextField(label="事由", max_length=500)


class CorrectionForm(ActForm):
    """One time that the clock does not have."""

    on = DayField(label="日期", is_past=True)
    side = forms.ChoiceField(label="补哪一次", choices=CorrectedSide.choices)
    time = ClockField(label="时刻", help_text="实际到岗或离岗的时刻；只补一个时刻，其他照打卡。")
    reason = TextField(label="事由", max_length=500)


class MissingPunchForm(ActForm):
    """When the person really came or left."""

    time = ClockField(label="实际时刻", help_text="按这个时刻判定；准时的填班次的时刻。")
    reason = TextField(label="怎样核实的", max_length=500, help_text="向谁核对、看了什么记录。本人看得到。")


class DecisionForm(ActForm):
    """What is said to the person with the decision."""

    answer = TextField(label="审批意见", max_length=500, required=False, help_text="退回的要写明理由。")


class ConductForm(ActForm):
    """What the manager saw of one of the own people."""

    employee = EmployeeChoice(label="员工", queryset=Employee.objects.none(), empty_label="请选择")
    on = DayField(label="日期", is_past=True)
    kind = forms.ChoiceField(label="情形", choices=ConductKind.choices)
    minutes = forms.IntegerField(label="离岗分钟", min_value=1, max_value=1440, required=False, help_text="离岗才填。")
    hours = HoursField(label="关机小时", required=False, high=Decimal(24), help_text="关机或停机才填，如 13.5。")
    text = TextField(label="经过", max_length=1000, help_text="何时发现、怎样核实。本人看得到。")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["employee"]
        chosen.queryset = people


class ClockFailureForm(ActForm):
    """Days on which an attendance clock did not work: of a site with all its units, or of some units."""

    site = forms.ModelChoiceField(
        label="厂区", queryset=Site.objects.none(), required=False, empty_label="不按厂区，另选单位",
        help_text="选了厂区，开始那天在那里的单位全部登记",
    )  # fmt: skip
    units = forms.ModelMultipleChoiceField(
        label="用这台考勤机的单位", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不按厂区登记的在这里选，可以选几个",
    )  # fmt: skip
    first_on = DayField(label="自", is_past=True)
    last_on = DayField(label="至", is_past=True)
    reason = TextField(label="说明", max_length=500)

    def __init__(self, *args: Any, units: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["units"].queryset, fields["site"].queryset = units, sites
        if not sites:
            fields["site"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("site") and given.get("units"):
            self.add_error("units", "按厂区登记的不另选单位：请去掉一样")
        elif not given.get("site") and not given.get("units") and "units" not in self.errors:
            self.add_error("units", "请选厂区，或选用这台考勤机的单位" if self.fields["site"].queryset else "请选用这台考勤机的单位")  # type: ignore[attr-defined]
        return given


class ObjectionForm(ActForm):
    """Why the event is wrong."""

    text = TextField(label="异议", max_length=1000, help_text="写明当时的情况和可以核对的凭据。")


class AnswerForm(ActForm):
    """Keep it, or mend the fact it rests on."""

    remedy = forms.ChoiceField(label="处理", choices=[(one.value, words) for one, words in REMEDY_WORDS.items()])
    time = ClockField(label="更正为", required=False, help_text="更正上班、下班时刻才填。")
    place = LineField(label="外勤地点", max_length=40, required=False)
    answer = TextField(label="答复", max_length=1000)

    def __init__(self, *args: Any, remedies: list[Remedy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["remedy"]
        chosen.choices = [(one.value, REMEDY_WORDS[one]) for one in remedies]


class ReasonForm(ActForm):
    """Why."""

    reason = TextField(label="理由", max_length=1000)
