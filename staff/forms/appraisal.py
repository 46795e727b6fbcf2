"""Forms of the appraisal, of complaints and of S.5(2)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from staff.forms.person_choices import EmployeeChoice
from staff.models import AppraisalItem, ComplaintKind, CustomerVisit, Employee, MeritKind
from staff.rules.appraisal import ITEMS
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MoneyField, NumberField, TextField


class PointsField(NumberField):
    """Points with at most one place."""

    unit, example, places = "分数", "12 或 12.5", 1

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(high=Decimal(1000), **kwargs)


class SelfViewForm(ActForm):
    """What the person says of the own month."""

    text = TextField(label="自评", max_length=2000, help_text="这个月做了什么，哪些没有做好，需要什么帮助。")


class ScoreForm(ActForm):
    """The points of each item, and words; the limits are those of the month's version."""

    initiative = PointsField(label=AppraisalItem.INITIATIVE.label)
    cooperation = PointsField(label=AppraisalItem.COOPERATION.label)
    loyalty = PointsField(label=AppraisalItem.LOYALTY.label)
    planning = PointsField(label=AppraisalItem.PLANNING.label)
    execution = PointsField(label=AppraisalItem.EXECUTION.label)
    quality = PointsField(label=AppraisalItem.QUALITY.label)
    performance = PointsField(label=AppraisalItem.PERFORMANCE.label)
    comment = TextField(label="评语", max_length=2000, required=False, help_text="本人会签以后看到。")

    def __init__(self, *args: Any, limits: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in ITEMS:
            field = self.fields[item.code]
            assert isinstance(field, PointsField)
            field.high = Decimal(limits[item.code])
            field.help_text = f"{item.group}，0 到 {limits[item.code]} 分。"

    @property
    def points(self) -> dict[str, Decimal]:
        return {item.code: self.cleaned_data[item.code] for item in ITEMS}


class CountersignForm(ActForm):
    """Words to the decision; a must for a return."""

    words = TextField(label="会签意见", max_length=400, required=False, help_text="退回的要写明改什么。")


class PersonField(EmployeeChoice):
    """One of the people this person answers for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Employee.objects.none(), empty_label="请选择", **kwargs)


class ComplaintForm(ActForm):
    """A complaint about one of the own people."""

    employee = PersonField(label="员工")
    kind = forms.ChoiceField(label="投诉什么", choices=[("", "请选择"), *ComplaintKind.choices])
    received_on = DayField(label="接到日期", is_past=True)
    told_by = LineField(label="投诉人", max_length=60, help_text="客户和姓名，如 贵阳华彩 杨德福。")
    source_no = LineField(
        label="案件号或派工单号", max_length=30, required=False, help_text="投诉从哪一案、哪一张派工单来；来自回访的空着。"
    )
    visit = forms.ModelChoiceField(
        label="或哪一次回访", queryset=CustomerVisit.objects.none(), required=False, empty_label="不是回访"
    )
    text = TextField(label="内容", max_length=2000, help_text="客户的原话和经过。断纸等产品质量请走信息卡。")

    def __init__(self, *args: Any, people: Any, visits: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].queryset = people  # type: ignore[attr-defined]
        self.fields["visit"].queryset = visits  # type: ignore[attr-defined]


class VerifyForm(ActForm):
    """What the person said, and what was found."""

    heard_on = DayField(label="听取本人日期", is_past=True)
    statement = TextField(label="本人陈述", max_length=2000, help_text="本人怎样说；没有听取本人的不能核实。")
    reason = TextField(label="核实结论", max_length=1000, help_text="怎样核实、凭据是什么。本人看得到。")


class MeritForm(ActForm):
    """Training, a wish, a reward."""

    employee = PersonField(label="员工")
    kind = forms.ChoiceField(label="事项", choices=[("", "请选择"), *MeritKind.choices])
    on = DayField(label="日期", is_past=True)
    text = LineField(label="说明", max_length=400, help_text="如 胶版纸印刷适性培训 2天；季度会上表扬。")
    amount = MoneyField(
        label="奖金（元）", required=False, is_low_included=False, help_text="只有奖金填。"
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].queryset = people  # type: ignore[attr-defined]
