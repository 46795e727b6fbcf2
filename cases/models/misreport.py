"""A team member who told what was not so (P.四.5): reported by one person, confirmed by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class MisreportState(models.TextChoices):
    REPORTED = "reported", "待核实"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不属实"


class Misreport(models.Model):
    """One member's false report in one case. Confirmed, it withholds the person's bonus of the month of `fact_on`.

    `is_of_sales`: the member came from 销售处, which is fined as well. `transfer`: where the person was moved to, in
    grave cases; recorded, nothing follows by itself. `annulled_at`: a confirmation taken back later; it is 不属实 then,
    by whom and why stands beside the words of the confirmation.
    """

    case = models.ForeignKey("Case", models.PROTECT, related_name="misreports", verbose_name="案件")
    member = models.ForeignKey("TeamMember", models.PROTECT, related_name="misreports", verbose_name="成员")
    told = models.TextField("报告与事实不符之处")
    fact_on = models.DateField("发生日期")
    state = models.CharField("状态", max_length=10, choices=MisreportState.choices, default=MisreportState.REPORTED)
    is_of_sales = models.BooleanField("销售处人员", default=False)
    transfer = models.CharField("岗位调整", max_length=200, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出")
    reported_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核实"
    )
    decided_at = models.DateTimeField("核实时间", null=True)
    comment = models.CharField("意见", max_length=400, blank=True)
    annulled_at = models.DateTimeField("确认的撤销时间", null=True, blank=True)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销"
    )
    annul_reason = models.CharField("撤销的理由", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "弄虚作假"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "member"], condition=~Q(state="refused"), name="one_misreport_per_member"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("reported_by")), name="misreport_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name}（{self.case}）"
