"""The 售后服务信息卡: drafts as typed, the filed card, its lines and its amendments."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .customer import ProblemKind


class OpinionSource(models.TextChoices):
    PHONE = "phone", "电话"
    MESSAGE = "message", "微信、短信"
    LETTER = "letter", "来函、传真"
    EMAIL = "email", "电子邮件"
    VISIT = "visit", "走访、当面"
    OTHER = "other", "其他"


class KnownBy(models.TextChoices):
    """How a time that decides a clock is known."""

    STATEMENT = "statement", "客户口述"
    RECORD = "record", "通话、消息记录"
    RECEIPT = "receipt", "签收单、磅单"
    DOCUMENT = "document", "书面函件"
    OTHER = "other", "其他"


class CardDraft(models.Model):
    """A card being written: whatever was typed, valid or not. Deleted by its writer or kept with the card it became.

    One that a colleague handed in (`handed_by`) cannot be deleted: it is declined, with a reason that the colleague reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填写人")
    typed = models.JSONField("所填内容", default=dict)
    saved_at = models.DateTimeField("保存时间")
    revision = models.PositiveIntegerField("稿次", default=1)
    card = models.OneToOneField("FeedbackCard", models.PROTECT, null=True, related_name="draft", verbose_name="信息卡")
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="转来的人"
    )
    declined_at = models.DateTimeField("不提交的时间", null=True)
    declined_reason = models.CharField("不提交的原因", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息卡草稿"
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_reason="")
                | Q(declined_at__isnull=False, handed_by__isnull=False, card=None) & ~Q(declined_reason=""),
                name="cases_draft_declined_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"草稿 {self.pk}"


class CardState(models.TextChoices):
    FILED = "filed", "已送达"
    WITHDRAWN = "withdrawn", "已撤回"


class FeedbackCard(models.Model):
    """A filed card (P.二.1). Filing is delivery to 技术中心.

    `filed_at` is when it was delivered; `entered_at` when the product was told (they differ for paper cards).
    """

    number = models.CharField("编号", max_length=20, unique=True)
    state = models.CharField("状态", max_length=12, choices=CardState.choices, default=CardState.FILED)
    version = models.PositiveIntegerField("版次", default=1)
    customer = models.ForeignKey("Customer", models.PROTECT, related_name="cards", verbose_name="客户")
    contact_name = models.CharField("客户联系人", max_length=60)
    contact_phone = models.CharField("联系电话", max_length=40)
    source = models.CharField("意见来源", max_length=12, choices=OpinionSource.choices)
    received_by_sales_at = models.DateTimeField("收到意见时间")
    received_known_by = models.CharField("收到时间依据", max_length=12, choices=KnownBy.choices)
    problem_kind = models.CharField("问题种类", max_length=12, choices=ProblemKind.choices)
    arrived_at = models.DateTimeField("到货时间", null=True, blank=True)
    opened_at = models.DateTimeField("开包时间", null=True, blank=True)
    occurred_known_by = models.CharField("到货或开包时间依据", max_length=12, choices=KnownBy.choices, blank=True)
    product = models.ForeignKey("Product", models.PROTECT, related_name="+", verbose_name="产品")
    batch_no = models.CharField("批号", max_length=40)
    defect = models.ForeignKey("Defect", models.PROTECT, related_name="+", verbose_name="缺陷")
    description = models.TextField("问题描述", max_length=4000)
    estimated_loss = models.DecimalField("预估直接损失（元）", max_digits=14, decimal_places=2)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cards", verbose_name="经办销售员")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填报人")
    filed_at = models.DateTimeField("送达时间")
    entered_at = models.DateTimeField("录入时间")
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="收卡人"
    )
    acknowledged_at = models.DateTimeField("收卡时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "售后服务信息卡"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(estimated_loss__gte=0), name="card_loss_not_negative"),
            models.CheckConstraint(condition=Q(filed_at__gte=F("received_by_sales_at")), name="card_filed_after_receipt"),
            models.CheckConstraint(
                condition=Q(problem_kind="appearance", arrived_at__isnull=False)
                | Q(problem_kind="intrinsic", opened_at__isnull=False),
                name="card_has_its_clock_start",
            ),
        ]
        indexes = [models.Index(fields=["customer", "batch_no", "defect"], name="card_duplicates")]

    def __str__(self) -> str:
        return self.number


class CardLine(models.Model):
    """One roll of the card."""

    card = models.ForeignKey(FeedbackCard, models.PROTECT, related_name="lines", verbose_name="信息卡")
    position = models.PositiveSmallIntegerField("行")
    roll_no = models.CharField("卷号", max_length=40)
    product = models.ForeignKey("Product", models.PROTECT, related_name="+", verbose_name="产品")
    machine = models.ForeignKey("org.PaperMachine", models.PROTECT, related_name="+", verbose_name="机台")
    workshop = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="车间")
    tonnes = models.DecimalField("重量（吨）", max_digits=10, decimal_places=3)
    width = models.DecimalField("门幅（米）", max_digits=6, decimal_places=3, null=True, blank=True)
    defect = models.ForeignKey("Defect", models.PROTECT, related_name="+", verbose_name="缺陷")
    note = models.CharField("现象", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纸卷"
        ordering = ["card", "position"]
        constraints = [
            models.UniqueConstraint(fields=["card", "position"], name="line_position_once"),
            models.UniqueConstraint(fields=["card", "roll_no"], name="roll_once_on_a_card"),
            models.CheckConstraint(condition=Q(tonnes__gt=0), name="line_has_weight"),
        ]
        indexes = [models.Index(fields=["roll_no"], name="line_roll")]

    def __str__(self) -> str:
        return self.roll_no


class AmendmentState(models.TextChoices):
    PROPOSED = "proposed", "待技术中心答复"
    ACCEPTED = "accepted", "已采用"
    REFUSED = "refused", "未采用"


class CardAmendment(models.Model):
    """A change of a filed card: new version with reason. Times that decide clocks wait for 技术中心's answer."""

    card = models.ForeignKey(FeedbackCard, models.PROTECT, related_name="amendments", verbose_name="信息卡")
    version = models.PositiveIntegerField("版次")
    changes = models.JSONField("变化")  # {field: {"label", "from", "to"}} as stored values and as printed
    reason = models.CharField("原因", max_length=400)
    needs_answer = models.BooleanField("涉及时间", default=False)
    state = models.CharField("状态", max_length=10, choices=AmendmentState.choices, default=AmendmentState.ACCEPTED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.CharField("答复", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息卡更正"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["card"], condition=Q(state="proposed"), name="one_open_amendment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} 第{self.version}版"


class NumberSeries(models.Model):
    """The last number given in a year: rows are locked to give the next, so numbers have no gap and no twin."""

    prefix = models.CharField("字头", max_length=12)
    year = models.PositiveSmallIntegerField("年")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号"
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"
