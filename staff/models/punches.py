"""What the clock says. Raw punches are facts: never changed, never deleted; judgements are computed from them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from staff.rules.punch_file import VERDICT_TITLES, Verdict

from .people import Employee

REFUSE = "RAISE EXCEPTION '打卡记录不可更改或删除：有误请补卡。' USING ERRCODE = 'restrict_violation';"


class PunchSide(models.TextChoices):
    """Which punch an export says it is; most clocks do not say."""

    UNTOLD = "", "未注明"
    IN = "in", "上班"
    OUT = "out", "下班"


class ImportState(models.TextChoices):
    READING = "reading", "识别中"
    READ = "read", "待确认"
    TAKEN = "taken", "已导入"
    DROPPED = "dropped", "已放弃"
    UNREADABLE = "unreadable", "读不出"


class PunchImport(models.Model):
    """One file of an attendance clock: read into a preview first, taken as a whole or not at all."""

    file = models.ForeignKey("files.Attachment", models.PROTECT, related_name="+", verbose_name="文件")
    sha256 = models.CharField("内容指纹", max_length=64, db_index=True)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name="后台工作")
    state = models.CharField("状态", max_length=12, choices=ImportState.choices, default=ImportState.READING)
    trouble = models.CharField("读不出的原因", max_length=300, blank=True)
    sheet = models.CharField("工作表", max_length=80, blank=True)
    columns = models.JSONField("识别的列", default=dict)
    first_on = models.DateField("最早日期", null=True)
    last_on = models.DateField("最晚日期", null=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    new_count = models.PositiveIntegerField("新打卡", default=0)
    known_count = models.PositiveIntegerField("已有", default=0)
    empty_count = models.PositiveIntegerField("没有打卡", default=0)
    fault_count = models.PositiveIntegerField("有问题", default=0)
    taken_count = models.PositiveIntegerField("导入", default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传"
    )
    uploaded_at = models.DateTimeField("上传时间")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认"
    )
    taken_at = models.DateTimeField("确认时间", null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "打卡导入"
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return f"打卡导入 {self.pk}"

    @property
    def stream(self) -> str:
        """The import's trail of events, and where its file hangs."""
        return f"punch-import:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("punch_import", args=[self.pk])


class PunchRow(models.Model):
    """What was understood of one press in a file that waits to be taken. Sound rows go once the file is decided on."""

    source = models.ForeignKey(PunchImport, models.PROTECT, related_name="rows", verbose_name="来源")
    line = models.PositiveIntegerField("行")
    number = models.CharField("工号", max_length=20, blank=True)
    name = models.CharField("姓名", max_length=40, blank=True)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name="员工")
    on = models.DateField("日期", null=True)
    at = models.TimeField("时刻", null=True)
    side = models.CharField("上下班", max_length=3, choices=PunchSide.choices, default=PunchSide.UNTOLD, blank=True)
    verdict = models.CharField("结果", max_length=16, choices=[(one.value, VERDICT_TITLES[one]) for one in Verdict])
    detail = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "识别的打卡"
        ordering = ["source", "line", "id"]
        indexes = [
            # reader: the preview's page of one verdict
            models.Index(fields=["source", "verdict", "line", "id"], name="staff_row_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"第 {self.line} 行"


class Punch(models.Model):
    """One press of the clock, to the minute. The same minute told the same way is one punch, however often it is sent."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="punches", verbose_name="员工")
    on = models.DateField("日期")
    at = models.TimeField("时刻")
    side = models.CharField("上下班", max_length=3, choices=PunchSide.choices, default=PunchSide.UNTOLD, blank=True)
    source = models.ForeignKey(PunchImport, models.PROTECT, related_name="punches", verbose_name="来源")

    class Meta:
        verbose_name = verbose_name_plural = "打卡"
        ordering = ["employee", "on", "at"]
        constraints = [models.UniqueConstraint(fields=["employee", "on", "at", "side"], name="staff_one_punch_a_minute")]
        indexes = [models.Index(fields=["on", "employee"], name="staff_punch_by_day")]
        triggers = [
            pgtrigger.Trigger(
                name="punch_refuse_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=REFUSE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.on} {self.at:%H:%M}"
