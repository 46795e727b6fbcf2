"""Who is on the payroll. An account (`User`) logs in; an employee is paid: two models, joined where a person has both."""

from decimal import Decimal

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from yibin_service.foundation.org.models import Unit


@pghistory.track()
class Employee(models.Model):
    """A person of the mill with an employee number. Leaving keeps the row: months judged before stay readable."""

    number = models.CharField("工号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="employees", verbose_name="单位")
    post = models.CharField("岗位", max_length=40, blank=True)
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="主管"
    )
    phone = models.CharField("电话", max_length=40, blank=True)
    entered_on = models.DateField("入职日期")
    left_on = models.DateField("离职日期", null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="employee",
        verbose_name="账号",
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "员工"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("entered_on")), name="staff_left_after_entered"
            ),
            models.CheckConstraint(condition=~Q(manager=F("id")), name="staff_not_own_manager"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The employee's trail of events."""
        return f"employee:{self.number}"


@pghistory.track()
class Wage(models.Model):
    """What a month is paid from a day on, CNY. Read by 人力资源, the department's manager and the person alone.

    A wrong row is withdrawn with a reason, never deleted: it counts no more, and its day may be entered again.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="wages", verbose_name="员工")
    effective_from = models.DateField("自何日起")
    monthly = models.DecimalField(
        "月工资（元）", max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工资"
        ordering = ["employee", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "effective_from"], condition=Q(withdrawn_at=None), name="staff_one_wage_a_day"
            ),
            models.CheckConstraint(condition=Q(monthly__gt=0), name="staff_wage_above_zero"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                name="staff_wage_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}（{self.effective_from}起）"
