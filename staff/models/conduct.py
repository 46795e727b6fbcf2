"""What the manager recorded of a working day: left the post, phone off, not to be reached."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from .people import Employee


class ConductKind(models.TextChoices):
    LEFT_POST = "left_post", "离岗"
    PHONE_OFF = "phone_off", "关机或停机"
    UNREACHABLE = "unreachable", "无法联络"


@pghistory.track()
class ConductRecord(models.Model):
    """One occurrence of one day. A wrong one is withdrawn with a reason, never deleted."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="conduct_records", verbose_name="员工")
    on = models.DateField("日期")
    kind = models.CharField("情形", max_length=12, choices=ConductKind.choices)
    minutes = models.PositiveSmallIntegerField("离岗分钟", null=True, blank=True)
    hours = models.DecimalField("关机小时", max_digits=4, decimal_places=2, null=True, blank=True)
    text = models.TextField("经过")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记"
    )
    recorded_at = models.DateTimeField("登记时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "离岗与失联登记"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["employee", "on"], name="staff_conduct_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="left_post", minutes__gte=1, hours=None)
                | Q(kind="phone_off", hours__gt=0, minutes=None)
                | Q(kind="unreachable", hours=None, minutes=None),
                name="staff_conduct_has_its_measure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.what}"

    @property
    def what(self) -> str:
        """「离岗 25分钟」, 「关机 13.50小时」, 「无法联络」."""
        if self.kind == ConductKind.LEFT_POST:
            return f"离岗 {self.minutes}分钟"
        if self.kind == ConductKind.PHONE_OFF:
            return f"关机 {self.hours}小时"
        return "无法联络"
