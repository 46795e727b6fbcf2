"""What a site needs so that a card can be filed: run inside `manage.py shell` of that site."""

import json

from cases.models import Customer, Defect, Product
from cases.rules.pinyin_keys import initials_of, pinyin_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.services.grant_role import grant_role
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.org.models import PaperMachine, Unit

CLERK, PASSWORD, CUSTOMER = "liu.yulan", "vat-and-wire-77", "昆明滇池印务有限公司"


def settle() -> None:
    """One clerk and one customer; prints what a card is filed with."""
    user = User.objects.create_user(
        username=CLERK, password=PASSWORD, display_name="刘玉兰", unit=Unit.objects.get(code="sales")
    )
    grant_role(user=user, role=Role.SALES_CLERK, by=None, at=database_now())
    customer = Customer.objects.create(name=CUSTOMER, pinyin=pinyin_of(CUSTOMER), initials=initials_of(CUSTOMER))
    facts = {
        "customer": customer.pk,
        "product": Product.objects.values_list("pk", flat=True)[0],
        "machine": PaperMachine.objects.get(number=7).pk,
        "defect": Defect.objects.filter(problem_kind="intrinsic").values_list("pk", flat=True)[0],
    }
    print(json.dumps(facts))
