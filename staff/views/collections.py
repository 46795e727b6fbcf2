"""代收货款: what was taken from customers, and whether 财务 has it."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from staff.forms.customer_care import CollectionForm, ConfirmCollectionForm
from staff.models import CollectedPayment
from staff.rules.field_errors import PaymentHanded
from staff.rules.field_work import is_payment_late
from staff.selectors.collections import collection_for, last_day_in_time, not_handed, visible_collections
from staff.selectors.field_people import staff_rules
from staff.services.collections import confirm_collection, record_collection
from staff.views.own_act import FieldActPage, OwnActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.errors import SelfApproval
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan

PAGE = 50


@require_GET
@permitted(Verb.READ_COLLECTIONS)
def collection_list(request: HttpRequest) -> HttpResponse:
    """Sums still out first, the oldest ahead."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    page = Paginator(visible_collections(user), PAGE).get_page(request.GET.get("page"))
    p = staff_rules(now)
    context = {
        "page": page,
        "rows": [(row, row.handed_on is None and is_payment_late(row.collected_on, now, p)) for row in page],
        "out": not_handed(user),
        "days": last_day_in_time(now),
        "may_record": may(user, Verb.RECORD_COLLECTION),
        "may_confirm": may(user, Verb.CONFIRM_RECEIPT),
        "may_read_orders": may(user, Verb.READ_FIELD_WORK),
    }
    return render(request, "staff/collection_list.html", context)


class RecordCollection(OwnActPage):
    """Money taken from a customer."""

    verb = Verb.RECORD_COLLECTION
    form_class = CollectionForm
    title, button = "登记代收货款", "登记代收"
    back_name, back_words = "collection_list", "回到代收货款"

    def initial(self) -> dict[str, Any]:
        return {"collected_on": local_day(self.now)}

    def consequences(self) -> list[str]:
        return [f"{last_day_in_time(self.now)}天内交财务，由财务登记收讫；到期没有交的提醒经理", "登记后不能改"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, CollectionForm)
        payment = record_collection(employee=self.employee, **form.facts("written_at"), by=self.user, at=at)
        return self.done(f"已登记代收 {yuan(payment.amount)}，请按时交财务", collection=payment.pk)


class ConfirmCollection(FieldActPage):
    """财务 has the money."""

    verb = Verb.CONFIRM_RECEIPT
    form_class = ConfirmCollectionForm
    title, button = "登记收讫", "登记收讫"
    back_name, back_words = "collection_list", "回到代收货款"
    subject: CollectedPayment

    def load(self, **kwargs: Any) -> CollectedPayment:
        return collection_for(self.user, kwargs["collection_id"])

    def check(self) -> None:
        if self.user.pk in {self.subject.entered_by_id, self.subject.collector.user_id}:
            raise SelfApproval("收款人不能自己确认收讫")
        if self.subject.handed_on is not None:
            raise PaymentHanded

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"handed_on": local_day(self.now)}

    def headline(self) -> str:
        return f"{self.subject.collector} 代收 {self.subject.customer} {yuan(self.subject.amount)}"

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        confirm_collection(
            payment=self.subject, handed_on=given["handed_on"], receipt_no=given["receipt_no"], by=self.user, at=at
        )
        return self.done(f"已登记收讫 {yuan(self.subject.amount)}")


urlpatterns = [
    path("collections/", collection_list, name="collection_list"),
    path("collections/new/", RecordCollection.as_view(), name="record_collection"),
    path("collections/<int:collection_id>/confirm/", ConfirmCollection.as_view(), name="confirm_collection"),
]
