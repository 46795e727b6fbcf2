"""The case: one file from the card's delivery to 结案, its triage and its clocks."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.rules.intake import CAUSE_TITLES


class CaseState(models.TextChoices):
    """Coarse steps; what is done inside a step is told by the rows of that step."""

    FILED = "filed", "待分级"
    IN_HAND = "in_hand", "调查与认定"
    IN_APPROVAL = "in_approval", "审批中"
    APPROVED = "approved", "待答复"
    REPLIED = "replied", "结算中"
    CLOSED = "closed", "已结案"
    WITHDRAWN = "withdrawn", "已撤回"
    VOID = "void", "已作废"


OPEN_STATES = (
    CaseState.FILED,
    CaseState.IN_HAND,
    CaseState.IN_APPROVAL,
    CaseState.APPROVED,
    CaseState.REPLIED,
)


class Tier(models.TextChoices):
    MINOR = "minor", "一般"
    LARGER = "larger", "较大"
    MAJOR = "major", "重大"
    EXTRA_MAJOR = "extra_major", "特别重大"


class Case(models.Model):
    """A case, assessed alone. Bound for good to the regulation version of the day 销售处 received the opinion."""

    number = models.CharField("案件号", max_length=24, unique=True)
    card = models.ForeignKey("FeedbackCard", models.PROTECT, related_name="cases", verbose_name="信息卡")
    part = models.CharField("分案", max_length=2, blank=True)
    customer = models.ForeignKey("Customer", models.PROTECT, related_name="cases", verbose_name="客户")
    machine = models.ForeignKey("org.PaperMachine", models.PROTECT, related_name="+", verbose_name="机台")
    workshop = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="车间")
    defect = models.ForeignKey("Defect", models.PROTECT, related_name="+", verbose_name="缺陷")
    # The confirmed cause (P.三): empty until determined, and for 其他/工作疏忽.
    cause = models.CharField(
        "案由", max_length=20, blank=True, choices=[(cause.value, title) for cause, title in CAUSE_TITLES.items()]
    )
    regulation = models.ForeignKey(
        "regulation.RegulationVersion", models.PROTECT, related_name="+", verbose_name="制度版本"
    )
    state = models.CharField("状态", max_length=12, choices=CaseState.choices, default=CaseState.FILED)
    version = models.PositiveIntegerField("变化次数", default=1)
    tier = models.CharField("级别", max_length=12, choices=Tier.choices, blank=True)
    direct_loss = models.DecimalField("直接损失（元）", max_digits=14, decimal_places=2)
    is_liability_clear = models.BooleanField("责任明确", default=False)
    is_extra_major = models.BooleanField("定为特别重大", default=False)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办销售员")
    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办工程师"
    )
    filed_at = models.DateTimeField("送达时间")
    triaged_at = models.DateTimeField("分级时间", null=True)
    replied_at = models.DateTimeField("答复时间", null=True)
    closed_at = models.DateTimeField("结案时间", null=True)
    is_without_site_visit = models.BooleanField("免现场", default=False)
    not_compensated_reason = models.CharField("不予赔偿理由", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["card", "part"], name="part_once_on_a_card"),
            models.CheckConstraint(condition=Q(direct_loss__gte=0), name="case_loss_not_negative"),
        ]
        indexes = [
            # readers: the list of cases (all, by state, by clerk) with keyset pages
            models.Index(fields=["state", "-id"], name="case_state"),
            models.Index(fields=["tier", "-id"], name="case_tier"),
            models.Index(fields=["clerk", "-id"], name="case_clerk"),
            models.Index(fields=["customer", "-id"], name="case_customer"),
            models.Index(fields=["workshop", "-id"], name="case_workshop"),
            models.Index(fields=["filed_at"], name="case_filed"),  # reader: the month's figures
            models.Index(fields=["closed_at"], name="case_closed"),  # reader: what was open at a month's end
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The case page."""
        return reverse("case", args=[self.number])

    @property
    def stream(self) -> str:
        """The case's stream of events and files."""
        return f"case:{self.pk}"

    @property
    def money_stream(self) -> str:
        """The stream of the case's files that show money: for those who may see the case's money."""
        return f"case-money:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Triage(models.Model):
    """One triage or re-triage (P.二.2) with the due instant it led to."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="triages", verbose_name="案件")
    ordinal = models.PositiveSmallIntegerField("次")
    tier = models.CharField("级别", max_length=12, choices=Tier.choices)
    direct_loss = models.DecimalField("直接损失（元）", max_digits=14, decimal_places=2)
    is_liability_clear = models.BooleanField("责任明确")
    is_extra_major = models.BooleanField("定为特别重大")
    due_at = models.DateTimeField("答复截止")
    is_old_due_standing = models.BooleanField("沿用原截止", default=False)
    reason = models.CharField("理由", max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="分级人")
    at = models.DateTimeField("分级时间")

    class Meta:
        verbose_name = verbose_name_plural = "分级"
        ordering = ["case", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="triage_once")]

    def __str__(self) -> str:
        return f"{self.case} 第{self.ordinal}次分级"


class ClockKind(models.TextChoices):
    CARD_FILING = "card_filing", "送达技术中心"
    USER_REPORT = "user_report", "客户报告"
    REPLY = "reply", "答复客户"


class Deadline(models.Model):
    """A stored due instant. Open until the act comes (`met_at`), the case ends (`ended_at`), or for ever breached."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines", verbose_name="案件")
    kind = models.CharField("时限", max_length=12, choices=ClockKind.choices)
    starts_at = models.DateTimeField("起算")
    due_at = models.DateTimeField("截止")
    acted_at = models.DateTimeField("办理时间", null=True)
    ended_at = models.DateTimeField("停止时间", null=True)
    breached_at = models.DateTimeField("超期（记为截止时刻）", null=True)
    is_provisional = models.BooleanField("未分级暂计", default=False)
    clause = models.CharField("依据条款", max_length=24)
    unit_of_count = models.CharField("计时单位", max_length=5, choices=[("hours", "小时"), ("days", "天")])

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        ordering = ["case", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="clock_once_a_case")]
        indexes = [
            # reader: the sweep of what fell due without an act
            models.Index(
                fields=["due_at"],
                condition=Q(acted_at=None, ended_at=None, breached_at=None),
                name="deadline_open",
            ),
            models.Index(fields=["due_at"], name="deadline_due"),  # reader: how a month's deadlines were kept
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"

    @property
    def done_at(self) -> datetime | None:
        """When the act came, for the badge."""
        return self.acted_at

    @property
    def is_running(self) -> bool:
        """Whether it still waits for its act, missed or not."""
        return self.acted_at is None and self.ended_at is None


class DeadlineBreach(models.Model):
    """A deadline missed: once per case, clock and due instant, dated when due, whoever noticed it and when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="breaches", verbose_name="案件")
    kind = models.CharField("时限", max_length=12, choices=ClockKind.choices)
    due_at = models.DateTimeField("截止")
    detected_at = models.DateTimeField("记录时间")
    clause = models.CharField("依据条款", max_length=24)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    acted_at = models.DateTimeField("实际办理", null=True)
    found_after_gap = models.CharField("系统停摆说明", max_length=120, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="豁免人"
    )
    waived_at = models.DateTimeField("豁免时间", null=True)
    waiver_reason = models.CharField("豁免理由", max_length=400, blank=True)
    overturned_at = models.DateTimeField("更正后不成立", null=True)  # an accepted amendment moved the times it rests on
    told_at = models.DateTimeField("通知时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "超期"
        ordering = ["id"]
        indexes = [
            # reader: the task that tells people of new breaches
            models.Index(fields=["id"], condition=Q(told_at=None), name="breach_untold"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_at"], name="breach_once"),
            models.CheckConstraint(
                condition=Q(waived_by=None, waived_at=None) | Q(waived_by__isnull=False, waived_at__isnull=False),
                name="waiver_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()} 超期"

    @property
    def stands(self) -> bool:
        """Whether it has consequences: neither waived nor overturned."""
        return self.waived_at is None and self.overturned_at is None


class DeadlineWarning(models.Model):
    """A warning that was put into the inboxes: once per deadline, due instant and step."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="warnings", verbose_name="时限")
    due_at = models.DateTimeField("截止")
    step = models.CharField("档次", max_length=16)
    sent_at = models.DateTimeField("提醒时间")

    class Meta:
        verbose_name = verbose_name_plural = "临期提醒"
        constraints = [
            models.UniqueConstraint(fields=["deadline", "due_at", "step"], name="warning_once"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} {self.step}"


class SweepRun(models.Model):
    """The last sweep of each kind: shows a stopped clock or a stopped product."""

    kind = models.CharField("扫描", max_length=40, primary_key=True)
    ran_at = models.DateTimeField("最近一次")
    gap_from = models.DateTimeField("停摆自", null=True)
    gap_to = models.DateTimeField("停摆至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "扫描记录"

    def __str__(self) -> str:
        return f"{self.kind} {self.ran_at}"


class ConcernedUnit(models.Model):
    """A unit the case is about (its workshop, a unit that bears a share, signs a form or improves): opens it to that unit's head."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="concerned_units", verbose_name="案件")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    since = models.DateTimeField("自何时")

    class Meta:
        verbose_name = verbose_name_plural = "有关单位"
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="concerned_once")]
        indexes = [models.Index(fields=["unit", "case"], name="concerned_unit")]

    def __str__(self) -> str:
        return f"{self.case} {self.unit}"
