"""Who decides for a manager who is away."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .people import Employee

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Substitution(models.Model):
    """From `first_on` to `last_on`, both included, the substitute decides the requests of attendance that wait for the
    manager; what tells wages stays closed. Ended early, it keeps its row."""

    manager = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name="经理")
    substitute = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name="代办人")
    first_on = models.DateField("自")
    last_on = models.DateField("至")
    named_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="指定")
    named_at = models.DateTimeField("指定时间")
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收回")
    ended_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代办"
        ordering = ["-first_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="staff_substitution_in_order"),
            models.CheckConstraint(condition=~Q(manager=F("substitute")), name="staff_substitution_by_another"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="staff_substitution_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} 代 {self.manager} {self.first_on}—{self.last_on}"
