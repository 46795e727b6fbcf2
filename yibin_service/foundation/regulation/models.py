"""Regulation versions and their parameters. Once enacted, a version cannot be altered, by any path: the database refuses it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

REFUSE_TRUNCATE = "RAISE EXCEPTION '制度版本不可清空：已施行的版本永久保留。' USING ERRCODE = 'restrict_violation';"
REFUSE_ENACTED = (
    "RAISE EXCEPTION '已施行的制度版本不可更改或删除：请另拟新版本。' USING ERRCODE = 'restrict_violation';"
)
REFUSE_VALUE_OF_ENACTED = """
    FOR row_version IN
        SELECT v.status FROM regulation_regulationversion v
        WHERE v.id IN (CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.version_id END,
                       CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.version_id END)
        FOR SHARE
    LOOP
        IF row_version.status = 'enacted' THEN
            RAISE EXCEPTION '已施行的制度版本不可更改或删除：请另拟新版本。' USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def _no_truncate() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="refuse_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=REFUSE_TRUNCATE,
    )


class Family(models.TextChoices):
    """The two regulations; each has its own line of versions."""

    AFTER_SALES = "P", "产品售后服务管理制度"
    STAFF = "S", "售后服务部人员管理制度"


class RegulationVersion(models.Model):
    """One wording of one regulation with its complete parameter set, in force from `effective_from` on."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草案"
        ENACTED = "enacted", "已施行"

    family = models.CharField("制度", max_length=1, choices=Family.choices)
    code = models.CharField("版本代号", max_length=32, unique=True)
    title = models.CharField("名称", max_length=120)
    effective_from = models.DateField("施行首日")
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFT)
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="drafts", verbose_name="依据版本"
    )
    note = models.TextField("说明", blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人"
    )
    drafted_at = models.DateTimeField("拟稿时间")
    enacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    enacted_at = models.DateTimeField("批准时间", null=True)
    approval = models.CharField("批准依据", max_length=200, blank=True)
    revision = models.PositiveIntegerField("草案修订次数", default=0)

    class Meta:
        verbose_name = "制度版本"
        verbose_name_plural = "制度版本"
        ordering = ["family", "-effective_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(family__in=["P", "S"]), name="regulation_family_known"),
            models.CheckConstraint(
                condition=Q(status="draft", enacted_at=None) | Q(status="enacted", enacted_at__isnull=False),
                name="regulation_enacted_has_instant",
            ),
            # One answer to «which version is in force on that day».
            models.UniqueConstraint(
                fields=["family", "effective_from"], condition=Q(status="enacted"), name="regulation_one_version_a_day"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_change_of_enacted",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="enacted"),
                func=REFUSE_ENACTED,
            ),
            _no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_enacted(self) -> bool:
        return self.status == self.Status.ENACTED


class ParameterValue(models.Model):
    """One parameter of one version. `value` None = deliberately unset (only where the key allows it)."""

    version = models.ForeignKey(RegulationVersion, models.CASCADE, related_name="parameters", verbose_name="版本")
    key = models.CharField("参数", max_length=64)
    value = models.TextField("数值", null=True, blank=True)
    unit = models.CharField("单位", max_length=16, blank=True)
    clause = models.CharField("条款", max_length=16)
    title = models.CharField("名称", max_length=120)
    is_reading = models.BooleanField("制度未明示", default=False)
    note = models.TextField("说明", blank=True)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "制度参数"
        verbose_name_plural = "制度参数"
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="regulation_parameter_once")]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_value_of_enacted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("row_version", "RECORD")],
                func=REFUSE_VALUE_OF_ENACTED,
            ),
            _no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.key}）"
