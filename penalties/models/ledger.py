"""The ledger: append-only, one hash chain over both sides (P.一.5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yibin_service.foundation.acts.models import append_only

from .entry_kinds import EntryKind, Side


class LedgerEntry(models.Model):
    """One entry. Never changed or deleted: a wrong one is reversed, an additional fact posts a difference.

    `sequence` numbers the chain without gaps; `own_hash` covers `previous_hash` and every field (docs/ledger.md).
    `posting_key` names the act that caused the entry and its place, so that each act posts once.
    `amount` is CNY, signed; `tonnes` is the output deducted from a workshop, signed, 0 for money entries.
    """

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="ledger_entries", verbose_name="案件")
    side = models.CharField("方向", max_length=6, choices=Side.choices)
    kind = models.CharField("类别", max_length=12, choices=EntryKind.choices)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    unit_name = models.CharField("责任单位名称", max_length=60, blank=True)
    period = models.DateField("所属月份")
    fact_on = models.DateField("事实日期")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    tonnes = models.DecimalField("扣产量（吨）", max_digits=12, decimal_places=3, default=0)
    share = models.DecimalField("比例", max_digits=5, decimal_places=4, null=True)
    clause = models.CharField("依据条款", max_length=24)
    formula = models.TextField("算式")
    regulation = models.CharField("制度版本", max_length=32)
    source = models.CharField("来由", max_length=80)  # e.g. settlement:12, expense:4, receipt:3, fine:8, close:17
    posting_key = models.CharField("入账键", max_length=160, unique=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name="红冲"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name="更正所指"
    )
    reason = models.CharField("理由", max_length=400, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="入账人"
    )
    posted_at = models.DateTimeField("入账时间")
    previous_hash = models.CharField("前笔指纹", max_length=64)
    own_hash = models.CharField("本笔指纹", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账"
        ordering = ["sequence"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side="loss", unit=None) | Q(side="charge", unit__isnull=False), name="charge_names_its_unit"
            ),
            models.CheckConstraint(condition=~Q(amount=0) | ~Q(tonnes=0), name="entry_says_something"),
        ]
        indexes = [
            models.Index(fields=["period", "unit", "side"], name="ledger_month_unit"),
            models.Index(fields=["case", "sequence"], name="ledger_case"),
        ]
        triggers = append_only("ledger")

    def __str__(self) -> str:
        return f"第{self.sequence}笔 {self.get_kind_display()} {self.amount}"
