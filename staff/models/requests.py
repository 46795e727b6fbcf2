"""What a person asks for about the own attendance, and days on which the clock itself failed."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yibin_service.foundation.org.models import Site, Unit

from .people import Employee


class RequestKind(models.TextChoices):
    LEAVE = "leave", "请假"
    FIELD = "field", "外勤"
    PUNCH = "punch", "补卡"


class RequestState(models.TextChoices):
    WAITING = "waiting", "待审批"
    APPROVED = "approved", "已批准"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    REVOKED = "revoked", "批准后撤销"


class LeaveKind(models.TextChoices):
    PERSONAL = "personal", "事假"
    SICK = "sick", "病假"
    ANNUAL = "annual", "年休假"
    COMPENSATORY = "compensatory", "调休"
    OTHER = "other", "其他"


class CorrectedSide(models.TextChoices):
    IN = "in", "上班"
    OUT = "out", "下班"


LIVE_STATES = (RequestState.WAITING, RequestState.APPROVED)


@pghistory.track()
class AttendanceRequest(models.Model):
    """Leave (whole days, or a part of one day), field days, or one missing time entered. Counts once it is approved.

    A part of a day: `starts` and `ends` of one day. A correction: `side` and `time` of one day, and nothing else.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="requests", verbose_name="员工")
    kind = models.CharField("事项", max_length=8, choices=RequestKind.choices)
    first_on = models.DateField("自")
    last_on = models.DateField("至")
    leave_kind = models.CharField("假别", max_length=16, choices=LeaveKind.choices, blank=True)
    starts = models.TimeField("几时起", null=True, blank=True)
    ends = models.TimeField("几时止", null=True, blank=True)
    place = models.CharField("外勤地点", max_length=40, blank=True)
    side = models.CharField("上下班", max_length=3, choices=CorrectedSide.choices, blank=True)
    time = models.TimeField("补卡时刻", null=True, blank=True)
    reason = models.TextField("事由")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请")
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=12, choices=RequestState.choices, default=RequestState.WAITING)
    decided_for = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代谁审批"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    answer = models.TextField("审批意见", blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销"
    )
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_reason = models.TextField("撤销理由", blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "考勤申请"
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["employee", "first_on"], name="staff_request_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="staff_request_days_in_order"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(kind="leave", ends__gt=F("starts"), last_on=F("first_on")),
                name="staff_part_leave_of_one_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="punch", time__isnull=False, side__in=["in", "out"], last_on=F("first_on"))
                | ~Q(kind="punch") & Q(time=None, side=""),
                name="staff_correction_is_one_time",
            ),
            models.CheckConstraint(
                condition=Q(state="revoked", revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")
                | ~Q(state="revoked") & Q(revoked_at=None, revoked_by=None, revoked_reason=""),
                name="staff_request_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.what}"

    @property
    def stream(self) -> str:
        """The person's trail of events."""
        return self.employee.stream

    @property
    def is_part_day(self) -> bool:
        return self.starts is not None

    @property
    def days(self) -> str:
        """「10-23」 or 「10-26 至 10-27」."""
        same = self.first_on == self.last_on
        return f"{self.first_on:%m-%d}" if same else f"{self.first_on:%m-%d} 至 {self.last_on:%m-%d}"

    @property
    def what(self) -> str:
        """「事假 10-23 13:00—17:30」, 「外勤 10-26 至 10-27 成都」, 「补卡 10-29 下班 17:30」."""
        if self.kind == RequestKind.PUNCH:
            return f"补卡 {self.days} {self.get_side_display()} {self.time:%H:%M}"
        if self.kind == RequestKind.FIELD:
            return f"外勤 {self.days} {self.place}".strip()
        part = f" {self.starts:%H:%M}—{self.ends:%H:%M}" if self.is_part_day else ""
        return f"{self.get_leave_kind_display()} {self.days}{part}"


@pghistory.track()
class ClockFailure(models.Model):
    """考勤机故障: on these days the punches of this unit are not judged. A wrong one is withdrawn with a reason, never deleted.

    `people` are those of the unit when it was entered, but for the one who entered it: who moves to another unit keeps the excuse, who comes gets none.
    Nobody there: whoever is of the unit. `site`: the failed clock was reported for all units that lay there.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="厂区")
    people = models.ManyToManyField(Employee, related_name="+", blank=True, verbose_name="当时的员工")
    first_on = models.DateField("自")
    last_on = models.DateField("至")
    reason = models.TextField("说明")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记"
    )
    entered_at = models.DateTimeField("登记时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考勤机故障"
        ordering = ["-first_on"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="staff_failure_days_in_order"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                name="staff_failure_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.first_on}—{self.last_on} 考勤机故障"

    @property
    def days(self) -> str:
        """「2026-10-08」 or 「2026-10-08 至 2026-10-09」."""
        return f"{self.first_on}" if self.first_on == self.last_on else f"{self.first_on} 至 {self.last_on}"

    @property
    def stream(self) -> str:
        """Its events stand on the trail of the month it began in."""
        return f"attendance:{self.first_on:%Y-%m}"
