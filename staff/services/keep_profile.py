"""Open or correct a 客户资料卡."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Customer, Product
from staff.models import CustomerContact, CustomerProfile, Employee
from staff.services.locks import locked_in_post
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import StalePage
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """A person at the customer's."""

    name: str
    post: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ProfileFacts:
    """What is kept of a customer."""

    customer_class: str
    owner: Employee
    products: Sequence[Product]
    contacts: Sequence[ContactFacts] = ()
    warranty_until: date | None = None
    usage: str = ""


@transaction.atomic
def keep_profile(
    *, customer: Customer, facts: ProfileFacts, by: User, at: datetime, seen_version: int | None = None
) -> CustomerProfile:
    """The customer's one card (S.3(3)), opened or corrected, with its event naming what changed. Raises StalePage, NoLongerHere."""
    require(by, Verb.KEEP_PROFILE)
    locked_in_post(facts.owner, local_day(at), field="owner")
    Customer.objects.select_for_update().get(pk=customer.pk)
    card = CustomerProfile.objects.select_for_update().filter(customer=customer).first()
    is_new = card is None
    if card is None:
        card = CustomerProfile(customer=customer, opened_on=local_day(at))
    elif seen_version is not None and seen_version != card.version:
        raise StalePage
    changes = [] if is_new else _changes(card, facts)
    card.customer_class, card.owner = facts.customer_class, facts.owner
    card.warranty_until, card.usage, card.version = facts.warranty_until, facts.usage, card.version + 1
    card.save()
    card.products.set(facts.products)
    card.contacts.all().delete()
    CustomerContact.objects.bulk_create(CustomerContact(profile=card, **vars(one)) for one in facts.contacts)
    text = f"{'建立' if is_new else '更正'}客户资料卡：{customer}"
    record_event(
        stream=card.stream, verb="keep_profile", text=text, changes=changes, by=by, at=at, clause="S.3(3)"
    )
    return card


def _changes(card: CustomerProfile, facts: ProfileFacts) -> list[tuple[str, str, str]]:
    before = {
        "客户类别": card.get_customer_class_display(),
        "回访人": str(card.owner),
        "质保至": str(card.warranty_until or ""),
        "使用情况": card.usage,
        "在用产品": "、".join(str(one) for one in card.products.all()),
        "联系人": "、".join(f"{one.name} {one.phone}".strip() for one in card.contacts.all()),
    }
    classes = dict(CustomerProfile._meta.get_field("customer_class").flatchoices)
    after = {
        "客户类别": str(classes[facts.customer_class]),
        "回访人": str(facts.owner),
        "质保至": str(facts.warranty_until or ""),
        "使用情况": facts.usage,
        "在用产品": "、".join(str(one) for one in sorted(facts.products, key=lambda one: one.name)),
        "联系人": "、".join(f"{one.name} {one.phone}".strip() for one in facts.contacts),
    }
    return [(label, before[label], after[label]) for label in before if before[label] != after[label]]
