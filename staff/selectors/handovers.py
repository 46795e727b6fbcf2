"""Reads of 工作移交: who sees which, and the list of an open one as the facts are now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q, QuerySet

from staff.models import Employee, HandoverItem, HandoverState, ItemKind, ItemState, WorkHandover
from staff.rules.handover import GROUPS, TYPED, WAITING, progress_in_words
from staff.selectors.handover_facts import Fact, facts_of
from staff.selectors.handover_receivers import fault_of, receiver_facts
from staff.selectors.managers import decided_by
from staff.selectors.people import visible_employees
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import NotFound

WITH = ("employee__user", "employee__unit", "unit", "new_unit", "new_manager", "receiver", "opened_by", "ended_by")
ITEM_WITH = ("receiver", "added_by", "handed_by", "received_by", "excused_by")


def whole_to(user: User) -> Q:
    """Those this person sees whole: of oneself and of the people one may see, of the department led, and what one opened.

    Whoever was transferred is seen no longer by the manager of before; the handover still is.
    """
    rows = Q(employee__in=visible_employees(user).values("pk")) | Q(opened_by=user) | Q(ended_by=user)
    return rows | Q(unit__kind="service") if Role.SERVICE_MANAGER in user.roles else rows


def visible_handovers(user: User) -> QuerySet[WorkHandover]:
    """Those seen whole, and those with something to receive."""
    mine = HandoverItem.objects.filter(receiver=user).values("handover")
    rows = WorkHandover.objects.filter(whole_to(user) | Q(pk__in=mine) | Q(receiver=user))
    return rows.select_related(*WITH)


def handovers_like(user: User, text: str, state: str) -> QuerySet[WorkHandover]:
    """Open ones first by their day, the others newest first; `text` in number or name."""
    rows = visible_handovers(user)
    if state in HandoverState.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(employee__name__icontains=text))
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-id")


def handover_for(user: User, number: str) -> WorkHandover:
    """The handover of this number, or NotFound: whether it exists is not told."""
    row = visible_handovers(user).filter(number=number.replace("\x00", "")).first()
    if row is None:
        raise NotFound("没有这张移交单，或您无权查看")
    return row


def open_handover_of(employee: Employee) -> WorkHandover | None:
    """The one under way."""
    return WorkHandover.objects.filter(employee=employee, state=HandoverState.OPEN).first()


def without_open_handover(people: QuerySet[Employee]) -> QuerySet[Employee]:
    """Those of whom none is under way."""
    return people.exclude(pk__in=WorkHandover.objects.filter(state=HandoverState.OPEN).values("employee"))


def people_to_lead(user: User, verb: Verb = Verb.OPEN_HANDOVER) -> QuerySet[Employee]:
    """Whose handover this person arranges: 经理 those of the own people, 人力资源 and 分管副总经理 everybody's, never the own."""
    if not may(user, verb):
        return Employee.objects.none()
    if Role.HR in user.roles:
        return Employee.objects.exclude(user=user)
    return decided_by(user, verb)


def leads(user: User, handover: WorkHandover, verb: Verb = Verb.OPEN_HANDOVER) -> bool:
    return people_to_lead(user, verb).filter(pk=handover.employee_id).exists()


@dataclass
class Listing:
    """A handover's items as they are now. `new` and `changed` are those the rows do not say yet."""

    items: list[HandoverItem] = field(default_factory=list)
    new: list[HandoverItem] = field(default_factory=list)
    settled: list[HandoverItem] = field(default_factory=list)
    changed: list[HandoverItem] = field(default_factory=list)

    @property
    def waiting(self) -> list[HandoverItem]:
        return [item for item in self.items if item.state in WAITING]

    @property
    def words(self) -> str:
        return progress_in_words(item.state for item in self.items)


