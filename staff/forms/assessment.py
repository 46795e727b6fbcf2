"""The 试算 form of an employee's month: its fields are the contract's keys."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from yibin_service.foundation.regulation.assess_forms import DocumentForm, DocumentRow, NumberText

MOST_DAYS = 31
LISTED = re.compile(r"[,，、;；\s]+")


def _listed(text: str) -> list[str]:
    """What is written with commas, 顿号 or blanks between."""
    return [part for part in LISTED.split(unicodedata.normalize("NFKC", text).strip()) if part]


class ClockText(forms.CharField):
    """A time of day that the contract's own reader judges."""

    widget = forms.TimeInput(attrs={"type": "time"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, required=False, **kwargs)

    def clean(self, value: Any) -> str | None:
        return unicodedata.normalize("NFKC", super().clean(value)) or None


class DayText(forms.CharField):
    """A date that the contract's own reader judges."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, required=False, **kwargs)


class MonthForm(DocumentForm):
    """The head of a month. Nothing is checked here that the contract's reader checks."""

    ref = forms.CharField(label="编号", max_length=60, required=False)
    regulation = forms.ChoiceField(label="制度版本", required=False)
    month = forms.CharField(
        label="月份", max_length=10, required=False, widget=forms.TextInput(attrs={"placeholder": "2026-10"})
    )
    monthly_wage = NumberText(label="月工资（元）")
    shift_start = ClockText(label="上班")
    shift_end = ClockText(label="下班")
    prior_demerits = NumberText(label="此前记大过（次）")
    prior_absent_days_this_year = NumberText(label="本年此前旷工（天）")
    prior_last_absent_run = forms.CharField(label="月前连续旷工的日期", max_length=400, required=False)

    def __init__(self, *args: Any, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regulation"].choices = [  # type: ignore[attr-defined]
            ("", "按当月首日"),
            *((code, code) for code in codes),
        ]

    def document(self, days: list[dict[str, Any]]) -> dict[str, Any]:
        """The contract's document of what was typed."""
        typed = self.cleaned_data
        return {
            "ref": typed.get("ref"),
            "regulation": typed.get("regulation") or None,
            "month": typed.get("month", "").strip(),
            "monthly_wage": typed.get("monthly_wage"),
            "shift": {"start": typed.get("shift_start"), "end": typed.get("shift_end")},
            "prior": {
                "demerits": typed.get("prior_demerits") or "0",
                "absent_days_this_year": typed.get("prior_absent_days_this_year") or "0",
                "last_absent_run": _listed(typed.get("prior_last_absent_run", "")),
            },
            "days": days,
        }


class DayRow(DocumentRow):
    """One scheduled workday."""

    names = {"in": "clock_in", "out": "clock_out", "daily_report": "no_report"}

    date = DayText(label="日期")
    clock_in = ClockText(label="上班卡")
    clock_out = ClockText(label="下班卡")
    leave = forms.BooleanField(label="准假", required=False)
    field = forms.BooleanField(label="外勤", required=False)
    no_report = forms.BooleanField(label="未汇报", required=False)
    left_post_minutes = forms.CharField(label="离岗（分钟）", max_length=60, required=False)
    phone_off_hours = NumberText(label="关机（小时）")
    unreachable = forms.BooleanField(label="联络不上", required=False)

    def document(self) -> dict[str, Any]:
        """The contract's day of what was typed."""
        typed = self.cleaned_data
        return {
            "date": typed.get("date"),
            "in": typed.get("clock_in"),
            "out": typed.get("clock_out"),
            "leave": typed.get("leave", False),
            "field": typed.get("field", False),
            "daily_report": not typed.get("no_report", False),
            "left_post_minutes": _listed(typed.get("left_post_minutes", "")),
            "phone_off_hours": typed.get("phone_off_hours") or "0",
            "unreachable": typed.get("unreachable", False),
        }


def day_rows(data: Any = None) -> "BaseFormSet[DayRow]":
    """The days of the form; five blank rows to begin with."""
    factory = formset_factory(DayRow, extra=5, max_num=MOST_DAYS, absolute_max=2 * MOST_DAYS, validate_max=True)
    return factory(data=data, prefix="days", form_kwargs={"use_required_attribute": False})
