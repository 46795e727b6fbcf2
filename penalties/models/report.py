"""The month report, sealed once, and the notices of deduction it releases."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

REFUSE_UNSEALING = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a sealed report is not deleted';
    END IF;
    IF (NEW.month, NEW.figures, NEW.details, NEW.findings, NEW.figures_hash, NEW.chain_root, NEW.entry_count, NEW.built_at,
        NEW.due_at, NEW.issued_by_id, NEW.issued_at, NEW.delay_note)
       IS DISTINCT FROM
       (OLD.month, OLD.figures, OLD.details, OLD.findings, OLD.figures_hash, OLD.chain_root, OLD.entry_count, OLD.built_at,
        OLD.due_at, OLD.issued_by_id, OLD.issued_at, OLD.delay_note)
       OR NEW.state NOT IN (OLD.state, 'signed')
       OR (OLD.signed_at IS NOT NULL AND (NEW.signed_at, NEW.signed_by_id) IS DISTINCT FROM (OLD.signed_at, OLD.signed_by_id))
       OR (OLD.workbook_id IS NOT NULL AND NEW.workbook_id IS DISTINCT FROM OLD.workbook_id)
       OR (OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id) THEN
        RAISE EXCEPTION 'a sealed report is not changed';
    END IF;
    RETURN NEW;
"""
REFUSE_OTHER_FIGURES = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a notice is not deleted';
    END IF;
    IF (NEW.report_id, NEW.unit_id, NEW.unit_name, NEW.number, NEW.amount, NEW.tonnes, NEW.lines)
       IS DISTINCT FROM
       (OLD.report_id, OLD.unit_id, OLD.unit_name, OLD.number, OLD.amount, OLD.tonnes, OLD.lines) THEN
        RAISE EXCEPTION 'the figures of a notice are not changed';
    END IF;
    RETURN NEW;
"""


class ReportState(models.TextChoices):
    BUILDING = "building", "编制中"
    HELD = "held", "待处理"
    ISSUED = "issued", "已签发"
    SIGNED = "signed", "已签收"


SEALED_STATES = (ReportState.ISSUED, ReportState.SIGNED)


class MonthReport(models.Model):
    """The report of one month. Issued means sealed: figures, their hash, the chain's root and count never change.

    `figures` are the sums, `details` the rows behind them (docs/report.md); `findings` the results of every check.
    """

    month = models.DateField("月份", unique=True)  # its first day
    state = models.CharField("状态", max_length=8, choices=ReportState.choices, default=ReportState.BUILDING)
    built_at = models.DateTimeField("编制时间")
    findings = models.JSONField("对账结果", default=list)
    figures = models.JSONField("数字", default=dict)
    details = models.JSONField("明细", default=dict)
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
        triggers = [
            pgtrigger.Trigger(
                name="sealed_report_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["issued", "signed"]),
                func=REFUSE_UNSEALING,
            )
        ]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月月报"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.label])

    @property
    def label(self) -> str:
        """`2026-10`."""
        return f"{self.month:%Y-%m}"

    @property
    def stream(self) -> str:
        """The report's stream of events and files."""
        return f"report:{self.label}"

    @property
    def is_sealed(self) -> bool:
        return self.state in SEALED_STATES


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
    objection_until = models.DateTimeField("异议截止", null=True)
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
        triggers = [
            pgtrigger.Trigger(
                name="notice_figures_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=REFUSE_OTHER_FIGURES,
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.number])

    @property
    def stream(self) -> str:
        """The notice's stream of events and files."""
        return f"notice:{self.number}"

    @property
    def is_refund(self) -> bool:
        """A unit's net below zero is given back: 返还通知单."""
        return self.amount < 0

    @property
    def title(self) -> str:
        """What the sheet is called."""
        return "奖金返还通知单" if self.is_refund else "奖金扣减通知单"

    @property
    def is_objection_open(self) -> bool:
        """Whether an objection waits for 技术中心's answer."""
        return self.state == NoticeState.OBJECTED and self.objection_answered_at is None
