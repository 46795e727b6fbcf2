"""Acts (one row per browser-made act id, kept for good) and events (the append-only trail of who did what)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

APPEND_ONLY_REFUSAL = "RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME;"


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE, whoever asks and by whatever path."""
    return [
        pgtrigger.Trigger(
            name=f"{name}_no_change",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=APPEND_ONLY_REFUSAL,
        ),
        pgtrigger.Trigger(
            name=f"{name}_no_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=APPEND_ONLY_REFUSAL,
        ),
    ]


class Act(models.Model):
    """An act sent by a browser or program under its own id: the same id and content get the saved answer again."""

    id = models.UUIDField("提交编号", primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", related_name="+")
    verb = models.CharField("事项", max_length=64)
    digest = models.CharField("内容摘要", max_length=64)
    status = models.PositiveSmallIntegerField("应答状态", default=0)
    answer = models.JSONField("应答", default=dict)
    done_at = models.DateTimeField("完成时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "提交"

    def __str__(self) -> str:
        return f"{self.verb} {self.id}"


class Event(models.Model):
    """One deed on one stream (`case:17`, `report:2026-10`, `regulation:P-试行`, `user:4`). Never changed, never deleted.

    `happened_at` is when it was done in the world, `entered_at` when the product was told; order is the id.
    """

    stream = models.CharField("对象", max_length=80)
    verb = models.CharField("事项", max_length=48)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="办理人", related_name="+"
    )
    actor_title = models.CharField("办理人称谓", max_length=120)
    text = models.TextField("记事")
    changes = models.JSONField("变化", default=list)  # [[field label, from, to], …] as printed
    clause = models.CharField("依据条款", max_length=24, blank=True)
    happened_at = models.DateTimeField("发生时间")
    entered_at = models.DateTimeField("录入时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "记事"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["stream", "id"], name="event_stream"),  # reader: timeline
            # reader: changes of accounts and roles, newest first
            models.Index(fields=["id"], condition=Q(stream__startswith="user:"), name="event_of_accounts"),
        ]
        triggers = append_only("event")

    def __str__(self) -> str:
        return f"{self.stream} {self.verb}"
