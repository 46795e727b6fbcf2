"""Long work done by the worker, with progress a person can watch."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class JobState(models.TextChoices):
    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class Job(models.Model):
    """A piece of background work. The row is the truth: the queue only wakes the worker up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField("种类", max_length=40)
    key = models.CharField("对象键", max_length=160, blank=True)
    title = models.CharField("名称", max_length=160)
    arguments = models.JSONField("参数", default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="申请人"
    )
    state = models.CharField("状态", max_length=8, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField("已办", default=0)
    total = models.PositiveIntegerField("共计", default=0)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    claim = models.UUIDField("承办凭据", null=True)  # who runs it: a runner thought dead must not write the result
    error = models.CharField("原因", max_length=300, blank=True)
    result = models.ForeignKey("files.Attachment", models.PROTECT, null=True, verbose_name="结果")
    created_at = models.DateTimeField("申请时间")
    started_at = models.DateTimeField("开始时间", null=True)
    beat_at = models.DateTimeField("最近动静", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台工作"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["waiting", "running"]) & ~Q(key=""),
                name="job_once_at_a_time",
            ),
        ]
        indexes = [
            # reader: the worker looking for work and for work whose worker died
            models.Index(fields=["created_at"], condition=Q(state__in=["waiting", "running"]), name="job_open"),
        ]

    def __str__(self) -> str:
        return self.title
