"""Facts of the packaging clauses: the inbound acceptance and the three-party sign-off (P.三.5乙)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class InboundAcceptance(models.Model):
    """Whether 物资处 signed the rolls in. A corrected fact is a new row; the newest one counts."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="inbound_acceptances", verbose_name="案件")
    form_no = models.CharField("入库交接单号", max_length=40, blank=True)
    is_signed = models.BooleanField("物资处已签字")
    signed_on = models.DateField("签字日期", null=True, blank=True)
    signer = models.CharField("签字人", max_length=40, blank=True)
    scan = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    note = models.CharField("说明", max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "入库交接"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_signed=False) | (Q(signed_on__isnull=False) & ~Q(signer="")), name="inbound_signed_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 入库交接"


class TripartiteSignOff(models.Model):
    """Who of 质检处, 物资处 and carrier signed at dispatch. A corrected fact is a new row; the newest one counts."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="sign_offs", verbose_name="案件")
    form_no = models.CharField("三方汇签单号", max_length=40, blank=True)
    loaded_on = models.DateField("装车日期", null=True, blank=True)
    is_signed_by_qc = models.BooleanField("质检处已签")
    is_signed_by_warehouse = models.BooleanField("物资处已签")
    is_signed_by_carrier = models.BooleanField("承运单位已签")
    carrier_name = models.CharField("承运单位名称", max_length=120, blank=True)
    scan = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    note = models.CharField("说明", max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "三方汇签"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case} 三方汇签"

    @property
    def signers(self) -> tuple[str, ...]:
        """The parties that signed, as the contract names them, in its order."""
        signed = (
            ("qc", self.is_signed_by_qc),
            ("warehouse", self.is_signed_by_warehouse),
            ("carrier", self.is_signed_by_carrier),
        )
        return tuple(party for party, has_signed in signed if has_signed)
