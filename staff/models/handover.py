"""工作移交 on leaving or transfer: what is handed over, by whom to whom, and when (S.2(3))."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from staff.rules.handover import Standing, whose_move

from .people import Employee


class HandoverKind(models.TextChoices):
    LEAVING = "leaving", "离职"
    TRANSFER = "transfer", "调职"


class HandoverState(models.TextChoices):
    OPEN = "open", "移交中"
    COMPLETED = "completed", "已完成"
    CANCELLED = "cancelled", "已取消"


@pghistory.track()
class WorkHandover(models.Model):
    """One person's handover. Only its completion ends the employment, or moves the person to the new unit and post."""

    number = models.CharField("移交单号", max_length=20, unique=True)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="handovers", verbose_name="移交人")
    kind = models.CharField("原因", max_length=10, choices=HandoverKind.choices)
    state = models.CharField("状态", max_length=10, choices=HandoverState.choices, default=HandoverState.OPEN)
    effective_on = models.DateField("离职最后一天或调职日期")  # as planned; once completed, as it was
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="原单位")
    post = models.CharField("原岗位", max_length=40, blank=True)
    new_unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="调往单位"
    )
    new_post = models.CharField("新岗位", max_length=40, blank=True)
    new_manager = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="新主管"
    )
    reason = models.CharField("说明", max_length=200, blank=True)
    # Who receives what comes onto the list later.
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="总接收人"
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="开立人")
    opened_at = models.DateTimeField("开立时间")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "工作移交"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["employee"], condition=Q(state="open"), name="staff_one_open_handover"),
            models.CheckConstraint(
                condition=Q(kind="transfer", new_unit__isnull=False) | Q(kind="leaving", new_unit=None),
                name="staff_handover_transfer_has_unit",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="staff_handover_ended_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="staff_handover_cancelled_why"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The trail of the handover."""
        return f"handover:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == HandoverState.OPEN

    def get_absolute_url(self) -> str:
        return reverse("handover", args=[self.number])


class ItemKind(models.TextChoices):
    CUSTOMER = "customer", "客户"
    VISIT = "visit", "到期回访"
    PAYMENT = "payment", "代收货款"
    RECEIVABLE = "receivable", "应收单据"
    PROPERTY = "property", "领用物品"
    ACCOUNT = "account", "本系统帐户"
    OTHER_ACCOUNT = "other_account", "其他系统帐户"
    CASE = "case", "在办案件"
    DISPATCH = "dispatch", "派工单"
    ERRAND = "errand", "交办"
    DRAFT = "draft", "信息卡草稿"
    PERSON = "person", "下属"
    OTHER = "other", "其他"


class ItemState(models.TextChoices):
    OPEN = "open", "待移交"
    HANDED = "handed", "待接收"
    RECEIVED = "received", "已接收"
    SETTLED = "settled", "已另行办结"
    EXCUSED = "excused", "不移交"


@pghistory.track()
class HandoverItem(models.Model):
    """One thing handed over by name and received by name. The system's own have the key of their row: `customer-12`."""

    handover = models.ForeignKey(WorkHandover, models.PROTECT, related_name="items", verbose_name="移交")
    kind = models.CharField("类别", max_length=14, choices=ItemKind.choices)
    key = models.CharField("编号", max_length=50)
    title = models.CharField("内容", max_length=200)
    detail = models.CharField("说明", max_length=400, blank=True)
    state = models.CharField("状态", max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收人"
    )
    listed_at = models.DateTimeField("列入时间")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="录入"
    )
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移交办理人"
    )
    handed_at = models.DateTimeField("移交时间", null=True, blank=True)
    handed_note = models.CharField("移交说明", max_length=200, blank=True)
    is_on_behalf = models.BooleanField("代交", default=False)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收办理人"
    )
    received_at = models.DateTimeField("接收时间", null=True, blank=True)
    received_note = models.CharField("接收说明", max_length=200, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准不移交"
    )
    excused_at = models.DateTimeField("批准时间", null=True, blank=True)
    excuse = models.CharField("不移交的原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    needs: frozenset[str] = frozenset()  # what it asks of its receiver; told by the facts it is listed from

    class Meta:
        verbose_name = verbose_name_plural = "移交事项"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "key"], name="staff_handover_item_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["handed", "received"])
                | Q(handed_by__isnull=False, handed_at__isnull=False, receiver__isnull=False),
                name="staff_item_handed_by_name",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | (Q(received_by=F("receiver")) & ~Q(received_by=F("handed_by"))),
                name="staff_item_received_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="excused") | (Q(excused_by__isnull=False) & ~Q(excuse="")),
                name="staff_item_excused_why",
            ),
        ]
        indexes = [
            # reader: what waits for a receiver on the workbench
            models.Index(fields=["receiver"], condition=Q(state="handed"), name="staff_item_to_receive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}「{self.title}」"

    @property
    def waits_for(self) -> str:
        """Whose move it is, in words; empty once it is ended."""
        leaver, receiver = str(self.handover.employee), str(self.receiver) if self.receiver else ""
        return whose_move(Standing(kind=self.kind, state=self.state, leaver=leaver, receiver=receiver))
