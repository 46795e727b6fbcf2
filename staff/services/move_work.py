"""Put what was received into the receivers' hands, at the completion of a handover."""

import uuid
from datetime import datetime

from cases.models import Case
from cases.services.hand_on_draft import hand_on_draft
from cases.services.hand_on_duties import hand_on_duties
from staff.models import (
    OPEN_DISPATCH,
    CustomerProfile,
    DispatchOrder,
    DispatchState,
    Employee,
    Errand,
    HandoverItem,
    ItemKind,
    WorkHandover,
)
from staff.selectors.field_people import own_employee
from staff.services.employee_facts import check_no_circle
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event


class WorkMover:
    """Moves items of one handover, in the caller's transaction. What is settled by then, or another's, stays as it is."""

    def __init__(self, handover: WorkHandover, by: User, at: datetime) -> None:
        self.handover, self.leaver, self.by, self.at = handover, handover.employee, by, at
        self.reason = f"随{handover.get_kind_display()}移交 {handover.number}"
        self._employees: dict[int, Employee] = {}

    def move(self, item: HandoverItem) -> None:
        """The thing goes to the item's receiver. Documents, property and accounts went by hand; a visit goes with its customer."""
        movers = {
            ItemKind.CUSTOMER: self._customer,
            ItemKind.DISPATCH: self._dispatch,
            ItemKind.ERRAND: self._errand,
            ItemKind.CASE: self._case,
            ItemKind.DRAFT: self._draft,
            ItemKind.PERSON: self._person,
        }
        mover = movers.get(ItemKind(item.kind))
        if mover is not None and item.receiver is not None:
            mover(item.key.partition("-")[2], item.receiver)

    def _on_payroll(self, user: User) -> Employee:
        """The receiver's own row, read once for all that goes to them."""
        if user.pk not in self._employees:
            self._employees[user.pk] = own_employee(user)
        return self._employees[user.pk]

    def _event(self, stream: str, label: str, to: object) -> None:
        changes = [(label, str(self.leaver), str(to))]
        record_event(
            stream=stream, verb="move_work", text=self.reason, changes=changes, by=self.by, at=self.at, clause="S.2(3)"
        )

    def _customer(self, key: str, to: User) -> None:
        card = CustomerProfile.objects.select_for_update().filter(customer=int(key), owner=self.leaver).first()
        if card is not None:
            card.owner, card.version = self._on_payroll(to), card.version + 1
            card.save(update_fields=["owner", "version"])
            self._event(card.stream, "回访人", to)

    def _dispatch(self, key: str, to: User) -> None:
        """The receiver has accepted it by receiving; whoever was at the customer's was another."""
        rows = DispatchOrder.objects.select_for_update().filter(engineer=self.leaver, state__in=OPEN_DISPATCH)
        order = rows.filter(pk=int(key)).first()
        if order is not None:
            order.engineer, order.version = self._on_payroll(to), order.version + 1
            order.state, order.accepted_at, order.arrived_at = DispatchState.ACCEPTED, self.at, None
            order.save()
            self._event(order.stream, "派给", to)

    def _errand(self, key: str, to: User) -> None:
        errand = Errand.objects.select_for_update().filter(pk=int(key), employee=self.leaver, done_at=None).first()
        if errand is not None:
            errand.employee, errand.version = self._on_payroll(to), errand.version + 1
            errand.save(update_fields=["employee", "version"])
            self._event(errand.stream, "交给", to)

    def _case(self, key: str, to: User) -> None:
        case, leaver = Case.objects.get(pk=int(key)), self.leaver.user
        if leaver is not None:
            hand_on_duties(case=case, leaver=leaver, to=to, reason=self.reason, by=self.by, at=self.at)

    def _draft(self, key: str, to: User) -> None:
        if self.leaver.user is not None:
            hand_on_draft(draft_id=uuid.UUID(key), leaver=self.leaver.user, to=to, at=self.at)

    def _person(self, key: str, to: User) -> None:
        """The plans and requests of the person wait for the new manager from now on."""
        rows = Employee.objects.select_for_update(no_key=True).filter(pk=int(key), manager=self.leaver)
        person = rows.first()
        if person is not None:
            manager = self._on_payroll(to)
            check_no_circle(person, manager, field="items")
            person.manager, person.version = manager, person.version + 1
            person.save(update_fields=["manager", "version"])
            self._event(person.stream, "主管", to)
