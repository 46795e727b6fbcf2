"""Reads of 派工单 and 交办: who sees which, what stands where, which cases may be sent out from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as Choose
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Least

from cases.models import CardDraft, Case, CaseState, ProposalState, TeamMember
from staff.models import (
    OPEN_DISPATCH,
    DispatchOrder,
    DispatchState,
    Errand,
    OpinionSheet,
    ServiceRecord,
    ServiceResult,
)
from staff.rules.field_work import NextEnd, accept_due, next_end, opinion_due, record_due
from staff.selectors.field_people import staff_rules
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.selectors import enacted_book
from yibin_service.foundation.regulation.versions import STAFF_RULES, VersionBook

STATES = {"open": OPEN_DISPATCH, "done": (DispatchState.DONE,), "cancelled": (DispatchState.CANCELLED,)}


def visible_dispatches(user: User) -> QuerySet[DispatchOrder]:
    """The orders of those this person may see."""
    rows = DispatchOrder.objects.filter(engineer__in=visible_employees(user).values("pk"))
    return rows.select_related("engineer", "customer", "product", "case", "given_by")


def dispatch_for(user: User, number: str) -> DispatchOrder:
    """The order of this number, or NotFound: whether it exists is not told."""
    order = visible_dispatches(user).select_related("engineer__user").filter(number=number).first()
    if order is None:
        raise NotFound("没有这张派工单，或您无权查看")
    return order


def dispatches_like(user: User, text: str, state: str, now: datetime) -> QuerySet[DispatchOrder]:
    """Open ones first by their next end, the others newest first; `text` in number, customer, task or name."""
    rows = visible_dispatches(user).prefetch_related("records")
    if state in STATES:
        rows = rows.filter(state__in=STATES[state])
    if text:
        in_task = Q(task__icontains=text) | Q(number__icontains=text)
        rows = rows.filter(in_task | Q(customer__name__icontains=text) | Q(engineer__name__icontains=text))
    is_over = Choose(When(state__in=OPEN_DISPATCH, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(is_over=is_over).order_by("is_over", _next_end_of_row(now), "-id")


def _next_end_of_row(now: datetime) -> Choose:
    """The next end of an open order as the database sorts by it: by the hours in force now, the row tells its own."""
    p = staff_rules(now)
    unrecorded = Q(state=DispatchState.ARRIVED) & ~Exists(ServiceRecord.objects.filter(dispatch=OuterRef("pk")))
    accept, record = (timedelta(hours=p.whole(key)) for key in (K.DISPATCH_ACCEPT_HOURS, K.SERVICE_RECORD_HOURS))
    return Choose(
        When(state=DispatchState.GIVEN, then=Least(F("given_at") + Value(accept), F("due_at"))),
        When(unrecorded, then=Least(F("arrived_at") + Value(record), F("due_at"))),
        When(state__in=OPEN_DISPATCH, then=F("due_at")),
    )


def next_step(order: DispatchOrder, book: VersionBook) -> NextEnd | None:
    """What is to be done next on the order and by when; None once it is over. Prefetch `records` for many.

    Hours are those of the version in force when they began to run.
    """
    if not order.is_open:
        return None
    accept_by = record_by = None
    if order.accepted_at is None:
        accept_by = accept_due(order.given_at, _rules(book, order.given_at))
    elif order.arrived_at is not None and not order.records.all():
        record_by = record_due(order.arrived_at, _rules(book, order.arrived_at))
    return next_end(accept_by=accept_by, record_by=record_by, due_at=order.due_at)


def solving_record(order: DispatchOrder) -> ServiceRecord | None:
    """The last 维修服务单 of an order that goes on, where it says 「已解决」. Prefetch `records` for many."""
    last = max(order.records.all(), key=lambda record: record.ordinal, default=None)
    is_solved = last is not None and last.result == ServiceResult.SOLVED and not last.is_final
    return last if is_solved and order.is_open else None


@dataclass(frozen=True)
class OrderRow:
    """An order with its next step, as every list tells it."""

    order: DispatchOrder
    next: NextEnd | None


def order_rows(orders: Iterable[DispatchOrder]) -> list[OrderRow]:
    """The orders in their order, each with its next step."""
    found = list(orders)
    book = enacted_book() if found else None
    return [OrderRow(order, next_step(order, book) if book else None) for order in found]


def _rules(book: VersionBook, at: datetime) -> ParameterSet:
    return book.on(STAFF_RULES, local_day(at))


def records_of(order: DispatchOrder) -> QuerySet[ServiceRecord]:
    """The 维修服务单 of the order in order, with parts and signature."""
    return order.records.select_related("by", "signature__file").prefetch_related("parts")


def visible_records(user: User) -> QuerySet[ServiceRecord]:
    """The 维修服务单 of those this person may see."""
    rows = ServiceRecord.objects.filter(dispatch__engineer__in=visible_employees(user).values("pk"))
    return rows.select_related("dispatch", "by").prefetch_related("parts")


@dataclass(frozen=True)
class SheetRow:
    """A 客户意见反馈单 with what became of it in 销售处, and whether it was handed on too late."""

    sheet: OpinionSheet
    became: str
    is_late: bool


def sheets_shown(sheets: QuerySet[OpinionSheet]) -> list[SheetRow]:
    """What became of each: a card with its number, a draft still being written, one that was given back and why.

    Late by the version in force when the customer was heard.
    """
    rows = list(sheets.select_related("customer", "receiver", "by"))
    drafts = {
        draft.pk: draft for draft in CardDraft.objects.filter(pk__in=[row.draft_id for row in rows]).select_related("card", "owner")
    }
    book = enacted_book()
    return [
        SheetRow(
            sheet=row,
            became=_became(drafts.get(row.draft_id)),
            is_late=row.handed_at > opinion_due(row.heard_at, _rules(book, row.heard_at)),
        )
        for row in rows
    ]


def _became(draft: CardDraft | None) -> str:
    if draft is None:
        return "草稿已删除"
    if draft.declined_at:
        return f"{draft.owner} 没有提交：{draft.declined_reason}"
    return f"已送技术中心 {draft.card.number}" if draft.card else "草稿，待销售处提交"


def visible_sheets(user: User) -> QuerySet[OpinionSheet]:
    """The 客户意见反馈单 of those this person may see, newest first."""
    return OpinionSheet.objects.filter(by__in=visible_employees(user).values("pk")).order_by("-id")


def visible_errands(user: User) -> QuerySet[Errand]:
    """交办 of those this person may see: open ones first by their day, then the latest done."""
    rows = Errand.objects.filter(employee__in=visible_employees(user).values("pk"))
    return rows.select_related("employee", "given_by").order_by(F("done_at").desc(nulls_first=True), "due_on", "id")


def errand_for(user: User, pk: int) -> Errand:
    """The task, or NotFound."""
    errand = visible_errands(user).select_related("employee__user").filter(pk=pk).first()
    if errand is None:
        raise NotFound("没有这件交办，或您无权查看")
    return errand


def cases_to_send_out() -> QuerySet[Case]:
    """Open cases in whose approved service team somebody of 售后服务部 is: newest first."""
    over = (CaseState.WITHDRAWN, CaseState.VOID, CaseState.CLOSED)
    return cases_of_department().exclude(state__in=over)


def cases_of_department() -> QuerySet[Case]:
    """The same, whatever became of them."""
    members = TeamMember.objects.filter(
        proposal__case=OuterRef("pk"), proposal__state=ProposalState.APPROVED, proposal__is_waiver=False
    ).filter(Q(unit__kind="service") | Q(user__unit__kind="service"))
    return Case.objects.filter(Exists(members)).select_related("customer").order_by("-pk")


def may_open_dispatch_file(user: User, attachment: Attachment) -> bool:
    """Photos and signatures of an order: whoever may see the order."""
    key = attachment.stream.partition(":")[2]
    if not (key.isdecimal() and key.isascii() and len(key) < 19):
        return False
    return visible_dispatches(user).filter(pk=int(key)).exists()
