"""Units with dated names, paper machines, and the days the calendar package does not know."""

import pghistory
from django.db import models


class UnitKind(models.TextChoices):
    SALES = "sales", "销售处"
    TECHNICAL_CENTER = "technical_center", "技术中心"
    QUALITY_INSPECTION = "quality_inspection", "质检处"
    WAREHOUSE = "warehouse", "物资处"
    WORKSHOP = "workshop", "生产车间"
    COMPANY = "company", "公司"
    CARRIER = "carrier", "承运单位"
    ENTERPRISE_MANAGEMENT = "enterprise_management", "企管办"
    LEADERSHIP = "leadership", "公司领导"
    SERVICE = "service", "售后服务部"
    FINANCE = "finance", "财务"
    HR = "hr", "人力资源"
    OTHER = "other", "其他"


@pghistory.track()
class Unit(models.Model):
    """A unit of the mill (or 承运单位, 公司 as bearers). Its names are dated; a dissolved one has a successor."""

    code = models.SlugField("代码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=24, choices=UnitKind.choices)
    name = models.CharField("现用名称", max_length=60, unique=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="承接单位")
    is_active = models.BooleanField("在用", default=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class UnitName(models.Model):
    """The name a unit bore from a day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names", verbose_name="单位")
    name = models.CharField("名称", max_length=60)
    effective_from = models.DateField("自何日起")

    class Meta:
        verbose_name = verbose_name_plural = "单位名称"
        ordering = ["unit", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["unit", "effective_from"], name="unit_name_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name}（{self.effective_from}起）"


@pghistory.track()
class Site(models.Model):
    """厂区: a place with an attendance clock of its own, a plant or an office away from it. Which units lie there is dated."""

    name = models.CharField("名称", max_length=60, unique=True)
    is_active = models.BooleanField("在用", default=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "厂区"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class UnitSite(models.Model):
    """Where a unit lies from a day on, until it lies elsewhere."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="units", verbose_name="厂区")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sites", verbose_name="单位")
    effective_from = models.DateField("自何日起")

    class Meta:
        verbose_name = verbose_name_plural = "厂区的单位"
        ordering = ["unit", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["unit", "effective_from"], name="unit_site_once_a_day")]

    def __str__(self) -> str:
        return f"{self.unit} 在{self.site}（{self.effective_from}起）"


@pghistory.track()
class PaperMachine(models.Model):
    """A paper machine and the workshop that runs it. Its re-pulping fee is a parameter of the regulation version."""

    number = models.PositiveSmallIntegerField("机号", unique=True)
    workshop = models.ForeignKey(
        Unit, models.PROTECT, related_name="machines", verbose_name="车间", limit_choices_to={"kind": "workshop"}
    )
    roll_prefix = models.CharField("卷号首位", max_length=8, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "纸机"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}号机"


@pghistory.track()
class CalendarDay(models.Model):
    """A day entered by hand: it wins over the calendar package, and serves years the package lacks."""

    on = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历更正"
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {'上班' if self.is_workday else '休息'}"
