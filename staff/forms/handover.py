"""Forms of 工作移交."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from staff.forms.person_choices import AccountChoice, EmployeeChoice
from staff.models import Employee, HandoverItem, HandoverKind, ItemKind
from staff.rules.handover import TYPED
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField
from yibin_service.foundation.org.models import Unit

LONGEST_KEY = 50
TYPED_CHOICES = [(kind.value, kind.label) for kind in ItemKind if kind.value in TYPED]


class ItemsField(forms.MultipleChoiceField):
    """Things of the list by their keys. What stands at another step is refused by the service, which says where it stands."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) <= LONGEST_KEY


def words_of(item: HandoverItem, *, names_receiver: bool = True) -> str:
    """「客户 昆明滇池印务，重点客户；质保至 2027-01-31（接收 赵磊）」."""
    detail = f"，{item.detail}" if item.detail else ""
    receiver = f"（接收 {item.receiver}）" if item.receiver and names_receiver else ""
    return f"{item.get_kind_display()} {item.title}{detail}{receiver}"


class OpenHandoverForm(ActForm):
    """Who, why and when."""

    employee = EmployeeChoice(label="移交人", queryset=Employee.objects.none(), empty_label="请选员工")
    kind = forms.ChoiceField(label="原因", choices=HandoverKind.choices, widget=forms.RadioSelect)
    effective_on = DayField(label="离职最后一天或调职日期", help_text="计划的日期；完成时按实际的填。")
    confirms_past = forms.BooleanField(label="日期已过去，照这个日期开立", required=False)
    receiver = AccountChoice(
        label="总接收人", queryset=User.objects.none(), required=False, empty_label="以后逐项指定",
        help_text="没有另行指定的都由他接收；他接不了的（如案件经办）以后另指定。",
    )  # fmt: skip
    new_unit = forms.ModelChoiceField(
        label="调往单位", queryset=Unit.objects.none(), required=False, empty_label="离职不填"
    )
    new_post = LineField(label="新岗位", max_length=40, required=False, help_text="调职填，如 质检员。")
    new_manager = EmployeeChoice(label="新主管", queryset=Employee.objects.none(), required=False, empty_label="没有主管")
    reason = LineField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, receivers: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = self.fields
        if not (self.is_bound and str(self.data.get("effective_on", "")) < f"{today}"):  # asked where there is a reason
            choices["confirms_past"].widget = forms.HiddenInput()
        choices["employee"].queryset = people
        choices["receiver"].queryset = receivers
        choices["new_unit"].queryset = Unit.objects.filter(is_active=True)
        choices["new_manager"].queryset = Employee.objects.filter(left_on=None)

    @property
    def facts(self) -> dict[str, Any]:
        return {key: value for key, value in self.content.items() if key not in {"employee", "confirms_past"}}


class ItemForm(ActForm):
    """A thing the system cannot know."""

    kind = forms.ChoiceField(label="类别", choices=TYPED_CHOICES)
    title = LineField(label="内容", max_length=200, help_text="写清名称、编号和数量，如 对账单 3份（2026-08 至 10）、笔记本电脑 1台 NB-0412。")
    detail = LineField(label="存放与状况", max_length=400, required=False)
    receiver = AccountChoice(label="接收人", queryset=User.objects.none(), required=False, empty_label="由经理指定")

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["receiver"]
        choices.queryset = receivers


class PickForm(ActForm):
    """Some of the things on the list."""

    items = ItemsField(label="哪几项")
    names_receiver = True

    def __init__(self, *args: Any, picks: Iterable[HandoverItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["items"]
        choices.choices = [(item.key, words_of(item, names_receiver=self.names_receiver)) for item in picks]
        choices.error_messages["required"] = "请选至少一项"


class AppointForm(PickForm):
    """Who receives them."""

    receiver = AccountChoice(label="接收人", queryset=User.objects.none(), empty_label="请选接收人")
    for_all = forms.BooleanField(label="以后列入的也由他接收", required=False)

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["receiver"]
        choices.queryset = receivers


class HandOverForm(PickForm):
    """Handed over, with a word."""

    note = LineField(label="移交说明", max_length=200, required=False)

    def __init__(self, *args: Any, on_behalf_of: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if on_behalf_of:
            self.fields["note"].required = True
            self.fields["note"].label = f"代 {on_behalf_of} 移交的原因"
            self.fields["note"].help_text = "如「本人已离岗」；页面和清单上标明代交。"


class ReceiveForm(PickForm):
    """Received or given back."""

    names_receiver = False
    note = LineField(label="接收说明", max_length=200, required=False, help_text="退回的要写明缺什么、哪里不符。")


class ExcuseForm(ActForm):
    """One thing, and why it is not handed over."""

    item = forms.ChoiceField(label="哪一项", choices=())
    reason = LineField(label="不移交的原因和处理", max_length=200, help_text="如「工具箱遗失，照价赔偿 320元，已交财务」。")

    def __init__(self, *args: Any, picks: Iterable[HandoverItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["item"]
        choices.choices = [("", "请选择"), *((item.key, words_of(item)) for item in picks)]


class CompleteForm(ActForm):
    """The day it really was."""

    on = DayField(label="实际日期", is_past=True, help_text="离职的填在岗最后一天；调职的填到新岗位的第一天。")


class CancelHandoverForm(ActForm):
    """Why the person stays."""

    reason = LineField(label="取消的原因", max_length=200, help_text="如「本人撤回辞职」。")
