"""《技术支持人员考核表》 of a month, complaints about a person, and what S.5(2) asks to be recorded."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .people import Employee

USER = settings.AUTH_USER_MODEL
SIGNED = "RAISE EXCEPTION '已会签的考核不可更改或删除。' USING ERRCODE = 'restrict_violation';"


class AppraisalState(models.TextChoices):
    DRAFT = "draft", "待评分"
    SCORED = "scored", "待会签"
    COUNTERSIGNED = "countersigned", "已会签"


class AppraisalItem(models.TextChoices):
    INITIATIVE = "initiative", "积极性"
    COOPERATION = "cooperation", "协调性"
    LOYALTY = "loyalty", "忠诚度"
    PLANNING = "planning", "计划能力"
    EXECUTION = "execution", "执行能力"
    QUALITY = "quality", "工作品质"
    PERFORMANCE = "performance", "工作绩效"


@pghistory.track()
class AppraisalSheet(models.Model):
    """One person's appraisal of one month (S.5(1)). `total` is points less the deduction; both, and the grade, are kept
    with the regulation version they were worked out by. `grade` is empty where the version has no bands."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="appraisals", verbose_name="员工")
    month = models.DateField("月份", help_text="该月第一天")
    state = models.CharField("状态", max_length=14, choices=AppraisalState.choices, default=AppraisalState.DRAFT)
    self_view = models.TextField("自评", max_length=2000, blank=True)
    self_viewed_at = models.DateTimeField("自评时间", null=True, blank=True)
    regulation = models.CharField("制度版本", max_length=40, blank=True)
    points = models.DecimalField("评分", max_digits=6, decimal_places=1, null=True, blank=True)
    complaint_count = models.PositiveSmallIntegerField("投诉次数", default=0)
    deduction = models.DecimalField("投诉扣分", max_digits=6, decimal_places=1, null=True, blank=True)
    total = models.DecimalField("得分", max_digits=6, decimal_places=1, null=True, blank=True)
    grade = models.CharField("等级", max_length=1, blank=True)
    formula = models.CharField("算式", max_length=200, blank=True)
    comment = models.TextField("评语", max_length=2000, blank=True)
    scored_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="评分人")
    scored_at = models.DateTimeField("评分时间", null=True, blank=True)
    first_scored_at = models.DateTimeField("首次评分时间", null=True, blank=True)
    countersigned_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会签人"
    )
    countersigned_at = models.DateTimeField("会签时间", null=True, blank=True)
    countersign_words = models.CharField("会签意见", max_length=400, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "考核表"
        ordering = ["-month", "employee"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "month"], name="staff_one_appraisal_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="staff_appraisal_from_first_day"),
            models.CheckConstraint(condition=Q(grade__in=["", "A", "B", "C"]), name="staff_appraisal_grade_known"),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(points__isnull=False, deduction__isnull=False, scored_by__isnull=False, total=F("points") - F("deduction")),
                name="staff_appraisal_scored_whole",
            ),
            models.CheckConstraint(condition=Q(total=None) | Q(total__gte=0), name="staff_appraisal_not_below_zero"),
            models.CheckConstraint(
                condition=~Q(state="countersigned") | Q(countersigned_by__isnull=False) & ~Q(countersigned_by=F("scored_by")),
                name="staff_appraisal_signed_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="appraisal_refuse_delete", when=pgtrigger.Before, operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="countersigned"), func=SIGNED,
            ),
            pgtrigger.Trigger(
                name="appraisal_refuse_change", when=pgtrigger.Before, operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="countersigned"), func=SIGNED,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.employee} {self.month:%Y-%m} 考核"

    @property
    def stream(self) -> str:
        """The trail of the sheet."""
        return f"appraisal:{self.pk}"


