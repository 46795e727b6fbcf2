"""What a card is written from: products, machines, defects, customers, people."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from cases.models import Customer, Defect, Product
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import SALES
from yibin_service.foundation.org.models import PaperMachine
from yibin_service.foundation.regulation.clock import local

MOST_OPTIONS = 8


def products(also: Collection[int] = ()) -> QuerySet[Product]:
    """Products in use, and those of these keys, by name."""
    return Product.objects.filter(Q(is_active=True) | Q(pk__in=also))


def defects(also: Collection[int] = ()) -> list[Defect]:
    """The catalogue in its order: what is in use, and what has one of these keys."""
    return list(Defect.objects.filter(Q(is_active=True) | Q(pk__in=also)))


def workshop_machines(also: Collection[int] = ()) -> QuerySet[PaperMachine]:
    """Machines in use, and those of these keys, with their workshops, by number."""
    return PaperMachine.objects.filter(Q(is_active=True) | Q(pk__in=also)).select_related("workshop")


def sales_people() -> QuerySet[User]:
    """Those into whose hands a card may be put."""
    return User.objects.filter(is_active=True, grants__role__in=SALES, grants__revoked_at=None).distinct()


def filter_choices() -> dict[str, list[tuple[str, str]]]:
    """What lists are narrowed by, in use or not: key and name of machines, defects and sales people."""
    people = User.objects.filter(pk__in=RoleGrant.objects.filter(role__in=SALES).values("user"))
    return {
        "machine": [(str(pk), f"{number}号机") for pk, number in PaperMachine.objects.values_list("pk", "number")],
        "defect": [(str(pk), name) for pk, name in Defect.objects.values_list("pk", "name")],
        "clerk": [(str(pk), name) for pk, name in people.values_list("pk", "display_name")],
    }


def customers_like(text: str) -> QuerySet[Customer]:
    """Customers in use whose name, pinyin or initials go with `text`; those that begin with it first, short names first."""
    words, key = " ".join(text.split()), "".join(text.lower().split())
    rows = Customer.objects.filter(is_active=True)
    if not words:
        return rows.order_by("pinyin")
    begins = Q(name__startswith=words) | Q(initials__startswith=key) | Q(pinyin__startswith=key)
    found = rows.filter(Q(name__icontains=words) | Q(initials__contains=key) | Q(pinyin__startswith=key))
    rank = Case(When(begins, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(rank, Length("name"), "pinyin")


def with_cases_of_the_year(customers: list[Customer], now: datetime) -> list[tuple[Customer, int]]:
    """Each customer with the number of this year's cases, in one query."""
    year = local(now).replace(month=1, day=1, hour=0, minute=0, second=0)
    counts = dict(
        Customer.objects.filter(pk__in=[row.pk for row in customers])
        .annotate(number=Count("cases", filter=Q(cases__filed_at__gte=year)))
        .values_list("pk", "number")
    )
    return [(row, counts.get(row.pk, 0)) for row in customers]


def customer_options(text: str, now: datetime) -> dict[str, Any]:
    """What the search box over customers shows: name, place, contact, cases of this year; last the offer to add one."""
    found = list(customers_like(text)[:MOST_OPTIONS])
    name = " ".join(text.split())
    is_known = any(row.name == name for row in found)
    return {
        "options": [_option(row, number) for row, number in with_cases_of_the_year(found, now)],
        "create": f"新增客户「{name[:40]}」" if name and not is_known else "",
    }


def _option(row: Customer, cases: int) -> dict[str, Any]:
    contact = f"联系人 {row.contact_name} {_masked(row.contact_phone)}".strip() if row.contact_name else ""
    return {
        "value": row.pk,
        "label": row.name,
        "detail": " · ".join(part for part in (row.region, contact) if part),
        "note": f"本年 {cases}件",
        "contact_name": row.contact_name,
        "contact_phone": row.contact_phone,
    }


def _masked(phone: str) -> str:
    """The middle of a phone number is not for looking over shoulders."""
    digits = phone.replace(" ", "").replace("-", "")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 9 else phone
