"""Enter a customer that is not in the list yet."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from cases.models import Customer
from cases.rules.card_errors import CustomerKnown
from cases.rules.pinyin_keys import initials_of, pinyin_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event


@dataclass(frozen=True)
class CustomerFacts:
    """A buyer as known at the desk; only the name is a must."""

    name: str
    region: str = ""
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@transaction.atomic
def add_customer(*, facts: CustomerFacts, by: User, at: datetime) -> Customer:
    """The new customer with its search keys. Raises CustomerKnown when the name (spaces aside) is in the list already."""
    require(by, Verb.ADD_CUSTOMER)
    name = plain_name(facts.name)
    if not name:
        raise InvalidInput({"name": "请填客户名称"})
    known = Customer.objects.filter(name__iexact=name).first()
    if known is not None:
        raise CustomerKnown(f"客户「{known.name}」已在名录里，请直接选用", field="name")
    customer = Customer(
        name=name,
        region=facts.region,
        address=facts.address,
        contact_name=facts.contact_name,
        contact_phone=facts.contact_phone,
        added_by=by,
    )
    save_with_keys(customer)
    record_event(
        stream=f"customer:{customer.pk}", verb="add_customer", text=f"新增客户 {name}", by=by, at=at
    )
    return customer


def plain_name(name: str) -> str:
    """Without spaces at the ends and with single ones inside."""
    return " ".join(name.replace("\u3000", " ").split())


def save_with_keys(customer: Customer) -> None:
    """Save a customer together with the keys it is found by. Raises CustomerKnown for a name somebody entered meanwhile."""
    customer.pinyin, customer.initials = pinyin_of(customer.name), initials_of(customer.name)
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as problem:
        raise CustomerKnown(f"客户「{customer.name}」刚由别人录入，请直接选用", field="name") from problem