def listings(handovers: Sequence[WorkHandover], at: datetime) -> dict[int, Listing]:
    """By handover's id. Of open ones the facts decide: what arose since stands there, what was settled otherwise is settled.

    About a dozen queries for all together. Nothing is written: `keep_list` does that before each act.
    """
    stored: dict[int, list[HandoverItem]] = defaultdict(list)
    rows = HandoverItem.objects.filter(handover__in=handovers).select_related(*ITEM_WITH).order_by("pk")
    by_pk = {one.pk: one for one in handovers}
    for item in rows:
        item.handover = by_pk[item.handover_id]
        stored[item.handover_id].append(item)
    under_way = [one for one in handovers if one.is_open]
    facts = facts_of([one.employee for one in under_way], at) if under_way else {}
    found = {one.pk: Listing(items=stored[one.pk]) for one in handovers}
    for one in under_way:
        found[one.pk] = _merged(one, stored[one.pk], facts.get(one.employee_id, []), at)
    return found


def listing_of(handover: WorkHandover, at: datetime) -> Listing:
    """The items of one."""
    return listings([handover], at)[handover.pk]


def _merged(handover: WorkHandover, stored: list[HandoverItem], facts: Iterable[Fact], at: datetime) -> Listing:
    listing, known = Listing(items=list(stored)), {item.key: item for item in stored}
    live = {fact.key: fact for fact in facts}
    for fact in live.values():
        item = known.get(fact.key)
        if item is None:
            item = HandoverItem(handover=handover, kind=fact.kind, key=fact.key, listed_at=at)
            listing.items.append(item)
            listing.new.append(item)
        _brought_up(item, fact, listing)
    for item in stored:
        if item.kind not in TYPED and item.key not in live and item.state in WAITING:
            item.state, item.settled_at = ItemState.SETTLED, at
            listing.settled.append(item)
            listing.changed.append(item)
    _with_receiver(handover, listing, at)
    return listing


def _brought_up(item: HandoverItem, fact: Fact, listing: Listing) -> None:
    """Words and needs as the fact has them now; what was settled and came back waits again."""
    item.needs = fact.needs
    before = (item.title, item.detail, item.state)
    item.title, item.detail = fact.title, fact.detail
    if item.state == ItemState.SETTLED:
        item.state, item.settled_at = ItemState.OPEN, None
        item.handed_by = item.handed_at = None
    if item.pk and before != (item.title, item.detail, item.state):
        listing.changed.append(item)


def _with_receiver(handover: WorkHandover, listing: Listing, at: datetime) -> None:
    """What comes onto the list is for the receiver of all, where that person is fit for it; a visit for its customer's."""
    wanted = [item for item in listing.new if item.kind != ItemKind.PAYMENT]
    if handover.receiver is not None and wanted:
        person = receiver_facts(handover.receiver, at)
        for item in wanted:
            item.receiver = None if fault_of(item, person) else handover.receiver
    customers = {item.key: item for item in listing.items if item.kind == ItemKind.CUSTOMER}
    for item in wanted:
        customer = customers.get(f"{ItemKind.CUSTOMER.value}-{item.key.partition('-')[2]}")
        if item.kind == ItemKind.VISIT and customer is not None:
            item.receiver = customer.receiver


def grouped(items: Iterable[HandoverItem]) -> list[tuple[str, list[HandoverItem]]]:
    """Under the four heads of S.2(3), in its order; heads without anything too."""
    order = {kind: place for _, kinds in GROUPS for place, kind in enumerate(kinds)}
    rows = sorted(items, key=lambda item: (order[item.kind], item.pk or 0, item.title))
    return [(head, [item for item in rows if item.kind in kinds]) for head, kinds in GROUPS]


def sees_whole(user: User, handover: WorkHandover) -> bool:
    """Whether the person sees more of it than what comes to the own hands."""
    return WorkHandover.objects.filter(whole_to(user), pk=handover.pk).exists()


def shown_to(user: User, handover: WorkHandover, items: Iterable[HandoverItem]) -> list[HandoverItem]:
    """Everything for those who see the whole; of others only what they receive."""
    if sees_whole(user, handover):
        return list(items)
    return [item for item in items if item.receiver_id == user.pk]


def has_work(employee: Employee, at: datetime) -> bool:
    """Whether there is anything in the person's hands but the account."""
    facts = facts_of([employee], at).get(employee.pk, [])
    return any(fact.kind != ItemKind.ACCOUNT for fact in facts)
