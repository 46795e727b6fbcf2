"""The list of customers, and entering or correcting one."""

from datetime import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from cases.forms.customer import CustomerForm
from cases.models import Customer
from cases.selectors.catalogue import customers_like, with_cases_of_the_year
from cases.services.add_customer import add_customer
from cases.services.update_customer import FIELDS, update_customer
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer

PAGE, LONGEST_SEARCH = 50, 60


@require_GET
@permitted(Verb.ADD_CUSTOMER)
def customer_list(request: HttpRequest) -> HttpResponse:
    """Customers in use by pinyin, or those that go with what is looked for."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH]
    page = Paginator(customers_like(text), PAGE).get_page(request.GET.get("page"))
    rows = with_cases_of_the_year(list(page.object_list), database_now())
    return render(request, "cases/customer_list.html", {"page": page, "rows": rows, "text": text})


class AddCustomer(ActPage):
    """A customer that is not in the list yet."""

    verb = Verb.ADD_CUSTOMER
    form_class = CustomerForm
    title = "新增客户"
    button = "新增客户"

    def load(self, **kwargs: Any) -> None:
        """Nothing is there yet."""

    def deed(self, form: ActForm, at: datetime) -> Answer:
        customer = add_customer(facts=cast(CustomerForm, form).facts, by=self.user, at=at)
        return Answer(
            status=201,
            url=f"{reverse('customer_list')}?q={customer.initials}",
            message=f"已新增客户 {customer.name}，填卡时可以选用",
            body={"customer": customer.pk},
        )


class UpdateCustomer(ActPage):
    """Correcting what is known; cards keep the contact they were filed with."""

    verb = Verb.ADD_CUSTOMER
    form_class = CustomerForm
    title = "更正客户资料"
    button = "保存更正"
    subject: Customer

    def load(self, **kwargs: Any) -> Customer:
        customer = Customer.objects.filter(pk=kwargs["pk"]).first()
        if customer is None:
            raise NotFound("没有这家客户")
        return customer

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.subject, name) for name in FIELDS}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        facts = cast(CustomerForm, form).facts
        customer = update_customer(customer=self.subject, facts=facts, by=self.user, at=at)
        return Answer(url=f"{reverse('customer_list')}?q={customer.initials}", message=f"已更正 {customer.name} 的资料")

    def page_context(self) -> dict[str, Any]:
        return {"subject_line": self.subject.name, "consequences": ["以前填的信息卡仍印当时的联系人"]}


urlpatterns = [
    path("customers/", customer_list, name="customer_list"),
    path("customers/new/", AddCustomer.as_view(), name="add_customer"),
    path("customers/<int:pk>/", UpdateCustomer.as_view(), name="update_customer"),
]
