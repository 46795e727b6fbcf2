"""The month report, sealed once, and the notices of deduction it releases."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ReportState(models.TextChoices):
    BUILDING = "building", "编制中"
    HELD = "held", "待处理"
    ISSUED = "issued", "已签发"
    SIGNED = "signed", "已签收"


class MonthReport(models.Model):
    """The report of one month. Issued means sealed: figures, their hash, the chain's root and count never change."""

    month = models.DateField("月份", unique=True)  # its first day
    state = models.CharField("状态", max_length=8, choices=ReportState.choices, default=ReportState.BUILDING)
    built_at = models.DateTimeField("编制时间")
    findings = models.JSONField("对账结果", default=list)
    figures = models.JSONField("数字", default=dict)
    figures_hash = models.CharField("数字指纹", max_length=64, blank=True)
    chain_root = models.CharField("台账链根", max_length=64, blank=True)
    entry_count = models.PositiveBigIntegerField("台账笔数", default=0)
    due_at = models.DateTimeField("应签发时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    issued_at = models.DateTimeField("签发时间", null=True)
    delay_note = models.CharField("迟发说明", max_length=400, blank=True)
    workbook = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, related_name="+", verbose_name="Excel 文件"
    )
    pdf = models.ForeignKey("files.Attachment", models.PROTECT, null=True, related_name="+", verbose_name="PDF 文件")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签收人"
    )
    signed_at = models.DateTimeField("签收时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "月报"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="report_month_first_day"),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "signed"]) | (Q(issued_at__isnull=False) & ~Q(figures_hash="")),
                name="issued_report_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 月报"


class NoticeState(models.TextChoices):
    SEALED = "sealed", "待放行"
    RELEASED = "released", "待认领"
    ACKNOWLEDGED = "acknowledged", "已认领"
    OBJECTED = "objected", "认领并有异议"
    DEDUCTED = "deducted", "已扣减"


class DeductionNotice(models.Model):
    """奖金扣减通知单 (or 返还通知单 when the net is negative): one per unit and month, its figures fixed when sealed."""

    report = models.ForeignKey(MonthReport, models.PROTECT, related_name="notices", verbose_name="月报")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    unit_name = models.CharField("单位名称", max_length=60)
    number = models.CharField("编号", max_length=24, unique=True)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    tonnes = models.DecimalField("扣产量（吨）", max_digits=12, decimal_places=3, default=0)
    lines = models.JSONField("明细", default=list)
    state = models.CharField("状态", max_length=14, choices=NoticeState.choices, default=NoticeState.SEALED)
    released_at = models.DateTimeField("放行时间", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="认领人"
    )
    answered_at = models.DateTimeField("认领时间", null=True)
    objection = models.TextField("异议", max_length=2000, blank=True)
    objection_answer = models.TextField("异议答复", max_length=2000, blank=True)
    objection_answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    objection_answered_at = models.DateTimeField("答复时间", null=True)
    deducted_on = models.DateField("扣减日期", null=True)
    deduction_voucher = models.CharField("扣减凭证", max_length=60, blank=True)
    deducted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="扣减登记人"
    )
    deducted_at = models.DateTimeField("扣减登记时间", null=True)
    pdf = models.ForeignKey("files.Attachment", models.PROTECT, null=True, related_name="+", verbose_name="PDF 文件")

    class Meta:
        verbose_name = verbose_name_plural = "奖金扣减通知单"
        ordering = ["report", "unit__position"]
        constraints = [models.UniqueConstraint(fields=["report", "unit"], name="notice_once_a_unit_and_month")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_refund(self) -> bool:
        """A unit's net below zero is given back: 返还通知单."""
        return self.amount < 0
