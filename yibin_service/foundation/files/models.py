"""Stored contents, named by their hash, and the attachments that point to them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class StoredFile(models.Model):
    """One content, kept once in the evidence folder under its SHA-256."""

    sha256 = models.CharField("内容指纹", max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    stored_at = models.DateTimeField("存入时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "文件内容"

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A file somebody added to a stream (`draft:…`, `case:17`, `job:…`, `report:2026-10`).

    Whoever may open the stream's thing may open it, as a download; see FILE_ACCESS in settings.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stream = models.CharField("所属", max_length=80, db_index=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name="内容")
    name = models.CharField("文件名", max_length=200)
    caption = models.CharField("说明", max_length=200, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["uploaded_at", "id"]

    def __str__(self) -> str:
        return self.name
