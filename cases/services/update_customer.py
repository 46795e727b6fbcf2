"""Correct what is known of a customer."""

from datetime import datetime

from django.db import transaction

from cases.models import Customer
from cases.rules.card_errors import CustomerKnown
from cases.services.add_customer import CustomerFacts, plain_name, save_with_keys
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event

FIELDS = ("name", "region", "address", "contact_name", "contact_phone")


@transaction.atomic
def update_customer(*, customer: Customer, facts: CustomerFacts, by: User, at: datetime) -> Customer:
    """Write the facts, the search keys and one event with what changed; nothing changed leaves no trace.

    Cards keep the contact they were filed with. Raises CustomerKnown when another customer has the name.
    """
    require(by, Verb.ADD_CUSTOMER)
    row = Customer.objects.select_for_update().get(pk=customer.pk)
    wanted = {name: getattr(facts, name) for name in FIELDS} | {"name": plain_name(facts.name)}
    if not wanted["name"]:
        raise InvalidInput({"name": "请填客户名称"})
    if Customer.objects.filter(name__iexact=wanted["name"]).exclude(pk=row.pk).exists():
        raise CustomerKnown(f"客户「{wanted['name']}」已在名录里", field="name")
    changes = [
        (str(getattr(Customer._meta.get_field(name), "verbose_name", name)), getattr(row, name), value)
        for name, value in wanted.items()
        if getattr(row, name) != value
    ]
    if not changes:
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    save_with_keys(row)
    record_event(
        stream=f"customer:{row.pk}", verb="update_customer", text="更正客户资料", changes=changes, by=by, at=at
    )
    return row
