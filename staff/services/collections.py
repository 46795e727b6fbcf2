"""Money taken from customers: noted, handed to 财务, flagged when it stays out too long."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from cases.models import Customer
from staff.models import CollectedPayment, Employee
from staff.rules.field_errors import HandedBeforeCollected, NotYours, PaymentHanded
from staff.selectors.collections import late_collections
from staff.selectors.field_people import managers_of
from staff.services.locks import locked_in_post
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput, SelfApproval
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import yuan


@transaction.atomic
def record_collection(
    *,
    employee: Employee,
    customer: Customer,
    amount: Decimal,
    collected_on: date,
    note: str = "",
    by: User,
    at: datetime,
) -> CollectedPayment:
    """The money (CNY) the person took, to be handed to 财务 (S.2(2)). Raises NotYours, NoLongerHere, InvalidInput for a day to come."""
    require(by, Verb.RECORD_COLLECTION)
    if employee.user_id != by.pk:
        raise NotYours
    if collected_on > local_day(at):
        raise InvalidInput({"collected_on": "收款日期不能晚于今天"})
    locked_in_post(employee, local_day(at), field="collected_on")
    payment = CollectedPayment.objects.create(
        customer=customer,
        collector=employee,
        amount=amount,
        collected_on=collected_on,
        note=note,
        entered_by=by,
        entered_at=at,
    )
    text = f"代收 {customer} {yuan(amount)}，{collected_on:%Y-%m-%d}"
    record_event(stream=payment.stream, verb="record_collection", text=text, by=by, at=at, clause="S.2(2)")
    return payment


@transaction.atomic
def confirm_collection(
    *, payment: CollectedPayment, handed_on: date, receipt_no: str, by: User, at: datetime
) -> CollectedPayment:
    """财务 has the money since `handed_on`. Raises SelfApproval, PaymentHanded, HandedBeforeCollected, InvalidInput."""
    require(by, Verb.CONFIRM_RECEIPT)
    row = CollectedPayment.objects.select_for_update(of=("self",)).select_related("collector").get(pk=payment.pk)
    if by.pk in {row.entered_by_id, row.collector.user_id}:
        raise SelfApproval("收款人不能自己确认收讫")
    if row.handed_on is not None:
        raise PaymentHanded
    if handed_on < row.collected_on:
        raise HandedBeforeCollected(field="handed_on")
    if handed_on > local_day(at):
        raise InvalidInput({"handed_on": "交财务日期不能晚于今天"})
    row.handed_on, row.receipt_no, row.confirmed_by, row.confirmed_at = handed_on, receipt_no, by, at
    row.version += 1
    row.save()
    text = f"财务收讫 {yuan(row.amount)}，收据 {receipt_no}"
    record_event(stream=row.stream, verb="confirm_collection", text=text, by=by, at=at)
    return row


@transaction.atomic
def flag_late_collections(*, at: datetime) -> int:
    """Tell the manager, once for each sum that was not handed over in time; gives how many sums are newly flagged."""
    rows = list(late_collections(at).filter(flagged_at=None).select_for_update(of=("self",)))
    for row in rows:
        row.flagged_at = at
        row.save(update_fields=["flagged_at"])
        told = f"{row.collector} {row.collected_on:%m-%d} 代收 {row.customer} {yuan(row.amount)}，还没有交财务"
        record_event(stream=row.stream, verb="flag_late_collection", text=told, by=None, at=at, clause="S.2(2)")
        notify(
            users=managers_of(row.collector),
            key=f"collection:{row.pk}:late",
            title=told,
            url=reverse("collection_list"),
            weight=Weight.BREACH,
            at=at,
        )
    return len(rows)
