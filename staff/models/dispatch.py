"""派工单 and the two forms filled in at the customer's: 维修服务单 and 客户意见反馈单; 交办 beside them (S.2(2))."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from .people import Employee


class DispatchState(models.TextChoices):
    GIVEN = "given", "待接受"
    ACCEPTED = "accepted", "已接受"
    ARRIVED = "arrived", "已到场"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


OPEN_DISPATCH = (DispatchState.GIVEN, DispatchState.ACCEPTED, DispatchState.ARRIVED)


@pghistory.track()
class DispatchOrder(models.Model):
    """One errand to one customer: given by the manager, accepted, travelled to, done with a final 维修服务单."""

    number = models.CharField("派工单号", max_length=20, unique=True)
    state = models.CharField("状态", max_length=10, choices=DispatchState.choices, default=DispatchState.GIVEN)
    engineer = models.ForeignKey(Employee, models.PROTECT, related_name="dispatches", verbose_name="派给")
    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    product = models.ForeignKey(
        "cases.Product", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品"
    )
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="dispatches", verbose_name="案件"
    )
    task = models.TextField("任务", max_length=2000)
    place = models.CharField("地点", max_length=200, blank=True)
    contact = models.CharField("联系人与电话", max_length=100, blank=True)
    due_at = models.DateTimeField("完成期限")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="派工人")
    given_at = models.DateTimeField("派工时间")
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=400, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "派工单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("given_at")), name="staff_dispatch_due_after_given"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="staff_dispatch_done_has_time"
            ),
        ]
        indexes = [
            # reader: the person's open orders on the workbench
            models.Index(
                fields=["engineer", "due_at"],
                condition=Q(state__in=["given", "accepted", "arrived"]),
                name="staff_dispatch_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The trail of the order, and where its files hang."""
        return f"dispatch:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_DISPATCH

    def get_absolute_url(self) -> str:
        return reverse("dispatch", args=[self.number])


class ServiceResult(models.TextChoices):
    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    UNSOLVED = "unsolved", "没有解决"


class ServiceRecord(models.Model):
    """维修服务单: what was done on one visit. Several days make several; the final one ends the order."""

    dispatch = models.ForeignKey(DispatchOrder, models.PROTECT, related_name="records", verbose_name="派工单")
    ordinal = models.PositiveSmallIntegerField("次")
    is_final = models.BooleanField("完工", default=False)
    began_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束")
    work = models.TextField("做了什么", max_length=4000)
    result = models.CharField("结果", max_length=10, choices=ServiceResult.choices)
    signer_name = models.CharField("客户签字人", max_length=40, blank=True)
    signature = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="客户签名"
    )
    unsigned_reason = models.CharField("没有签字的原因", max_length=200, blank=True)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="service_records", verbose_name="填写人")
    written_at = models.DateTimeField("填写时间")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "维修服务单"
        ordering = ["dispatch", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "ordinal"], name="staff_service_record_once"),
            models.UniqueConstraint(fields=["dispatch"], condition=Q(is_final=True), name="staff_one_final_record"),
            models.CheckConstraint(condition=Q(ended_at__gte=F("began_at")), name="staff_record_ends_after_begin"),
            models.CheckConstraint(
                condition=Q(signature__isnull=False) | ~Q(unsigned_reason=""), name="staff_record_signed_or_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch} 第{self.ordinal}次"


class ServicePart(models.Model):
    """A part or material used."""

    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="parts", verbose_name="维修服务单")
    name = models.CharField("名称", max_length=80)
    quantity = models.DecimalField("数量", max_digits=10, decimal_places=2)
    measure = models.CharField("单位", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "用料"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="staff_part_above_zero")]

    def __str__(self) -> str:
        return self.name


class OpinionSheet(models.Model):
    """客户意见反馈单: what the customer said, in 销售处's hands as the draft of a 售后服务信息卡 from `written_at` on."""

    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    dispatch = models.ForeignKey(
        DispatchOrder, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="派工单"
    )
    heard_at = models.DateTimeField("听取时间")
    contact_name = models.CharField("客户联系人", max_length=60)
    contact_phone = models.CharField("联系电话", max_length=40)
    product = models.ForeignKey("cases.Product", models.PROTECT, null=True, related_name="+", verbose_name="产品")
    batch_no = models.CharField("批号", max_length=40, blank=True)
    problem_kind = models.CharField("问题种类", max_length=12)
    description = models.TextField("客户意见", max_length=4000)
    draft_id = models.UUIDField("信息卡草稿")  # the draft is 销售处's: it may become a card or be deleted
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="销售处收件人"
    )
    by = models.ForeignKey(Employee, models.PROTECT, related_name="opinion_sheets", verbose_name="填写人")
    handed_at = models.DateTimeField("送到销售处的时间")

    class Meta:
        verbose_name = verbose_name_plural = "客户意见反馈单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(handed_at__gte=F("heard_at")), name="staff_opinion_handed_after_heard")
        ]

    def __str__(self) -> str:
        return f"{self.customer} 意见反馈单"


class Errand(models.Model):
    """交办: any other task, given to a person, due, done."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="errands", verbose_name="交给")
    text = models.CharField("事项", max_length=400)
    due_on = models.DateField("期限")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="交办人")
    given_at = models.DateTimeField("交办时间")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    result = models.CharField("完成情况", max_length=400, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "交办"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["employee"], condition=Q(done_at=None), name="staff_errand_open")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def stream(self) -> str:
        """The trail of the task."""
        return f"errand:{self.pk}"
