"""Fines: proposed by a fact, confirmed by a person, posted once."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class FineState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DROPPED = "dropped", "不予处罚"


class Fine(models.Model):
    """A fine of a unit for one breach: 200 by P.四.1(1) or P.四.2. One fine per case and clock, whatever recurs."""

    breach = models.OneToOneField("cases.DeadlineBreach", models.PROTECT, related_name="fine", verbose_name="超期")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="fines", verbose_name="案件")
    kind = models.CharField("时限", max_length=12)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    clause = models.CharField("依据条款", max_length=24)
    state = models.CharField("状态", max_length=10, choices=FineState.choices, default=FineState.PROPOSED)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    reason = models.CharField("理由", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "罚款"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=~Q(state="dropped"), name="one_fine_per_case_and_clock"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fine_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.case} 罚款 {self.amount}"
