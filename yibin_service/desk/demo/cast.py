"""The people, units, machines and papers that the demo's cases need, by the codes of the fixtures."""

import io
import json
from datetime import datetime
from typing import Any

from django.conf import settings

from cases.models import Customer, Defect, Product
from cases.services.add_customer import CustomerFacts, add_customer
from yibin_service.foundation.access.demo_accounts import DEMO_ACCOUNTS
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.org.models import PaperMachine, Unit

from .pictures import photo

FIXTURES = settings.BASE_DIR / "fixtures" / "demo"
HEADS = {
    "sales": "sales_head",
    "technical_center": "tech_head",
    "workshop_3": "workshop3_head",
    "workshop_4": "workshop4_head",
    "quality_inspection": "qc_head",
    "warehouse": "warehouse_head",
}


def fixture(name: str) -> list[dict[str, Any]]:
    """The rows of `fixtures/demo/<name>.json`."""
    rows: list[dict[str, Any]] = json.loads((FIXTURES / f"{name}.json").read_text())
    return rows


class Cast:
    """`cast["tech_head"]` is the account; units, machines, defects and products by code or number."""

    def __init__(self, at: datetime) -> None:
        names = [account.username for account in DEMO_ACCOUNTS]
        self._users = {user.username: user for user in User.objects.filter(username__in=names).select_related("unit")}
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.machines = {row.number: row for row in PaperMachine.objects.select_related("workshop")}
        self.defects = {row.code: row for row in Defect.objects.all()}
        self.products = {row.code: row for row in Product.objects.all()}
        self.customers = [self._customer(row, at) for row in fixture("customers")]
        self._photos = 0

    def __getitem__(self, username: str) -> User:
        return self._users[username]

    def head_of(self, unit: Unit) -> User:
        """Who answers the unit's notices."""
        return self[HEADS[unit.code]]

    def upload(self, title: str, by: User, at: datetime) -> Attachment:
        """A picture that waits in the hands of `by` for the act that names it."""
        self._photos += 1
        content = io.BytesIO(photo(title, self._photos % 4))
        name = f"{title}-{self._photos:03d}.jpg"
        return store_file(content=content, name=name, stream=pending_stream(by), by=by, at=at)

    def _customer(self, row: dict[str, str], at: datetime) -> Customer:
        facts = CustomerFacts(
            name=row["name"],
            region=row["region"],
            address=row["address"],
            contact_name=row["contact"],
            contact_phone=row["phone"],
        )
        return add_customer(facts=facts, by=self["sales_clerk"], at=at)
