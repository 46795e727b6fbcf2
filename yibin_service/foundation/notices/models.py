"""Messages in a person's inbox and the letters that go with them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Weight(models.TextChoices):
    INFO = "info", "知会"
    DUE = "due", "将到期"
    BREACH = "breach", "超期"
    TURN = "turn", "轮到您"


class InboxMessage(models.Model):
    """One message to one person. `key` says what it is about, so that it is sent once whatever retries."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="inbox", verbose_name="收件人")
    key = models.CharField("事由键", max_length=160)
    weight = models.CharField("轻重", max_length=8, choices=Weight.choices, default=Weight.INFO)
    title = models.CharField("标题", max_length=160)
    body = models.TextField("内容", blank=True)
    url = models.CharField("去处", max_length=200, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="message_once")]
        indexes = [
            # reader: the count beside 消息 on every page
            models.Index(fields=["user"], condition=Q(read_at=None), name="message_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class LetterState(models.TextChoices):
    QUEUED = "queued", "待发"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发"
    UNKNOWN = "unknown", "结果不明"
    FAILED = "failed", "未能发出"


class Letter(models.Model):
    """An e-mail to send: the row exists once; sending repeats at most once after a crash in the gap."""

    message = models.OneToOneField(InboxMessage, models.PROTECT, related_name="letter", verbose_name="消息")
    mail_id = models.UUIDField("信件编号", default=uuid.uuid4, unique=True)
    to = models.EmailField("收件地址")
    state = models.CharField("状态", max_length=8, choices=LetterState.choices, default=LetterState.QUEUED)
    not_before = models.DateTimeField("不早于")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    breaks = models.PositiveSmallIntegerField("发送中断次数", default=0)  # it began and nobody knows how it ended
    last_error = models.CharField("上次失败", max_length=300, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    created_at = models.DateTimeField("时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "信件"
        indexes = [
            # reader: the task that sends what is due
            models.Index(
                fields=["not_before"], condition=Q(state__in=["queued", "sending"]), name="letter_to_send"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.state}"
