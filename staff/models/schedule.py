"""When a person is to be there: shifts by weekday, dated. Holidays and make-up days come from the calendar."""

import pghistory
from django.db import models
from django.db.models import F, Q

from .people import Employee


@pghistory.track()
class Schedule(models.Model):
    """A roster by name: 「常白班」. What it asks for stands in its shifts.

    Taken out of use from a day it is given to nobody from then on; the days before are judged by it as they were.
    """

    name = models.CharField("班制", max_length=40, unique=True)
    retired_from = models.DateField("自何日起停用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "班制"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ShiftRule(models.Model):
    """Working hours of one weekday from a day on (winter hours: further rows). Both times empty: a day off.

    A shift ends on the day it began: one over midnight is not what the regulation knows.
    """

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="shifts", verbose_name="班制")
    weekday = models.PositiveSmallIntegerField("星期", help_text="0 为星期一，6 为星期日")
    start = models.TimeField("上班", null=True, blank=True)
    end = models.TimeField("下班", null=True, blank=True)
    effective_from = models.DateField("自何日起")

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["schedule", "weekday", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "weekday", "effective_from"], name="staff_one_shift_a_weekday"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="staff_weekday_known"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(end__gt=F("start")), name="staff_shift_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} 星期{'一二三四五六日'[self.weekday]}（{self.effective_from}起）"


@pghistory.track()
class EmployeeSchedule(models.Model):
    """The roster a person works by from a day on."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="schedules", verbose_name="员工")
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="+", verbose_name="班制")
    effective_from = models.DateField("自何日起")

    class Meta:
        verbose_name = verbose_name_plural = "员工班制"
        ordering = ["employee", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "effective_from"], name="staff_one_schedule_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.schedule}（{self.effective_from}起）"
