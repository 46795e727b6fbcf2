"""Choices of people: by name and post. Namesakes are told apart by the employee number, an account without one by its log-in."""

from collections import Counter
from typing import Any

from django import forms
from django.db.models import QuerySet

from staff.models import Employee
from yibin_service.foundation.access.selectors import with_titles


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not to be subscripted at run time
    """Rows with a name; those that share theirs on this list are found once a list."""

    name_field = ""
    _counted: Any = None
    _namesakes: frozenset[str] = frozenset()

    def is_namesake(self, name: str) -> bool:
        """Whether another one on the list bears the name."""
        if self._counted is not self.queryset:
            self.count(self.queryset)
            self._counted = self.queryset
        return name in self._namesakes

    def count(self, rows: "QuerySet[Any] | None") -> None:
        """Read once what all labels of a list need."""
        names = Counter(rows.order_by().values_list(self.name_field, flat=True)) if rows is not None else Counter()
        self._namesakes = frozenset(name for name, number in names.items() if number > 1)


class EmployeeChoice(PersonChoice):
    """「王海涛（技术支持）」, 「王海涛（技术支持，工号 0312）」 where there are two."""

    name_field = "name"

    def label_from_instance(self, obj: Any) -> str:
        return _named(obj.name, obj.post, f"工号 {obj.number}" if self.is_namesake(obj.name) else "")


class AccountChoice(PersonChoice):
    """「何晓梅（技术中心工程师）」; a namesake with the employee number, else the log-in."""

    name_field = "display_name"
    _titles: dict[int, str] = {}
    _numbers: dict[int, str] = {}

    def count(self, rows: "QuerySet[Any] | None") -> None:
        super().count(rows)
        self._titles = {user.pk: user.role_title for user in with_titles(rows)} if rows is not None else {}
        known = Employee.objects.filter(user__display_name__in=self._namesakes) if self._namesakes else Employee.objects.none()
        self._numbers = {user: number for user, number in known.values_list("user_id", "number") if user is not None}

    def label_from_instance(self, obj: Any) -> str:
        is_namesake = self.is_namesake(obj.display_name)
        number = self._numbers.get(obj.pk, "")
        other = (f"工号 {number}" if number else f"登录名 {obj.username}") if is_namesake else ""
        return _named(str(obj), self._titles.get(obj.pk, ""), other)


def _named(name: str, *told: str) -> str:
    beside = "，".join(part for part in told if part)
    return f"{name}（{beside}）" if beside else name
