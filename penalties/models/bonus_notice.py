"""奖金扣发通知: a member's bonus of a month withheld for a false report, for who has no statement of 售后服务部 (P.四.5)."""

from django.db import models


class BonusNotice(models.Model):
    """One person's notice, released with the month's report. The names are those of the day; it is never rewritten.

    How high the bonus would have been is the unit's knowledge: the notice names the month, not an amount.
    """

    misreport = models.OneToOneField(
        "cases.Misreport", models.PROTECT, related_name="bonus_notice", verbose_name="依据"
    )
    report = models.ForeignKey(
        "penalties.MonthReport", models.PROTECT, related_name="bonus_notices", verbose_name="月报"
    )
    number = models.CharField("编号", max_length=24, unique=True)
    month = models.DateField("扣发月份")
    person_name = models.CharField("姓名", max_length=40)
    unit_name = models.CharField("单位", max_length=60)
    released_at = models.DateTimeField("放行时间")

    class Meta:
        verbose_name = verbose_name_plural = "奖金扣发通知"
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.number
