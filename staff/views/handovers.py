"""工作移交: the list, one handover, opening one."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from staff.forms.handover import OpenHandoverForm
from staff.models import HandoverState, ItemKind, ItemState, WorkHandover
from staff.rules.handover import EXCUSABLE, WAITING
from staff.selectors.handover_page import moves_of, rows_for
from staff.selectors.handover_receivers import receivers_for
from staff.selectors.handovers import (
    Listing,
    handover_for,
    handovers_like,
    leads,
    listing_of,
    listings,
    people_to_lead,
    sees_whole,
    shown_to,
    without_open_handover,
)
from staff.services.open_handover import HandoverFacts, open_handover
from staff.views.own_act import FieldActPage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day

PAGE, LONGEST_SEARCH = 50, 60


@require_GET
@permitted(Verb.READ_HANDOVER)
def handover_list(request: HttpRequest) -> HttpResponse:
    """Those this person has to do with, open ones first."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    state = request.GET.get("state", "")
    page = Paginator(handovers_like(user, text, state), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    found = listings(shown, now)
    context = {
        "page": page,
        "rows": [(one, found[one.pk], moves_of(shown_to(user, one, found[one.pk].items))) for one in shown],
        "text": text,
        "state": state,
        "states": HandoverState.choices,
        "may_open": may(user, Verb.OPEN_HANDOVER),
        "today": local_day(now),
        "now": now,
    }
    return render(request, "staff/handover_list.html", context)


@require_GET
@permitted(Verb.READ_HANDOVER)
def handover(request: HttpRequest, number: str) -> HttpResponse:
    """One handover: how far it is, the things by their kinds, and this person's next step."""
    assert isinstance(request.user, User)
    user, now = request.user, database_now()
    row = handover_for(user, number)
    listing = listing_of(row, now)
    items = shown_to(user, row, listing.items)
    shows_all = sees_whole(user, row)
    context = {
        "handover": row,
        "groups": rows_for(user, items),
        "moves": moves_of(items),
        "words": Listing(items=items).words,
        "shows_all": shows_all,
        "events": events_of(row.stream) if shows_all else [],
        "today": local_day(now),
        "now": now,
        **steps_for(user, row, listing),
    }
    return render(request, "staff/handover.html", context)


def steps_for(user: User, row: WorkHandover, listing: Listing) -> dict[str, Any]:
    """What this person may do now."""
    is_leader, is_own = row.is_open and leads(user, row), row.is_open and row.employee.user_id == user.pk
    open_ones = [item for item in listing.items if item.state == ItemState.OPEN and item.kind != ItemKind.PAYMENT]
    ready = [item for item in open_ones if item.receiver and item.receiver_id != user.pk]
    to_receive = [item for item in listing.items if item.state == ItemState.HANDED and item.receiver_id == user.pk]
    excusable = any(item.kind in EXCUSABLE and item.state in WAITING for item in listing.items)
    return {
        "is_leader": is_leader,
        "may_add": is_own or is_leader,
        "unappointed": sum(item.receiver is None for item in open_ones) if is_leader else 0,
        "to_hand_over": len(ready) if is_own or is_leader else 0,
        "is_own": is_own,
        "to_receive": len(to_receive) if row.is_open else 0,
        "may_excuse": row.is_open and excusable and leads(user, row, Verb.EXCUSE_HANDOVER),
        "is_ready": not listing.waiting,
        "may_complete": row.is_open and leads(user, row, Verb.COMPLETE_HANDOVER),
    }


class OpenHandoverPage(FieldActPage):
    """A new handover; `?employee=` starts it for one person."""

    verb = Verb.OPEN_HANDOVER
    form_class = OpenHandoverForm
    title, button = "开立工作移交", "开立移交"
    back_name, back_words = "handover_list", "回到工作移交"

    def form_kwargs(self) -> dict[str, Any]:
        people = without_open_handover(people_to_lead(self.user)).filter(left_on=None).order_by("number")
        return {"people": people, "receivers": receivers_for(None), "today": local_day(self.now)}

    def initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("employee", "")
        is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
        return {"kind": "leaving", "employee": int(wanted) if is_number else None}

    def consequences(self) -> list[str]:
        return [
            "系统列出客户、到期回访、代收货款、在办案件、派工单、交办、草稿、下属和账号，办结前随时跟着变",
            "每一项由本人移交、接收人确认，全部接收以后才能完成",
            "完成时工作转到接收人名下；离职的记下最后一天并停用账号",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        assert isinstance(form, OpenHandoverForm)
        given = form.cleaned_data
        row = open_handover(
            employee=given["employee"], facts=HandoverFacts(**form.facts), confirms_past=given["confirms_past"],
            by=self.user, at=at,
        )  # fmt: skip
        message = f"已开立 {row.employee} 的移交 {row.number}"
        return self.done(message, url=row.get_absolute_url(), handover=row.number)


urlpatterns = [
    path("handovers/", handover_list, name="handover_list"),
    path("handovers/new/", OpenHandoverPage.as_view(), name="open_handover"),
    path("handovers/<str:number>/", handover, name="handover"),
]
