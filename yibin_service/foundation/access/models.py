"""Accounts and the roles they hold. Accounts are deactivated, never deleted."""

from functools import cached_property

import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from .roles import Role


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person who logs in. `display_name` is what everyone reads."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, verbose_name="单位")
    phone = models.CharField("内线电话", max_length=30, blank=True)
    is_demo = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("须改密码", default=False)  # somebody else knows the present one
    has_large_type = models.BooleanField("大字号", default=False)
    has_shortcuts = models.BooleanField("单键快捷键", default=True)

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """Codes of the roles held now; none for an inactive account."""
        if not self.is_active or self.pk is None:
            return frozenset()
        held = RoleGrant.objects.filter(user_id=self.pk, revoked_at=None).values_list("role", flat=True)
        return frozenset(held)

    @property
    def role_title(self) -> str:
        """The first title by the order of the roles, e.g. 「技术中心主任」; a unit head is named by the unit."""
        for role in Role:
            if role in self.roles:
                if role == Role.UNIT_HEAD and self.unit:
                    return f"{self.unit.name}负责人"
                return str(role.label)
        return self.unit.name if self.unit else ""

    @property
    def full_title(self) -> str:
        """Title and name as records print them: 「分管副总经理 周建华」."""
        return f"{self.role_title} {self.display_name}".strip()


@pghistory.track()
class RoleGrant(models.Model):
    """A role given to an account, from one moment until another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="账号")
    role = models.CharField("岗位", max_length=32, choices=Role.choices)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="授予人")
    granted_at = models.DateTimeField("授予时间")
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收回人"
    )
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位授予"
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(revoked_at=None), name="role_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
