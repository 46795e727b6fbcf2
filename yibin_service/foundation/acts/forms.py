"""Fields that read what people really type, and the form every act is sent with."""

import re
import unicodedata
import uuid
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from yibin_service.foundation.regulation.clock import local, local_day

LARGEST_AMOUNT = Decimal("99999999.99")
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
PLAIN = re.compile(r"-?\d+(\.\d*)?|-?\.\d+")


class UnreadableNumber(ValueError):
    """The text is not an unambiguous number."""


def read_decimal(text: str) -> Decimal:
    """A number as typed: 全角 digits, thousands separators, 「0.82万」, a trailing 元 or 吨. Raises UnreadableNumber."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "").replace("−", "-").replace("、", ",")
    plain = plain.removeprefix("¥").removeprefix("￥").removesuffix("元").removesuffix("吨")
    factor = Decimal(1)
    if plain.endswith("万"):
        plain, factor = plain.removesuffix("万"), Decimal(10000)
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not PLAIN.fullmatch(plain) or not plain.isascii():
        raise UnreadableNumber(text)
    try:
        return Decimal(plain) * factor
    except InvalidOperation as problem:
        raise UnreadableNumber(text) from problem


class NumberField(forms.CharField):
    """A decimal with a fixed number of places; `unit` and `example` word the messages."""

    unit = ""
    example = ""
    places = 2

    def __init__(
        self,
        *,
        low: Decimal | None = Decimal(0),
        is_low_included: bool = True,
        high: Decimal = LARGEST_AMOUNT,
        **kwargs: Any,
    ) -> None:
        self.low, self.is_low_included, self.high = low, is_low_included, high
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            number = read_decimal(text)
        except UnreadableNumber:
            raise forms.ValidationError(
                f"「{text[:20]}」认不出：请填{self.unit}，如 {self.example}", code="unreadable"
            ) from None
        self._check_range(number)
        if number != round(number, self.places):
            raise forms.ValidationError(f"最多写 {self.places} 位小数，如 {self.example}", code="places")
        return round(number, self.places)

    def _check_range(self, number: Decimal) -> None:
        if self.low is not None and (number < self.low or (number == self.low and not self.is_low_included)):
            bound = "大于" if not self.is_low_included else "不小于"
            raise forms.ValidationError(f"请填{bound} {self.low} 的数", code="low")
        if number > self.high:
            raise forms.ValidationError(f"请填不超过 {self.high:,} 的数", code="high")


class MoneyField(NumberField):
    """CNY with two places."""

    unit, example, places = "金额", "8200 或 0.82万", 2


class TonnesField(NumberField):
    """Tonnes with three places."""

    unit, example, places = "吨数", "0.871", 3

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("high", Decimal("9999.999"))
        kwargs.setdefault("is_low_included", False)
        super().__init__(**kwargs)


class LineField(forms.CharField):
    """One line of text: control characters, line breaks and zero-width characters are taken out, ends trimmed."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        kept = "".join(" " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or unicodedata.category(c)[0] != "C")
        return kept.strip(" \u3000")


class TextField(forms.CharField):
    """Several lines of text; NUL and other control characters are taken out."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C" or c == "\u200d")
        return kept.strip(" \u3000\n")


YEARS = range(1990, 2200)


def _of_our_time(value: Any) -> Any:
    """A date or moment, or nothing; a year no record can be of is a slip of the pen."""
    if value is not None and value.year not in YEARS:
        raise forms.ValidationError(f"请核对年份「{value.year}」", code="year")
    return value


class MomentField(forms.DateTimeField):
    """Date and time in Shanghai, from the native picker or typed 「2026-11-20 10:30」, 全角 digits allowed.

    `is_past`: what it dates has happened; told with the form's other faults, as the service would tell it later.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    now: datetime | None = None  # given by the page

    def __init__(self, *, is_past: bool = False, **kwargs: Any) -> None:
        self.is_past = is_past
        kwargs.setdefault(
            "input_formats",
            ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M"],
        )
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请填日期和时间，如 2026-11-20 10:30"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
        return _of_our_time(super().to_python(value))

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if self.is_past and moment and self.now and moment > self.now:
            raise forms.ValidationError(f"不能晚于现在 {local(self.now):%Y-%m-%d %H:%M}", code="future")
        return moment


class DayField(forms.DateField):
    """A day, from the native picker or typed 「2026-11-20」; `is_past` as above."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    now: datetime | None = None  # given by the page

    def __init__(self, *, is_past: bool = False, **kwargs: Any) -> None:
        self.is_past = is_past
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "请填日期，如 2026-11-20"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
        return _of_our_time(super().to_python(value))

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if self.is_past and day and self.now and day > local_day(self.now):
            raise forms.ValidationError(f"不能晚于今天 {local_day(self.now):%Y-%m-%d}", code="future")
        return day


class ActForm(forms.Form):
    """A form that carries the act's id and the version of the thing its page was drawn from.

    Messages of required and too long fields are worded here once: the field's own label, and what to write.
    """

    act_id = forms.UUIDField(widget=forms.HiddenInput, required=True)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["act_id"].initial = self.initial.get("act_id") or uuid.uuid4()
        for name, field in self.fields.items():
            label = str(field.label or name)
            asks = "请选" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "请填"
            field.error_messages["required"] = f"{asks}「{label}」"
            field.error_messages["invalid_choice"] = f"「{label}」没有这一项，请从列表中选"
            self._word_length_limit(field, label)

    @staticmethod
    def _word_length_limit(field: forms.Field, label: str) -> None:
        for validator in field.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = f"「{label}」最多 {validator.limit_value} 字，请删短些"

    def add_refusal(self, refusal: Exception) -> None:
        """Put what a service said at the field it names, or above the form."""
        faults = getattr(refusal, "faults", None) or {getattr(refusal, "field", ""): str(refusal)}
        for field, message in faults.items():
            self.add_error(field if field in self.fields else None, message)

    @property
    def content(self) -> dict[str, Any]:
        """The cleaned fields without the act's own two."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"act_id", "seen_version"}}
