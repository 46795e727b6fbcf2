"""Forms of rosters and of the calendar."""

import unicodedata
from datetime import time
from typing import Any

from django import forms

from staff.rules.schedule import DAYS_A_WEEK
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField
from yibin_service.foundation.org.calendar import DayKind

WEEKDAYS = "一二三四五六日"
Hours = tuple[time | None, time | None]


class ClockTimeField(forms.TimeField):
    """A time to the minute, from the native picker or typed 「8:30」, 全角 allowed."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **kwargs)
        self.error_messages["invalid"] = "请填时间，如 08:30"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
        at = super().to_python(value)
        return at.replace(second=0, microsecond=0) if at else at


class WeekForm(ActForm):
    """Hours of each weekday, Monday first, from a day on; a day left empty is off."""

    effective_from = DayField(label="自何日起", help_text="冬季作息等：另填一次，写新的起日")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in range(DAYS_A_WEEK):
            name = f"星期{WEEKDAYS[weekday]}"
            self.fields[f"start_{weekday}"] = ClockTimeField(label=f"{name}上班", required=False)
            self.fields[f"end_{weekday}"] = ClockTimeField(label=f"{name}下班", required=False)

    @property
    def week(self) -> list[Hours]:
        """The seven days, Monday first."""
        data = self.cleaned_data
        return [(data[f"start_{weekday}"], data[f"end_{weekday}"]) for weekday in range(DAYS_A_WEEK)]

    @property
    def days(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """The seven days as the page draws them."""
        return [
            (f"星期{WEEKDAYS[weekday]}", self[f"start_{weekday}"], self[f"end_{weekday}"])
            for weekday in range(DAYS_A_WEEK)
        ]


class AddRosterForm(WeekForm):
    """A new roster with its first week."""

    field_order = ("name", "effective_from")
    name = LineField(label="名称", max_length=40, help_text="如 常白班")


class RetireRosterForm(ActForm):
    """From when a roster is out of use; empty takes it back into use."""

    since = DayField(label="自何日起停用", required=False, help_text="留空为恢复使用；以前的日子照原来的班次判")


class CalendarDayForm(ActForm):
    """What one day is."""

    on = DayField(label="日期")
    kind = forms.ChoiceField(
        label="这一天",
        choices=[
            (DayKind.REST.value, "休息（放假或调休）"),
            (DayKind.WORK.value, "上班（调休补班）"),
            (DayKind.ORDINARY.value, "撤销更正，按公布的安排"),
        ],
    )
    name = LineField(label="名称", max_length=40, required=False, help_text="如 春节")
