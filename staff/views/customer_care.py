"""客户资料卡 and regular visits."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from cases.models import Customer
from cases.selectors.catalogue import customers_like
from staff.forms.customer_care import ProfileForm, VisitForm
from staff.models import Credit, CustomerProfile, NewProductWish, QualityVerdict
from staff.selectors.field_people import service_people
from staff.selectors.managers import decided_by
from staff.selectors.visits import (
    VisitFilter,
    active_profiles,
    customers_with_cards,
    due_by_region,
    figures_of,
    profile_of,
    usual_first,
    visits_due,
    visits_like,
)
from staff.services.keep_profile import keep_profile
from staff.services.record_visit import record_visit
from staff.views.daily_reports import day_asked
from staff.views.own_act import FieldActPage, OwnActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day

PAGE, LONGEST_SEARCH, FEW = 50, 60, 20


def customer_asked(pk: int) -> Customer:
    """The customer, or NotFound."""
    customer = Customer.objects.filter(pk=pk).first()
    if customer is None:
        raise NotFound("没有这家客户")
    return customer


def typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")[:LONGEST_SEARCH].strip()


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def visit_due_list(request: HttpRequest) -> HttpResponse:
    """客户与回访: who is to be visited, region by region; and customers that have no card yet."""
    assert isinstance(request.user, User)
    user, now, text = request.user, database_now(), typed(request, "q")
    profiles = active_profiles()
    if text:
        profiles = profiles.filter(customer__in=customers_like(text).values("pk"))
    rows = visits_due(profiles, now)
    found = list(customers_like(text)[:PAGE]) if text or len(rows) < PAGE else []
    with_card = customers_with_cards(found)
    context = {
        "regions": due_by_region(rows),
        "total": len(rows),
        "late": sum(row.is_late for row in rows),
        "without": [customer for customer in found if customer.pk not in with_card],
        "text": text,
        "answered_for": _answered_for(user),
        "may_visit": may(user, Verb.RECORD_VISIT),
        "may_keep": may(user, Verb.KEEP_PROFILE),
    }
    return render(request, "staff/visit_due_list.html", context)


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def visit_list(request: HttpRequest) -> HttpResponse:
    """What visits gathered: charts and list of the same visits."""
    assert isinstance(request.user, User)
    last = min(day_asked(request.GET.get("until", ""), today := local_day(database_now())), today)
    first = min(day_asked(request.GET.get("from", ""), usual_first(last)), last)
    asked = VisitFilter(
        first,
        last,
        text=typed(request, "q"),
        quality=_one_of(request, "quality", QualityVerdict.values),
        credit=_one_of(request, "credit", Credit.values),
        new_product=_one_of(request, "new_product", NewProductWish.values),
    )
    rows = visits_like(asked)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "answered_for": _answered_for(request.user),
        "figures": figures_of(rows),
        "choices": [
            ("quality", "质量反映", QualityVerdict.choices, asked.quality),
            ("credit", "客户信用", Credit.choices, asked.credit),
            ("new_product", "新产品意向", NewProductWish.choices, asked.new_product),
        ],
    }
    return render(request, "staff/visit_list.html", context)


def _answered_for(user: User) -> set[int]:
    """Whose visits this person may enter a complaint about."""
    return set(decided_by(user, Verb.RECORD_COMPLAINT).values_list("pk", flat=True))


def _one_of(request: HttpRequest, name: str, codes: list[str]) -> str:
    code = request.GET.get(name, "")
    return code if code in codes else ""


@require_GET
@permitted(Verb.READ_FIELD_WORK)
def customer_profile(request: HttpRequest, customer_id: int) -> HttpResponse:
    """One customer: the card, when to visit, what visits gathered."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    customer = customer_asked(customer_id)
    card = profile_of(customer)
    asked = VisitFilter(local_day(now).replace(year=1990), local_day(now), customer=customer.pk)
    context = {
        "customer": customer,
        "card": card,
        "due": visits_due([card], now)[0] if card else None,
        "visits": visits_like(asked)[:FEW],
        "events": events_of(card.stream) if card else [],
        "may_visit": may(user, Verb.RECORD_VISIT),
        "may_keep": may(user, Verb.KEEP_PROFILE),
        "now": now,
    }
    return render(request, "staff/customer_profile.html", context)


class KeepProfile(FieldActPage):
    """Open the customer's card, or correct it."""

    verb = Verb.KEEP_PROFILE
    form_class = ProfileForm
    template_name = "staff/profile_form.html"
    button = "保存资料卡"
    back_words = "回到资料卡"
    customer: Customer

    def load(self, **kwargs: Any) -> CustomerProfile | None:
        self.customer = customer_asked(kwargs["customer_id"])
        return profile_of(self.customer)

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": service_people(local_day(self.now)).exclude(user=None)}

    def initial(self) -> dict[str, Any]:
        card = self.subject
        if card is None:
            known = {"name": self.customer.contact_name, "phone": self.customer.contact_phone}
            return {"rows": [known]} if known["name"] else {}
        rows = [{"name": one.name, "post": one.post, "phone": one.phone} for one in card.contacts.all()]
        return {
            "seen_version": card.version,
            "customer_class": card.customer_class,
            "owner": card.owner_id,
            "products": [one.pk for one in card.products.all()],
            "warranty_until": card.warranty_until,
            "usage": card.usage,
            **({"rows": rows} if rows else {}),
        }

    def back_url(self) -> str:
        return reverse("customer_profile", args=[self.customer.pk])

    def headline(self) -> str:
        return self.customer.name

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"title": "更正客户资料卡" if self.subject else "建立客户资料卡"}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, ProfileForm)
        card = keep_profile(
            customer=self.customer,
            facts=form.profile,
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(f"已保存 {self.customer} 的资料卡", profile=card.pk)


class RecordVisit(OwnActPage):
    """A regular visit; begun without network it waits on the phone."""

    verb = Verb.RECORD_VISIT
    form_class = VisitForm
    template_name = "staff/visit_form.html"
    title, button = "登记回访", "提交回访"
    back_name, back_words = "visit_due_list", "回到客户与回访"
    kept_as = "回访"

    def initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {"visited_on": local_day(self.now)}
        asked = self.request.GET.get("customer", "")
        if asked.isascii() and asked.isdecimal() and len(asked) < 10:
            found["customer"] = int(asked)
        return found

    def consequences(self) -> list[str]:
        return ["回访间隔从这一次重新算起", "没有网络也可以提交：先存在本机，有网络时自动送出一次"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, VisitForm)
        visit = record_visit(employee=self.employee, facts=form.visit, by=self.user, at=at)
        return self.done(f"已登记 {visit.customer} 的回访", visit=visit.pk)


urlpatterns = [
    path("visits/due/", visit_due_list, name="visit_due_list"),
    path("visits/", visit_list, name="visit_list"),
    path("visits/new/", RecordVisit.as_view(), name="record_visit"),
    path("customers/<int:customer_id>/", customer_profile, name="customer_profile"),
    path("customers/<int:customer_id>/keep/", KeepProfile.as_view(), name="keep_profile"),
]
