"""What a person did on a day, told to the manager. A missing one is a deemed absence by the parameter (S.4罚(6))."""

from django.conf import settings
from django.db import models

from .people import Employee


class DailyReport(models.Model):
    """One person's report of one day; written on the phone, sent once."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="daily_reports", verbose_name="员工")
    on = models.DateField("日期")
    text = models.TextField("当天工作")
    quality = models.TextField("质量反映", blank=True)
    needs = models.TextField("客户需求", blank=True)
    problems = models.TextField("存在问题", blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交")
    sent_at = models.DateTimeField("提交时间")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "日报"
        ordering = ["-on", "employee"]
        constraints = [models.UniqueConstraint(fields=["employee", "on"], name="staff_one_report_a_day")]

    def __str__(self) -> str:
        return f"{self.employee} {self.on} 日报"
