"""What a person has in hand now: the system's own part of a handover's list (S.2(3)), from the rows themselves."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from cases.selectors.drafts import typed
from cases.selectors.duties import Duties, drafts_of, duties_of
from staff.models import (
    OPEN_DISPATCH,
    CollectedPayment,
    CustomerProfile,
    DispatchOrder,
    Employee,
    Errand,
    ItemKind,
    PlanState,
)
from staff.rules.handover import EMPLOYED, SALES, SERVICE, TECH
from staff.selectors.visits import visits_due
from yibin_service.foundation.access.models import RoleGrant
from yibin_service.foundation.regulation.clock import local, local_day
from yibin_service.foundation.wording import yuan

# A visit is listed from so long before its day on, as the workbench shows it.
VISIT_LISTED_BEFORE = timedelta(days=7)
LONGEST_TITLE, LONGEST_DETAIL = 200, 400


@dataclass(frozen=True)
class Fact:
    """One thing in the person's hands; `needs` are what it asks of a receiver."""

    kind: ItemKind
    pk: object
    title: str
    detail: str = ""
    needs: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return f"{self.kind.value}-{self.pk}"


Found = Iterator[tuple[int, Fact]]


def facts_of(people: Sequence[Employee], at: datetime) -> dict[int, list[Fact]]:
    """By employee's id, in the order of the list. Ten queries, however many people."""
    found: dict[int, list[Fact]] = defaultdict(list)
    for source in (_customers, _payments, _accounts, _cases, _dispatches, _errands, _drafts, _people):
        for employee, fact in source(people, at):
            found[employee].append(fact)
    return found


def _customers(people: Sequence[Employee], at: datetime) -> Found:
    """Every card the person keeps, and of these the visits due."""
    cards = CustomerProfile.objects.filter(owner__in=people).select_related("customer", "owner")
    last = local_day(at) + VISIT_LISTED_BEFORE
    for row in visits_due(cards, at):
        card, needs = row.profile, frozenset({SERVICE})
        told = [card.get_customer_class_display(), f"质保至 {card.warranty_until}" if card.warranty_until else ""]
        told.append(f"上次回访 {card.last_visit_on}" if card.last_visit_on else "还没有回访过")
        yield card.owner_id, Fact(ItemKind.CUSTOMER, card.customer_id, str(card.customer), _joined(told), needs)
        if row.due_on <= last and card.customer.is_active:
            detail = f"{row.due_on} 到期{'，已过期' if row.is_late else ''}"
            yield card.owner_id, Fact(ItemKind.VISIT, card.customer_id, str(card.customer), detail, needs)


def _payments(people: Sequence[Employee], at: datetime) -> Found:
    rows = CollectedPayment.objects.filter(collector__in=people, handed_on=None).select_related("customer")
    for row in rows.order_by("collected_on", "pk"):
        detail = _joined([f"{row.collected_on} 收款", row.note])
        yield row.collector_id, Fact(ItemKind.PAYMENT, row.pk, f"{row.customer} {yuan(row.amount)}", detail)


def _accounts(people: Sequence[Employee], at: datetime) -> Found:
    owners = {one.user_id: one for one in people if one.user and one.user.is_active}
    held: dict[int, list[str]] = defaultdict(list)
    for grant in RoleGrant.objects.filter(user__in=owners, revoked_at=None).order_by("pk"):
        held[grant.user_id].append(str(grant.get_role_display()))
    for user, one in owners.items():
        assert one.user is not None
        yield one.pk, Fact(ItemKind.ACCOUNT, user, one.user.username, _joined(["、".join(held[one.user.pk])]))


def _cases(people: Sequence[Employee], at: datetime) -> Found:
    owners = {one.user_id: one.pk for one in people if one.user_id}
    for user, duties in duties_of(owners).items():
        for duty in duties:
            title = f"{duty.case.number} {duty.case.customer}"
            detail = f"{duty.words}；{duty.case.get_state_display()}"
            yield owners[user], Fact(ItemKind.CASE, duty.case.pk, title[:LONGEST_TITLE], detail, _needs(duty))


def _needs(duty: Duties) -> frozenset[str]:
    return frozenset([TECH] * duty.is_engineer + [SALES] * duty.is_clerk)


def _dispatches(people: Sequence[Employee], at: datetime) -> Found:
    rows = DispatchOrder.objects.filter(engineer__in=people, state__in=OPEN_DISPATCH).select_related("customer")
    for row in rows.order_by("due_at"):
        detail = f"{row.get_state_display()}，{local(row.due_at):%Y-%m-%d %H:%M} 到期；{row.task}"
        title = f"{row.number} {row.customer}"
        fact = Fact(ItemKind.DISPATCH, row.pk, title[:LONGEST_TITLE], detail[:LONGEST_DETAIL], frozenset({SERVICE}))
        yield row.engineer_id, fact


def _errands(people: Sequence[Employee], at: datetime) -> Found:
    rows = Errand.objects.filter(employee__in=people, done_at=None).select_related("given_by")
    for row in rows.order_by("due_on", "pk"):
        detail = f"{row.due_on} 到期；{row.given_by} 交办"
        needs = frozenset({SERVICE})
        yield row.employee_id, Fact(ItemKind.ERRAND, row.pk, row.text[:LONGEST_TITLE], detail, needs)


def _drafts(people: Sequence[Employee], at: datetime) -> Found:
    owners = {one.user_id: one.pk for one in people if one.user_id}
    for draft in drafts_of(owners):
        customer = typed(draft, "customer_text") or "客户未填"
        detail = f"{local(draft.saved_at):%Y-%m-%d %H:%M} 保存"
        needs = frozenset({SALES})
        yield owners[draft.owner_id], Fact(ItemKind.DRAFT, draft.pk, customer[:LONGEST_TITLE], detail, needs)


def _people(people: Sequence[Employee], at: datetime) -> Found:
    """Those the person leads, with the plans that wait for a decision."""
    waiting = Count("plans", filter=Q(plans__state=PlanState.SUBMITTED))
    rows = Employee.objects.filter(manager__in=people).filter(still_here(local_day(at))).annotate(waiting=waiting)
    for one in rows.order_by("number"):
        detail = _joined([f"工号 {one.number}", f"待审批周计划 {one.waiting}份" if one.waiting else ""])
        assert one.manager_id is not None
        yield one.manager_id, Fact(ItemKind.PERSON, one.pk, f"主管 {one.name}", detail, frozenset({EMPLOYED}))


def still_here(day: date) -> Q:
    """Employees who have not left by that day."""
    return Q(left_on=None) | Q(left_on__gte=day)


def _joined(parts: Sequence[str]) -> str:
    return "；".join(part for part in parts if part)[:LONGEST_DETAIL]
