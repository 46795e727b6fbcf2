"""Forms of a false report: who told what, and what was found."""

from typing import Any

from django import forms

from cases.models import TeamMember
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, TextField


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member of the case's team, named with the unit."""

    def label_from_instance(self, member: Any) -> str:
        return f"{member.name}（{member.unit.name}）"


class ReportMisreportForm(ActForm):
    """What a member told and what is so."""

    member = MemberField(label="成员", queryset=TeamMember.objects.none(), empty_label="请选")
    fact_on = DayField(is_past=True, label="发生日期", help_text="奖金扣发算在这一天所在的月份")
    told = TextField(label="报告与事实不符之处", max_length=2000, help_text="写清报告了什么、事实是什么、依据在哪里")

    def __init__(self, *args: Any, members: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]


class DecideMisreportForm(ActForm):
    """What was found; in grave cases where the person is moved to."""

    transfer = LineField(label="岗位调整", max_length=200, required=False, help_text="情节严重、调离岗位时填，只作记录")
    comment = TextField(label="意见", max_length=400, required=False)