class AppraisalScore(models.Model):
    """The points of one item, with the most it could have had in that version."""

    sheet = models.ForeignKey(AppraisalSheet, models.CASCADE, related_name="scores", verbose_name="考核表")
    item = models.CharField("项目", max_length=12, choices=AppraisalItem.choices)
    limit = models.PositiveSmallIntegerField("满分")
    points = models.DecimalField("得分", max_digits=6, decimal_places=1)

    class Meta:
        verbose_name = verbose_name_plural = "考核评分"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="staff_one_score_an_item"),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=F("limit")), name="staff_score_within_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.points}"


class ComplaintKind(models.TextChoices):
    MANNER = "manner", "服务态度"
    SLOW = "slow", "到场或答复不及时"
    WORK = "work", "处理不当"
    HONESTY = "honesty", "廉洁与诚信"
    PRODUCT = "product", "断纸等产品质量"


class ComplaintState(models.TextChoices):
    WAITING = "waiting", "待核实"
    UPHELD = "upheld", "属实"
    DISMISSED = "dismissed", "不属实"


@pghistory.track()
class ServiceComplaint(models.Model):
    """What a customer complained of about a person, on a case, a dispatch or a visit. It counts once verified, after
    the person was heard, in the month `counts_in`. Torn paper is the product's matter and never counts."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="complaints", verbose_name="员工")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="案件")
    dispatch = models.ForeignKey(
        "staff.DispatchOrder", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="派工单"
    )
    visit = models.ForeignKey(
        "staff.CustomerVisit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回访"
    )
    kind = models.CharField("投诉什么", max_length=8, choices=ComplaintKind.choices)
    received_on = models.DateField("接到日期")
    told_by = models.CharField("投诉人", max_length=60)
    text = models.TextField("内容", max_length=2000)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记")
    recorded_at = models.DateTimeField("登记时间")
    state = models.CharField("状态", max_length=10, choices=ComplaintState.choices, default=ComplaintState.WAITING)
    heard_on = models.DateField("听取本人日期", null=True, blank=True)
    statement = models.TextField("本人陈述", max_length=2000, blank=True)
    reason = models.TextField("核实结论", max_length=1000, blank=True)
    verified_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实")
    verified_at = models.DateTimeField("核实时间", null=True, blank=True)
    counts_in = models.DateField("计入月份", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "客户投诉"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, dispatch=None, visit=None)
                | Q(case=None, dispatch__isnull=False, visit=None)
                | Q(case=None, dispatch=None, visit__isnull=False),
                name="staff_complaint_one_source",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(heard_on__isnull=False, verified_by__isnull=False) & ~Q(statement=""),
                name="staff_complaint_heard_first",
            ),
            models.CheckConstraint(
                condition=Q(state="upheld", counts_in__isnull=False) & ~Q(kind="product") | ~Q(state="upheld") & Q(counts_in=None),
                name="staff_complaint_counts_if_upheld",
            ),
        ]
        indexes = [models.Index(fields=["employee", "counts_in"], name="staff_complaint_counts")]

    def __str__(self) -> str:
        return f"{self.received_on} {self.get_kind_display()}"

    @property
    def source(self) -> str:
        """Where it came from, in words."""
        if self.case:
            return f"案件 {self.case.number}"
        if self.dispatch:
            return f"派工单 {self.dispatch.number}"
        return f"回访 {self.visit.customer} {self.visit.visited_on}" if self.visit else ""


class MeritKind(models.TextChoices):
    TRAINING = "training", "培训"
    WISH = "wish", "晋升意愿"
    GIFT = "gift", "纪念品"
    PRAISE = "praise", "会上表扬"
    BONUS = "bonus", "奖金"


@pghistory.track()
class MeritRecord(models.Model):
    """Training attended, a wish for promotion, a reward (S.5(2)); seen beside the appraisal, not part of the score."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="merits", verbose_name="员工")
    on = models.DateField("日期")
    kind = models.CharField("事项", max_length=10, choices=MeritKind.choices)
    text = models.CharField("说明", max_length=400)
    amount = models.DecimalField("奖金（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "培训、意愿与奖励"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="bonus", amount__gt=0) | ~Q(kind="bonus") & Q(amount=None),
                name="staff_merit_amount_of_bonus",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"
