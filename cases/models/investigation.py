"""The service team, its reports and the evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.rules.intake import CAUSE_TITLES


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "待批准"
    APPROVED = "approved", "已批准"
    RETURNED = "returned", "已退回"
    SUPERSEDED = "superseded", "已更换"


class TeamProposal(models.Model):
    """A service team proposed by 技术中心 (P.二.3), or 免现场 with a reason."""

    case = models.ForeignKey("Case", models.PROTECT, related_name="team_proposals", verbose_name="案件")
    ordinal = models.PositiveSmallIntegerField("次")
    is_waiver = models.BooleanField("免现场", default=False)
    reason = models.CharField("理由", max_length=400, blank=True)
    state = models.CharField("状态", max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True)
    comment = models.CharField("意见", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务小组"
        ordering = ["case", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="team_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="proposed"), name="one_open_team"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="approved"), name="one_team_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.case} 服务小组"


class Discipline(models.TextChoices):
    ENGINEER = "engineer", "工程技术"
    QUALITY = "quality", "质检"
    SALES = "sales", "销售"
    OTHER = "other", "其他"


class TeamMember(models.Model):
    """A member of a proposed team. With an account, membership opens the case's investigation to the person."""

    proposal = models.ForeignKey(TeamProposal, models.PROTECT, related_name="members", verbose_name="服务小组")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="team_memberships"
    )
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    discipline = models.CharField("专业", max_length=10, choices=Discipline.choices)
    is_leader = models.BooleanField("组长", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "小组成员"
        ordering = ["-is_leader", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], condition=Q(user__isnull=False), name="member_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReportKind(models.TextChoices):
    INTERIM = "interim", "中间报告"
    FINAL = "final", "调查报告"


class SiteReport(models.Model):
    """What the team found (P.二.4). A later one of the same kind stands beside the earlier, it never replaces it."""

    case = models.ForeignKey("Case", models.PROTECT, related_name="site_reports", verbose_name="案件")
    kind = models.CharField("种类", max_length=8, choices=ReportKind.choices)
    ordinal = models.PositiveSmallIntegerField("次")
    visited_on = models.DateField("到现场日期", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    nature = models.TextField("缺陷性质", max_length=2000)
    degree = models.TextField("程度", max_length=2000, blank=True)
    suspected_cause = models.CharField(
        "案由意见", max_length=20, blank=True, choices=[(cause.value, title) for cause, title in CAUSE_TITLES.items()]
    )
    suspected_unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位意见"
    )
    findings = models.TextField("经过与结论", max_length=6000)
    user_statement = models.TextField("客户陈述", max_length=2000, blank=True)
    missing_evidence_reason = models.CharField("缺证说明", max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="报告人")
    at = models.DateTimeField("报告时间")

    class Meta:
        verbose_name = verbose_name_plural = "现场报告"
        ordering = ["case", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "kind", "ordinal"], name="site_report_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"


class EvidenceKind(models.TextChoices):
    ROLL_LABEL = "roll_label", "卷标"
    DEFECT = "defect", "缺陷照片"
    WEIGHT_NOTE = "weight_note", "磅单"
    USER_STATEMENT = "user_statement", "客户签字陈述"
    TEST_REPORT = "test_report", "对照标准的检验报告"
    RETAINED_SAMPLE = "retained_sample", "留样或样张"
    ROLL_INSPECTION = "roll_inspection", "该卷检验记录"
    UNWOUND_ROLL = "unwound_roll", "切开或退卷照片（标位置）"
    REWINDER_RECORD = "rewinder_record", "复卷机与检验记录"
    INBOUND_FORM = "inbound_form", "入库交接单"
    TRIPARTITE_FORM = "tripartite_form", "三方汇签单"
    LOADING_PHOTO = "loading_photo", "装车照片"
    ARRIVAL_RECEIPT = "arrival_receipt", "到货签收单批注"
    WAYBILL = "waybill", "运单"
    CARRIER_NOTE = "carrier_note", "承运方货损记录"
    INSURER_NOTICE = "insurer_notice", "保险报案"
    UNLOADING_PHOTO = "unloading_photo", "卸货照片"
    USE_CONDITIONS = "use_conditions", "保管和使用条件"
    GUIDE_HANDED_OVER = "guide_handed_over", "已交付的使用指南"
    OTHER = "other", "其他"


class Evidence(models.Model):
    """One piece of evidence: number within the case, what it is, the file."""

    case = models.ForeignKey("Case", models.PROTECT, related_name="evidence", verbose_name="案件")
    ordinal = models.PositiveSmallIntegerField("号")
    kind = models.CharField("种类", max_length=20, choices=EvidenceKind.choices)
    attachment = models.OneToOneField("files.Attachment", models.PROTECT, related_name="+", verbose_name="文件")
    caption = models.CharField("说明", max_length=200, blank=True)
    taken_at = models.DateTimeField("取得时间", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人")
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "证据"
        ordering = ["case", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="evidence_number_once")]

    def __str__(self) -> str:
        return f"E-{self.ordinal:02d}"
