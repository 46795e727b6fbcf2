"""Customers, products and the catalogue of defects."""

import pghistory
from django.conf import settings
from django.db import models


@pghistory.track()
class Customer(models.Model):
    """A buyer of the paper. The pinyin columns serve search and order; they are filled by the services."""

    name = models.CharField("名称", max_length=120, unique=True)
    pinyin = models.CharField("拼音", max_length=400, blank=True, db_index=True)
    initials = models.CharField("拼音首字母", max_length=120, blank=True, db_index=True)
    region = models.CharField("地区", max_length=60, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    is_active = models.BooleanField("在用", default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "客户"
        ordering = ["pinyin", "name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Product(models.Model):
    """A paper the mill makes: 「双胶纸 70 g/m²」."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("品名", max_length=80, unique=True)
    grade = models.CharField("等级", max_length=40, blank=True)
    basis_weight = models.DecimalField("定量（g/m²）", max_digits=6, decimal_places=1, null=True, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "产品"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProblemKind(models.TextChoices):
    APPEARANCE = "appearance", "外观破损"
    INTRINSIC = "intrinsic", "内在质量"


@pghistory.track()
class Defect(models.Model):
    """A defect of the catalogue and the cause it usually belongs to (a proposal, decided at the determination)."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("缺陷", max_length=60, unique=True)
    problem_kind = models.CharField("问题种类", max_length=12, choices=ProblemKind.choices)
    usual_cause = models.CharField("通常案由", max_length=24, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "缺陷"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
