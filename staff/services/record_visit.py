"""Write down a regular visit."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.models import Customer
from staff.models import CustomerProfile, CustomerVisit, Employee
from staff.rules.field_errors import NotYours, VisitInFuture
from staff.rules.field_work import written_when
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day

NEEDS_WORDS = {"quality": ("poor", "quality_text", "客户不满意的，请写明哪里不满意")}


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """The four kinds of information (S.2(2)), each with a word to count by and its text."""

    customer: Customer
    visited_on: date
    way: str
    quality: str
    credit: str
    new_product: str
    contact: str = ""
    quality_text: str = ""
    problems: str = ""
    needs: str = ""
    competitor: str = ""
    competitor_text: str = ""
    new_product_text: str = ""
    written_at: datetime | None = None


@transaction.atomic
def record_visit(*, employee: Employee, facts: VisitFacts, by: User, at: datetime) -> CustomerVisit:
    """The visit with its event; the customer's card counts its interval anew from the latest visit.

    Raises NotYours, VisitInFuture, InvalidInput (dissatisfied without a word why).
    """
    require(by, Verb.RECORD_VISIT)
    if employee.user_id != by.pk:
        raise NotYours
    if facts.visited_on > local_day(at):
        raise VisitInFuture(field="visited_on")
    for name, (code, text, words) in NEEDS_WORDS.items():
        if getattr(facts, name) == code and not getattr(facts, text):
            raise InvalidInput({text: words})
    written_at = written_when(facts.written_at, at)
    told = {name: value for name, value in vars(facts).items() if name != "written_at"}
    visit = CustomerVisit.objects.create(by=employee, written_at=written_at, entered_at=at, **told)
    card = CustomerProfile.objects.select_for_update().filter(customer=facts.customer).first()
    if card is not None and (card.last_visit_on is None or card.last_visit_on < facts.visited_on):
        card.last_visit_on = facts.visited_on
        card.save(update_fields=["last_visit_on"])
    stream = card.stream if card else f"customer:{facts.customer.pk}"
    text = f"回访 {facts.customer}（{visit.get_way_display()}）：{visit.get_quality_display()}"
    record_event(
        stream=stream, verb="record_visit", text=text, by=by, at=at, clause="S.2(2)", happened_at=written_at
    )
    return visit
