"""客户资料卡, the contacts on it, and the regular visits that gather what customers say (S.2(2), S.3(3))."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from .people import Employee


class CustomerClass(models.TextChoices):
    KEY = "key", "重点客户"
    REGULAR = "regular", "一般客户"
    OCCASIONAL = "occasional", "零星客户"


@pghistory.track()
class CustomerProfile(models.Model):
    """What 售后服务部 keeps of a customer: products in use, warranty, class, who visits it."""

    customer = models.OneToOneField(
        "cases.Customer", models.PROTECT, related_name="service_profile", verbose_name="客户"
    )
    customer_class = models.CharField("客户类别", max_length=12, choices=CustomerClass.choices)
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="profiles", verbose_name="回访人")
    products = models.ManyToManyField("cases.Product", related_name="+", blank=True, verbose_name="在用产品")
    warranty_until = models.DateField("质保至", null=True, blank=True)
    usage = models.TextField("使用情况", max_length=1000, blank=True)
    opened_on = models.DateField("建卡日期")
    last_visit_on = models.DateField("上次回访", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "客户资料卡"
        ordering = ["customer__pinyin"]

    def __str__(self) -> str:
        return f"{self.customer} 资料卡"

    @property
    def stream(self) -> str:
        """The trail of the card."""
        return f"profile:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("customer_profile", args=[self.customer_id])


class CustomerContact(models.Model):
    """A person at the customer's."""

    profile = models.ForeignKey(CustomerProfile, models.CASCADE, related_name="contacts", verbose_name="资料卡")
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "客户联系人"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class VisitWay(models.TextChoices):
    ON_SITE = "on_site", "上门"
    PHONE = "phone", "电话"
    MESSAGE = "message", "微信、短信"


class QualityVerdict(models.TextChoices):
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"


class Credit(models.TextChoices):
    GOOD = "good", "付款正常"
    SLOW = "slow", "付款拖延"
    OVERDUE = "overdue", "有欠款"
    UNKNOWN = "unknown", "没有了解到"


class NewProductWish(models.TextChoices):
    WANTED = "wanted", "愿意试用"
    WAITING = "waiting", "再看看"
    NONE = "none", "不需要"
    UNASKED = "unasked", "没有问到"


class CustomerVisit(models.Model):
    """One regular visit with the four kinds of information it gathers, each with a word to count by and its text."""

    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    by = models.ForeignKey(Employee, models.PROTECT, related_name="visits", verbose_name="回访人")
    visited_on = models.DateField("回访日期")
    way = models.CharField("方式", max_length=10, choices=VisitWay.choices)
    contact = models.CharField("接待人", max_length=60, blank=True)
    quality = models.CharField("质量反映", max_length=8, choices=QualityVerdict.choices)
    quality_text = models.TextField("质量反映说明", max_length=2000, blank=True)
    problems = models.TextField("存在问题", max_length=2000, blank=True)
    needs = models.TextField("客户需求", max_length=2000, blank=True)
    competitor = models.CharField("竞争厂家", max_length=80, blank=True)
    competitor_text = models.TextField("竞争动态", max_length=2000, blank=True)
    credit = models.CharField("信用", max_length=8, choices=Credit.choices)
    new_product = models.CharField("新产品意向", max_length=8, choices=NewProductWish.choices)
    new_product_text = models.TextField("新产品调查", max_length=2000, blank=True)
    written_at = models.DateTimeField("填写时间")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "客户回访"
        ordering = ["-visited_on", "-id"]
        indexes = [models.Index(fields=["customer", "visited_on"], name="staff_visit_of_customer")]

    @property
    def has_words(self) -> bool:
        """Whether anything was gathered beside the words to count by."""
        texts = (self.quality_text, self.problems, self.needs, self.competitor, self.competitor_text, self.new_product_text)
        return any(texts)

    def __str__(self) -> str:
        return f"{self.customer} {self.visited_on} 回访"


class CollectedPayment(models.Model):
    """Money a person took from a customer for the mill. It is whole only once 财务 has it (S.2(2): no misuse)."""

    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    collector = models.ForeignKey(Employee, models.PROTECT, related_name="collections", verbose_name="收款人")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    collected_on = models.DateField("收款日期")
    note = models.CharField("用途、凭据", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入")
    entered_at = models.DateTimeField("录入时间")
    handed_on = models.DateField("交财务日期", null=True, blank=True)
    receipt_no = models.CharField("财务收据号", max_length=40, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="财务收讫"
    )
    confirmed_at = models.DateTimeField("收讫时间", null=True, blank=True)
    flagged_at = models.DateTimeField("提醒经理的时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "代收货款"
        ordering = ["-collected_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="staff_payment_above_zero"),
            models.CheckConstraint(
                condition=Q(handed_on=None, confirmed_by=None, confirmed_at=None)
                | Q(handed_on__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="staff_payment_handed_whole",
            ),
        ]
        indexes = [models.Index(fields=["collected_on"], condition=Q(handed_on=None), name="staff_payment_not_handed")]

    def __str__(self) -> str:
        return f"{self.customer} {self.amount}"

    @property
    def stream(self) -> str:
        """The trail of the money."""
        return f"collection:{self.pk}"
