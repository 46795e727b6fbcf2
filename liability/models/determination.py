"""Who bears how much: determinations kept for good, each with what was computed and, beside it, what a person decided."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Cause(models.TextChoices):
    PHYSICAL_INDEX = "physical_index", "物检指标超标"
    PAPER_DEFECT = "paper_defect", "纸病"
    PASSING_OFF = "passing_off", "以次充好"
    REWINDING = "rewinding", "复卷"
    BRIGHTNESS = "brightness", "白度不够"
    HIDDEN = "hidden", "内夹带、内软硬等不易检出"
    PACKAGING = "packaging", "外包装破损"
    TRANSPORT = "transport", "厂外运输"
    USER_MISUSE = "user_misuse", "用户管理和使用不当"


class PackagingStage(models.TextChoices):
    BEFORE_LOADING = "before_loading", "装车前"
    DISPATCH = "dispatch", "出厂装运"
    USER_HANDLING = "user_handling", "用户搬运装卸"


class DeterminationState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"
    SUPERSEDED = "superseded", "已被新认定取代"


class LiabilityDetermination(models.Model):
    """One determination of a case (P.三). `computed` is the rule's own result and never disappears.

    `cause` empty = 其他/工作疏忽: then `manual_shares` are needed. `computed` and `manual_shares` hold
    [{"unit", "name", "share", "clause"}]: the unit's code, its name on that day, the share with four places. `basis`
    holds the derivation as printed: [{"clause", "text", "formula", "is_reading"}]. `open_question` says why the rule
    gives no shares (`cause`, `packaging`, `not_compensable`), empty when it does.
    `finding_confirmed_*`: 分管副总's confirmation of forced_by and sales_mistake where the case has them.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="determinations", verbose_name="案件")
    ordinal = models.PositiveSmallIntegerField("次")
    state = models.CharField(
        "状态", max_length=12, choices=DeterminationState.choices, default=DeterminationState.PROPOSED
    )
    cause = models.CharField("案由", max_length=20, choices=Cause.choices, blank=True)
    packaging_stage = models.CharField("破损环节", max_length=16, choices=PackagingStage.choices, blank=True)
    warehouse_signed = models.BooleanField("物资处已签字入库", null=True, blank=True)
    signatures = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="汇签方")
    forced_by = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="强制发运方")
    is_sales_mistake = models.BooleanField("销售工作失误", default=False)
    computed = models.JSONField("计算结果", default=list)
    open_question = models.CharField("规则未给出份额的原因", max_length=20, blank=True)
    basis = models.JSONField("推导", default=list)
    manual_shares = models.JSONField("人工认定", default=list, blank=True)
    reason = models.CharField("理由", max_length=1000, blank=True)
    missing_evidence_reason = models.CharField("缺证说明", max_length=400, blank=True)
    clause = models.CharField("依据条款", max_length=24, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    needs_finding = models.BooleanField("须分管副总确认", default=False)
    finding_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="失误、强制发运确认人"
    )
    finding_confirmed_at = models.DateTimeField("确认时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("认定时间", null=True)
    comment = models.CharField("意见", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "责任认定"
        ordering = ["case", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="determination_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="proposed"), name="one_open_determination"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="confirmed"), name="one_determination_in_force"),
            models.CheckConstraint(
                condition=(Q(cause="packaging") & ~Q(packaging_stage="")) | (~Q(cause="packaging") & Q(packaging_stage="")),
                name="packaging_facts_with_packaging",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 第{self.ordinal}次认定"

    @property
    def is_manual(self) -> bool:
        return bool(self.manual_shares)


class Effect(models.TextChoices):
    NONE = "none", "未造成耽误"
    EVIDENCE = "evidence", "耽误取证时机"
    EVIDENCE_AND_HANDLING = "evidence_and_handling", "耽误取证和处理时机"


class DelayFinding(models.Model):
    """What a missed clock led to: 关联责任 of 销售处 (P.三.1, effect by P.四.1) or of 技术中心 (P.三.2).

    `effect` is for card_filing; `has_adverse_effect` is recorded for both clocks.
    """

    breach = models.ForeignKey("cases.DeadlineBreach", models.PROTECT, related_name="findings", verbose_name="超期")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="delay_findings", verbose_name="案件")
    kind = models.CharField("时限", max_length=12)
    ordinal = models.PositiveSmallIntegerField("次")
    effect = models.CharField("影响", max_length=24, choices=Effect.choices, blank=True)
    has_adverse_effect = models.BooleanField("造成不良影响")
    reason = models.CharField("理由", max_length=400)
    state = models.CharField(
        "状态", max_length=12, choices=DeterminationState.choices, default=DeterminationState.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    comment = models.CharField("意见", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "关联责任"
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(fields=["breach", "ordinal"], name="delay_finding_once"),
            models.UniqueConstraint(
                fields=["breach"], condition=Q(state="proposed"), name="one_open_delay_finding"
            ),
            models.UniqueConstraint(
                fields=["breach"], condition=Q(state="confirmed"), name="one_delay_finding_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} 影响"


class Goodwill(models.Model):
    """分管副总's approval of a settlement for a cause that is not compensable: 公司 bears it."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="goodwill", verbose_name="案件")
    reason = models.CharField("理由", max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="批准人")
    at = models.DateTimeField("批准时间")

    class Meta:
        verbose_name = verbose_name_plural = "善意补偿"

    def __str__(self) -> str:
        return f"{self.case} 善意补偿"
