"""The daily report as it is written on the phone."""

from django import forms

from staff.forms.field import PhoneForm
from staff.services.file_daily_report import ReportFacts
from yibin_service.foundation.acts.forms import DayField, TextField

SMALL = {"rows": 2}


class DailyReportForm(PhoneForm):
    """The day, what was done, and the three things the week's feedback is gathered from."""

    on = DayField(label="日期", is_past=True)
    text = TextField(label="当天工作", max_length=2000, help_text="去了哪里、做了什么、结果怎样")
    quality = TextField(label="质量反映", max_length=1000, required=False, widget=forms.Textarea(attrs=SMALL))
    needs = TextField(label="客户需求", max_length=1000, required=False, widget=forms.Textarea(attrs=SMALL))
    problems = TextField(label="存在问题", max_length=1000, required=False, widget=forms.Textarea(attrs=SMALL))

    @property
    def report(self) -> ReportFacts:
        return ReportFacts(**self.facts())
