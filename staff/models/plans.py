"""下周工作计划: written by Friday, approved or returned by the manager, later held against what was recorded (S.3(1))."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from .people import Employee


class PlanState(models.TextChoices):
    SUBMITTED = "submitted", "待审批"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批准"


class WeeklyPlan(models.Model):
    """What one person means to do in the week that begins on `week` (a Monday)."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="plans", verbose_name="员工")
    week = models.DateField("周一")
    state = models.CharField("状态", max_length=10, choices=PlanState.choices, default=PlanState.SUBMITTED)
    submitted_at = models.DateTimeField("提交时间")
    first_submitted_at = models.DateTimeField("首次提交时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    comment = models.CharField("审批意见", max_length=400, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "下周工作计划"
        ordering = ["-week", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "week"], name="staff_one_plan_a_week"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="staff_plan_from_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.week} 周计划"

    @property
    def stream(self) -> str:
        """The trail of the plan."""
        return f"plan:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])


class PlanItem(models.Model):
    """One thing planned for one day."""

    plan = models.ForeignKey(WeeklyPlan, models.CASCADE, related_name="items", verbose_name="计划")
    on = models.DateField("日期")
    text = models.CharField("事项", max_length=200)
    customer = models.ForeignKey(
        "cases.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="客户"
    )

    class Meta:
        verbose_name = verbose_name_plural = "计划事项"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return self.text
