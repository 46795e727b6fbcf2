"""Into whose hands in 销售处 a customer's opinion comes."""

from cases.models import Case, Customer
from cases.selectors.cards import is_sales_person
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role


def receiver_of(customer: Customer) -> User | None:
    """The clerk of the customer's last case while in 销售处, else the 销售处长, else any 销售员; None where there is nobody."""
    last = Case.objects.filter(customer=customer).select_related("clerk").order_by("-filed_at").first()
    if last is not None and is_sales_person(last.clerk):
        return last.clerk
    return users_with_role(Role.SALES_HEAD).first() or users_with_role(Role.SALES_CLERK).first()
