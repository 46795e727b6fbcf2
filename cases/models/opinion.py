"""The handling opinion, its approval chain, and the reply to the customer."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class OpinionState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "审批中"
    RETURNED = "returned", "已退回"
    RECALLED = "recalled", "已撤回"
    APPROVED = "approved", "已通过"
    SUPERSEDED = "superseded", "已被新稿取代"


class HandlingOpinion(models.Model):
    """A draft of 处理意见: words, ceilings per kind, 改进意见. Approvals belong to one draft only."""

    case = models.ForeignKey("Case", models.PROTECT, related_name="opinions", verbose_name="案件")
    draft_no = models.PositiveSmallIntegerField("稿次")
    state = models.CharField("状态", max_length=10, choices=OpinionState.choices, default=OpinionState.DRAFT)
    text = models.TextField("处理意见", max_length=6000)
    is_compensable = models.BooleanField("予以退赔换", default=True)
    return_ceiling = models.DecimalField("退的上限（元）", max_digits=14, decimal_places=2, null=True)
    compensate_ceiling = models.DecimalField("赔的上限（元）", max_digits=14, decimal_places=2, null=True)
    exchange_ceiling = models.DecimalField("换的上限（元）", max_digits=14, decimal_places=2, null=True)
    improvement = models.TextField("改进意见", max_length=4000, blank=True)
    improvement_unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="改进单位"
    )
    undetermined_reason = models.CharField("责任尚未认定的理由", max_length=400, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人")
    drafted_at = models.DateTimeField("起草时间")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "处理意见"
        ordering = ["case", "draft_no"]
        constraints = [
            models.UniqueConstraint(fields=["case", "draft_no"], name="draft_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["draft", "submitted", "approved"]), name="one_living_opinion"
            ),
            models.CheckConstraint(
                condition=(Q(return_ceiling=None) | Q(return_ceiling__gte=0))
                & (Q(compensate_ceiling=None) | Q(compensate_ceiling__gte=0))
                & (Q(exchange_ceiling=None) | Q(exchange_ceiling__gte=0)),
                name="ceilings_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 第{self.draft_no}稿"


class StepAction(models.TextChoices):
    REPORT = "report", "阅示"
    APPROVE = "approve", "审批"


class StepState(models.TextChoices):
    WAITING = "waiting", "未到"
    PENDING = "pending", "待办"
    APPROVED = "approved", "同意"
    RETURNED = "returned", "退回"
    ACKNOWLEDGED = "acknowledged", "已阅示"
    VOID = "void", "已失效"


class ApprovalStep(models.Model):
    """One step of a draft's chain. A report step is delivered and acknowledged apart; it holds nothing back."""

    opinion = models.ForeignKey(HandlingOpinion, models.PROTECT, related_name="steps", verbose_name="处理意见")
    position = models.PositiveSmallIntegerField("顺序")
    role = models.CharField("岗位", max_length=20)  # deputy_gm | general_manager | executive_meeting
    action = models.CharField("方式", max_length=8, choices=StepAction.choices)
    state = models.CharField("状态", max_length=12, choices=StepState.choices, default=StepState.WAITING)
    reached_at = models.DateTimeField("送达时间", null=True)
    opened_at = models.DateTimeField("打开时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    decided_at = models.DateTimeField("办理时间", null=True)
    comment = models.TextField("意见", max_length=2000, blank=True)
    meeting_record_no = models.CharField("会议纪要号", max_length=40, blank=True)
    meeting_scan = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议纪要"
    )
    reminded_at = models.DateTimeField("系统提醒时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审批步骤"
        ordering = ["opinion", "position"]
        constraints = [models.UniqueConstraint(fields=["opinion", "position"], name="step_once")]
        indexes = [models.Index(fields=["role"], condition=Q(state="pending"), name="step_pending")]

    def __str__(self) -> str:
        return f"{self.opinion} {self.role}"


class ReplyChannel(models.TextChoices):
    LETTER = "letter", "书面函件"
    EMAIL = "email", "电子邮件"
    MESSAGE = "message", "微信、短信"
    PHONE = "phone", "电话"
    VISIT = "visit", "当面"


class Reply(models.Model):
    """The reply to the customer: one per case, it stops the reply clock."""

    case = models.OneToOneField("Case", models.PROTECT, related_name="reply", verbose_name="案件")
    opinion = models.ForeignKey(HandlingOpinion, models.PROTECT, related_name="+", verbose_name="处理意见")
    channel = models.CharField("方式", max_length=8, choices=ReplyChannel.choices)
    recipient = models.CharField("接收人", max_length=80)
    text = models.TextField("答复内容", max_length=6000)
    proof = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭证"
    )
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="答复人")
    issued_at = models.DateTimeField("答复时间")
    delivered_at = models.DateTimeField("送达时间", null=True)
    delivery_proof = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送达凭证"
    )
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="送达登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        indexes = [models.Index(fields=["issued_at"], name="reply_issued")]  # reader: the month's figures

    def __str__(self) -> str:
        return f"{self.case} 答复"


class Reminder(models.Model):
    """催办: once a day per person and subject."""

    case = models.ForeignKey("Case", models.PROTECT, related_name="reminders", verbose_name="案件")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="催办人")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="被催办人")
    on = models.DateField("日期")
    at = models.DateTimeField("时间")
    subject = models.CharField("事项", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        constraints = [models.UniqueConstraint(fields=["case", "by", "to", "on"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.case} 催办"
