"""A month of attendance once it is closed, what was corrected afterwards, and what followed from it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from .people import Employee

USER = settings.AUTH_USER_MODEL
FROZEN = "RAISE EXCEPTION '已关账的考勤不可更改或删除：差额记入以后的月份。' USING ERRCODE = 'restrict_violation';"


class AttendanceMonth(models.Model):
    """One person's closed month. `document` and `result` are the contract's, frozen; an open month has no row.

    `standing_document` and `standing_result` begin the same and follow later corrections, whose money is in the
    differences. `days` is what the sheet draws of each day. Sums are CNY; `differences` are earlier months' ones paid here.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="months", verbose_name="员工")
    month = models.DateField("月份", help_text="该月第一天")
    regulation = models.CharField("制度版本", max_length=40)
    document = models.JSONField("事实")
    result = models.JSONField("判定")
    days = models.JSONField("每天")
    standing_document = models.JSONField("现在的事实")
    standing_result = models.JSONField("现在的判定")
    deduction = models.DecimalField("扣款（元）", max_digits=12, decimal_places=2)
    differences = models.DecimalField("以前月份差额（元）", max_digits=12, decimal_places=2, default=0)
    payable = models.DecimalField("应扣（元）", max_digits=12, decimal_places=2)
    closed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="关账")
    closed_at = models.DateTimeField("关账时间")

    class Meta:
        verbose_name = verbose_name_plural = "已关账考勤"
        ordering = ["-month", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="staff_month_closed_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="staff_month_is_a_first_day"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="month_refuse_delete", when=pgtrigger.Before, operation=pgtrigger.Delete, func=FROZEN
            ),
            pgtrigger.Trigger(
                name="month_refuse_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "employee", "month", "regulation", "document", "result", "days", "deduction", "differences",
                    "payable", "closed_by", "closed_at",
                ),
                func=FROZEN,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.employee} {self.month:%Y-%m} 考勤"


class AttendanceDifference(models.Model):
    """What a closed month came to differ by, paid or returned in a later month. Once per closed month and trigger."""

    closed = models.ForeignKey(AttendanceMonth, models.PROTECT, related_name="corrections", verbose_name="原月份")
    month = models.DateField("记入月份")
    trigger = models.CharField("起因", max_length=80)
    reason = models.TextField("说明")
    fines = models.DecimalField("罚款（元）", max_digits=12, decimal_places=2)
    absence_deduction = models.DecimalField("旷工扣款（元）", max_digits=12, decimal_places=2)
    demerit_fine = models.DecimalField("记大过罚款（元）", max_digits=12, decimal_places=2)
    total = models.DecimalField("差额（元）", max_digits=12, decimal_places=2)
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="起因人")
    entered_at = models.DateTimeField("记入时间")

    class Meta:
        verbose_name = verbose_name_plural = "考勤差额"
        ordering = ["month", "id"]
        constraints = [models.UniqueConstraint(fields=["closed", "trigger"], name="staff_difference_once_a_trigger")]

    def __str__(self) -> str:
        return f"{self.closed} 差额 {self.total}"


@pghistory.track()
class Demerit(models.Model):
    """行政记大过 (S.4罚(2)): at most one a month; its ordinal counts all that stood before, of whatever year.

    One of a month before the product was in use is entered by 人力资源 from its document; it costs nothing here.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="demerits", verbose_name="员工")
    month = models.DateField("月份")
    ordinal = models.PositiveSmallIntegerField("第几次")
    fine = models.DecimalField("罚款（元）", max_digits=10, decimal_places=2)
    posted_at = models.DateTimeField("记入时间")
    entered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="补录"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document = models.CharField("决定文件", max_length=80, blank=True)
    entered_reason = models.TextField("补录理由", blank=True)
    withdrawn_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销"
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_reason = models.TextField("撤销理由", blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "行政记大过"
        ordering = ["-month", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="staff_one_demerit_a_month"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="staff_demerit_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(entered_by=None, decided_on=None, document="", entered_reason="")
                | Q(entered_by__isnull=False, decided_on__isnull=False, fine=0) & ~Q(document="") & ~Q(entered_reason=""),
                name="staff_entered_demerit_has_its_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.month:%Y-%m} 记大过第{self.ordinal}次"


class ObjectionState(models.TextChoices):
    WAITING = "waiting", "处理中"
    UPHELD = "upheld", "采纳"
    KEPT = "kept", "维持"


@pghistory.track()
class Objection(models.Model):
    """A person's objection to one event of the own month; `on` is the first of the month for the month's demerit."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="objections", verbose_name="员工")
    month = models.DateField("月份")
    on = models.DateField("日期")
    kind = models.CharField("事项", max_length=16)
    fact = models.CharField("判定的事实", max_length=120)
    text = models.TextField("异议")
    filed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出")
    filed_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=8, choices=ObjectionState.choices, default=ObjectionState.WAITING)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "考勤异议"
        ordering = ["filed_at"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "month", "on", "kind"], name="staff_one_objection_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.fact} 异议"


class ProposalKind(models.TextChoices):
    DISMISSAL = "dismissal", "辞退"
    DEEMED_RESIGNED = "deemed_resigned", "自动离职"
    RAISE = "raise", "升等调薪"
    DEMOTION = "demotion", "降级或解除合同"


class ProposalState(models.TextChoices):
    WAITING = "waiting", "待决定"
    ACCEPTED = "accepted", "照办"
    DECLINED = "declined", "不办"


@pghistory.track()
class StaffProposal(models.Model):
    """What the rules propose to a person to decide; nothing follows from it by itself. Raised once per month and kind.

    What a year's grades lead to is raised once a year, under its first month.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="proposals", verbose_name="员工")
    kind = models.CharField("事项", max_length=24, choices=ProposalKind.choices)
    month = models.DateField("月份")
    clause = models.CharField("依据", max_length=20)
    fact = models.TextField("事实")
    raised_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=8, choices=ProposalState.choices, default=ProposalState.WAITING)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "人事建议"
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "kind", "month"], name="staff_proposal_raised_once")
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.month:%Y-%m} {self.get_kind_display()}"
