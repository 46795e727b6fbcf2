"""退 / 赔 / 换 as agreed, executed and confirmed; expenses; claims on the carrier and the insurer."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SettlementKind(models.TextChoices):
    RETURN = "return", "退"
    COMPENSATE = "compensate", "赔"
    EXCHANGE = "exchange", "换"


class CompensateMethod(models.TextChoices):
    PRICE = "price", "按出厂价"
    OUTPUT = "output", "扣车间产量"


class SettlementState(models.TextChoices):
    AGREED = "agreed", "已约定"
    EXECUTED = "executed", "已执行"
    CONFIRMED = "confirmed", "已确认"
    CANCELLED = "cancelled", "已取消"


class Settlement(models.Model):
    """One settlement of a case. Only a confirmed one counts in the loss; the executed figures are what is counted."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="settlements", verbose_name="案件")
    ordinal = models.PositiveSmallIntegerField("次")
    kind = models.CharField("方式", max_length=12, choices=SettlementKind.choices)
    state = models.CharField("状态", max_length=10, choices=SettlementState.choices, default=SettlementState.AGREED)
    tonnes = models.DecimalField("吨数", max_digits=10, decimal_places=3, null=True, blank=True)
    is_repulped = models.BooleanField("回抄", null=True, blank=True)
    assessed_loss = models.DecimalField("核定损失（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    method = models.CharField("赔的办法", max_length=8, choices=CompensateMethod.choices, blank=True)
    ex_works_price = models.DecimalField("出厂价（元/吨）", max_digits=12, decimal_places=2, null=True, blank=True)
    transport_cost = models.DecimalField("运输费（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    storage_cost = models.DecimalField("保管费（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)  # by price, as the rule counts it
    agreed_with = models.CharField("客户经办人", max_length=80, blank=True)
    note = models.CharField("说明", max_length=400, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="更正哪一笔"
    )
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="约定人")
    agreed_at = models.DateTimeField("约定时间")
    document_no = models.CharField("入库单或磅单号", max_length=60, blank=True)
    executed_on = models.DateField("执行日期", null=True, blank=True)
    document = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单据"
    )
    executed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="执行登记人"
    )
    executed_at = models.DateTimeField("执行登记时间", null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="取消人"
    )
    cancelled_at = models.DateTimeField("取消时间", null=True)
    cancel_reason = models.CharField("取消理由", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结算"
        ordering = ["case", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="settlement_once"),
            models.CheckConstraint(
                condition=Q(kind="exchange", tonnes=None) | Q(tonnes__gt=0), name="settlement_weight"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, executed_by__isnull=False),
                name="confirmed_after_executed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()} {self.ordinal}"


class SettledRoll(models.Model):
    """A roll taken into a settlement. `is_live` falls when the settlement is cancelled: a roll is settled once."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="rolls", verbose_name="结算")
    roll_no = models.CharField("卷号", max_length=40)
    line = models.ForeignKey("cases.CardLine", models.PROTECT, related_name="settled", verbose_name="纸卷")
    is_live = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "已结算纸卷"
        constraints = [
            models.UniqueConstraint(fields=["roll_no"], condition=Q(is_live=True), name="roll_settled_once"),
        ]

    def __str__(self) -> str:
        return self.roll_no


class Expense(models.Model):
    """A cost of investigating, with its voucher. A wrong one is cancelled and entered anew."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="expenses", verbose_name="案件")
    ordinal = models.PositiveSmallIntegerField("号")
    purpose = models.CharField("用途", max_length=120)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    spent_on = models.DateField("日期")
    voucher_no = models.CharField("凭证号", max_length=60)
    voucher = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭证"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="取消人"
    )
    cancelled_at = models.DateTimeField("取消时间", null=True)
    cancel_reason = models.CharField("取消理由", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "调查费用"
        ordering = ["case", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="expense_once"),
            models.UniqueConstraint(
                fields=["case", "voucher_no"], condition=Q(cancelled_at=None), name="voucher_once_a_case"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.purpose}"


class ClaimParty(models.TextChoices):
    CARRIER = "carrier", "承运单位"
    INSURER = "insurer", "保险公司"


class ClaimState(models.TextChoices):
    OPEN = "open", "追偿中"
    CLOSED = "closed", "已了结"


class Claim(models.Model):
    """A claim of 销售处 on the carrier or the insurer. While open, what is not recovered is 公司垫付·待追偿."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="claims", verbose_name="案件")
    ordinal = models.PositiveSmallIntegerField("次")
    party = models.CharField("对方", max_length=8, choices=ClaimParty.choices)
    party_name = models.CharField("对方名称", max_length=120)
    amount = models.DecimalField("索赔金额（元）", max_digits=14, decimal_places=2)
    state = models.CharField("状态", max_length=8, choices=ClaimState.choices, default=ClaimState.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    opened_at = models.DateTimeField("提出时间")
    document = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="索赔函"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="了结人"
    )
    closed_at = models.DateTimeField("了结时间", null=True)
    close_reason = models.CharField("了结说明", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "追偿"
        ordering = ["case", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="claim_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.case} 追偿 {self.party_name}"


class ClaimReceipt(models.Model):
    """Money of a claim. It counts once 财务 has confirmed it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="receipts", verbose_name="追偿")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    received_on = models.DateField("到账日期")
    voucher_no = models.CharField("凭证号", max_length=60)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="到账确认人"
    )
    confirmed_at = models.DateTimeField("到账确认时间", null=True)
    refused_reason = models.CharField("未确认理由", max_length=400, blank=True)
    refused_at = models.DateTimeField("退回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "到账"
        ordering = ["claim", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "voucher_no"], condition=Q(refused_at=None), name="receipt_voucher_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.amount}"
