"""Forms of the regulation pages: the head of a version, its parameters by kind, and what an approval says."""

import unicodedata
from typing import Any

from django import forms

from yibin_service.foundation.acts.forms import (
    ActForm,
    DayField,
    LineField,
    TextField,
    UnreadableNumber,
    read_decimal,
)

from .models import ParameterValue, RegulationVersion
from .newer_parameters import settled_once
from .parameter_keys import DEFINITIONS, Definition, Kind, ParameterKey
from .parameters import NUMBER, UNSETTLED, is_unsettled, without_codes

CODE_HELP = "以 {family}- 开头，如 {family}-2027；施行后不再更改"
FIRST_DAY_HELP = {
    "P": "须在批准之日以后；此日起收到的意见按新版本",
    "S": "须在批准之日以后；考勤和考核按当月首日的版本，宜定在 1 日",
}
HINTS = {
    Kind.FEES: "每台机一行：车间 机号 元/吨，如 四抄车间 7号 1200.00",
    Kind.CLOCK: "时刻，如 08:30",
    Kind.DAY: "日期，如 2027-01-01",
    Kind.SHARE: "一以内的小数，如 0.7000",
}
YES_OR_NO = (("是", "是"), ("否", "否"))
READINGS_SAID = "这里记的是程序怎样理解原文：改文字只改说明，判定和计算不随之改变；要改做法，请找开发人员。"
STANDING = "standing_"
OPEN, SETTLED = "open", "settled"
STANDINGS = ((OPEN, UNSETTLED), (SETTLED, "已核定"))
NUMBERS = (Kind.MONEY, Kind.NUMBER, Kind.SHARE, Kind.WHOLE)


class ParameterField(LineField):
    """One line in its plain form: 全角 characters narrowed; a number also without thousands separators and 万."""

    def __init__(self, *, is_number: bool, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.is_number = is_number

    def clean(self, value: Any) -> str:
        """The plain form, or what was typed where that is no number: the service says what is wrong with it."""
        text: str = unicodedata.normalize("NFKC", super().clean(value))
        if not self.is_number or NUMBER.fullmatch(text):
            return text
        try:
            number = read_decimal(text)
            return f"{number.to_integral_value() if number == number.to_integral_value() else number:f}"
        except UnreadableNumber:  # an empty one too
            return text


class HeadForm(ActForm):
    """What a version is called and from when it holds."""

    title = LineField(label="名称", max_length=120)
    effective_from = DayField(label="施行首日")
    note = TextField(label="说明", required=False, max_length=2000)

    def __init__(self, *args: Any, family: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = family
        self.fields["effective_from"].help_text = FIRST_DAY_HELP[family]


class DraftVersionForm(HeadForm):
    """A new draft."""

    field_order = ["code", "title", "effective_from", "note"]
    code = forms.RegexField(
        r"^[PS]-[\w.-]{1,30}$",
        label="版本代号",
        max_length=32,
        error_messages={"invalid": "代号以 P- 或 S- 开头，只用文字、数字、点和连字符，如 P-2027"},
    )

    def __init__(self, *args: Any, family: str, **kwargs: Any) -> None:
        super().__init__(*args, family=family, **kwargs)
        self.fields["code"].help_text = CODE_HELP.format(family=family)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not code.startswith(f"{self.family}-"):
            raise forms.ValidationError(f"这份制度的代号以 {self.family}- 开头，如 {self.family}-2027")
        return code


class EditDraftForm(HeadForm):
    """The head and every parameter of a draft; fields are named by their keys."""

    def __init__(self, *args: Any, version: RegulationVersion, **kwargs: Any) -> None:
        super().__init__(*args, family=version.family, **kwargs)
        self.parameters = list(version.parameters.order_by("position"))
        definitions = DEFINITIONS[version.family]
        for parameter in self.parameters:
            definition = definitions[ParameterKey(parameter.key)]
            self.fields[parameter.key] = parameter_field(parameter, definition)
            if parameter.key in settled_once():
                self.fields[f"{STANDING}{parameter.key}"] = standing_field(parameter)

    @property
    def unsettled(self) -> dict[str, bool]:
        """Which of those that were sent are still 待核定."""
        said = {parameter.key: self.cleaned_data.get(f"{STANDING}{parameter.key}") for parameter in self.parameters}
        return {key: standing == OPEN for key, standing in said.items() if standing}

    @property
    def values(self) -> dict[str, str]:
        """The parameters that were sent, as typed; a program need not send them all."""
        sent = [parameter.key for parameter in self.parameters if parameter.key in self.data]
        return {key: self.cleaned_data[key] for key in sent}

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The parameters as drawn, each part with what is to be said of it: numbers first, then the readings in words."""
        bound = [(parameter, self[parameter.key]) for parameter in self.parameters]
        numbers = []
        for parameter, field in bound:
            if not parameter.key.startswith("reading_"):
                standing = f"{STANDING}{parameter.key}"
                numbers += [field, self[standing]] if standing in self.fields else [field]
        readings = [field for parameter, field in bound if parameter.key.startswith("reading_")]
        return [("数值", "", numbers), ("制度未明示的读法", READINGS_SAID, readings)]


def parameter_field(parameter: ParameterValue, definition: Definition) -> forms.Field:
    """One parameter as a field; empty is admitted while the draft is written."""
    label = f"{parameter.title}（{parameter.unit}）" if parameter.unit else parameter.title
    note = without_codes(parameter.version.family, parameter.key, parameter.note)
    notes = [parameter.clause, "制度未明示" if parameter.is_reading else "", note]
    hint = "；".join(part for part in (*notes, HINTS.get(definition.kind, "")) if part)
    common: dict[str, Any] = {"label": label, "required": False, "help_text": hint, "initial": parameter.value or ""}
    if definition.kind is Kind.FLAG:
        return forms.ChoiceField(choices=YES_OR_NO, **common)
    if definition.kind is Kind.CHOICE:
        return forms.ChoiceField(choices=definition.options, **common)
    if definition.kind in {Kind.FEES, Kind.READING}:
        return TextField(max_length=2000, **common)
    return ParameterField(is_number=definition.kind in NUMBERS, **common)


def standing_field(parameter: ParameterValue) -> forms.ChoiceField:
    """Whether the mill has settled the value."""
    return forms.ChoiceField(
        label=f"{parameter.title}：是否已核定",
        choices=STANDINGS,
        required=False,
        initial=OPEN if is_unsettled(parameter.note) else SETTLED,
        help_text="改为已核定，页面和考核表不再标「待核定」",
    )


class EnactVersionForm(ActForm):
    """The approval's ground."""

    approval = LineField(label="批准依据", max_length=200, help_text="文号、会议或签批记录，如 宜纸办〔2026〕31号")
