"""王海涛 leaves: what he has in hand, and the steps of his handover, for tests."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from staff.models import CollectedPayment, Employee, HandoverItem, ItemKind, ItemState, WorkHandover
from staff.selectors.handovers import listing_of
from staff.services.add_handover_item import add_handover_item
from staff.services.appoint_receiver import appoint_receiver
from staff.services.cancel_handover import cancel_handover
from staff.services.collections import record_collection
from staff.services.complete_handover import complete_handover
from staff.services.employee_facts import FIELDS, EmployeeFacts
from staff.services.errands import give_errand
from staff.services.excuse_item import excuse_item
from staff.services.hand_over_items import hand_over_items
from staff.services.keep_profile import ProfileFacts, keep_profile
from staff.services.open_handover import HandoverFacts, open_handover
from staff.services.receive_items import receive_items
from tests.field_made import Department
from tests.world import World, at
from yibin_service.foundation.access.models import User

NOW = at("2026-11-02 09:00")
LAST_DAY = date(2026, 11, 30)


def profile_facts(owner: Employee) -> ProfileFacts:
    return ProfileFacts(customer_class="key", owner=owner, products=[])


def employee_facts(employee: Employee, **changes: Any) -> EmployeeFacts:
    """What stands in the file, but for `changes`."""
    row = Employee.objects.get(pk=employee.pk)
    return EmployeeFacts(**{name: getattr(row, name) for name in FIELDS} | changes)


class Leaving:
    """高峰 leads 王海涛, who has a customer (visit overdue), a dispatch order and a task; 赵磊 receives."""

    def __init__(self, world: World) -> None:
        self.world, self.people = world, Department(world)
        self.person, self.user = self.people.engineer, world.service_engineer
        self.receiver = self.people.colleague_user
        manager, early = world.service_manager, at("2026-08-03 09:00")
        keep_profile(customer=world.customer, facts=profile_facts(self.person), by=manager, at=early)
        self.order = self.people.order(NOW)
        self.errand = give_errand(employee=self.person, text="整理样品柜", due_on=LAST_DAY, by=manager, at=NOW)

    def payment(self, amount: Decimal = Decimal("1200.00")) -> CollectedPayment:
        return record_collection(
            employee=self.person, customer=self.world.customer, amount=amount, collected_on=NOW.date(), by=self.user, at=NOW
        )

    def reload(self) -> User:
        return User.objects.get(pk=self.user.pk)

    def facts(self, **changes: Any) -> HandoverFacts:
        return HandoverFacts(**{"kind": "leaving", "effective_on": LAST_DAY} | changes)

    def open(self, **changes: Any) -> WorkHandover:
        return open_handover(employee=self.person, facts=self.facts(**changes), by=self.world.hr, at=NOW)

    def add(self, handover: WorkHandover, kind: str, title: str, **changes: Any) -> HandoverItem:
        return add_handover_item(**{"handover": handover, "kind": kind, "title": title, "by": self.user, "at": NOW} | changes)

    def appoint(self, handover: WorkHandover, *keys: str, **changes: Any) -> list[HandoverItem]:
        given = {"receiver": self.receiver, "by": self.world.service_manager, "at": NOW}
        return appoint_receiver(**{"handover": handover, "keys": keys} | given | changes)

    def hand_over(self, handover: WorkHandover, *keys: str, **changes: Any) -> list[HandoverItem]:
        return hand_over_items(**{"handover": handover, "keys": keys, "by": self.user, "at": NOW} | changes)

    def receive(self, handover: WorkHandover, *keys: str, **changes: Any) -> list[HandoverItem]:
        given = {"is_received": True, "by": self.receiver, "at": NOW}
        return receive_items(**{"handover": handover, "keys": keys} | given | changes)

    def excuse(self, handover: WorkHandover, key: str, reason: str, *, by: User) -> HandoverItem:
        return excuse_item(handover=handover, key=key, reason=reason, by=by, at=NOW)

    def waiting(self, handover: WorkHandover, without: Iterable[str] = ()) -> list[str]:
        """What waits, but for money and `without`."""
        items = listing_of(WorkHandover.objects.get(pk=handover.pk), NOW).waiting
        return [item.key for item in items if item.kind != ItemKind.PAYMENT and item.key not in set(without)]

    def appoint_all(self, handover: WorkHandover, without: Iterable[str] = ()) -> None:
        """赵磊 for everything; 高峰 for 赵磊 himself."""
        own = f"person-{self.people.colleague.pk}"
        keys = self.waiting(handover, without)
        self.appoint(handover, *[key for key in keys if key != own])
        if own in keys:
            self.appoint(handover, own, receiver=self.world.service_manager)

    def all_received(self, handover: WorkHandover, without: Iterable[str] = (), *, by_manager: bool = False) -> None:
        """Everything that waits handed over and received."""
        self.appoint_all(handover, without)
        by, note = (self.world.deputy_gm, "本人已离岗") if by_manager else (self.user, "")
        self.hand_over(handover, *self.waiting(handover, without), by=by, note=note)
        handed = HandoverItem.objects.filter(handover=handover, state=ItemState.HANDED)
        for receiver in User.objects.filter(pk__in=handed.values("receiver")):
            self.receive(handover, *handed.filter(receiver=receiver).values_list("key", flat=True), by=receiver)

    def received(self, without: Iterable[str] = (), *, by_manager: bool = False, **changes: Any) -> WorkHandover:
        """An open handover with everything received."""
        handover = self.open(**changes)
        self.all_received(handover, without, by_manager=by_manager)
        return WorkHandover.objects.get(pk=handover.pk)

    def complete(self, handover: WorkHandover, *, at: datetime = NOW, **changes: Any) -> WorkHandover:
        return complete_handover(**{"handover": handover, "on": LAST_DAY, "by": self.world.hr, "at": at} | changes)

    def cancel(self, handover: WorkHandover, **changes: Any) -> WorkHandover:
        return cancel_handover(**{"handover": handover, "reason": "本人撤回辞职", "by": self.world.hr, "at": NOW} | changes)
