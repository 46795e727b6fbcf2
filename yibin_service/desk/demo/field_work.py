"""The demo's field work: reports, orders in every state, plans, customers' cards with visits, money collected."""

import io
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from cases.models import Case
from staff.models import DailyReport, DispatchOrder, Employee
from staff.rules.field_work import days_of, monday_of, next_week
from staff.selectors.dispatches import cases_to_send_out
from staff.selectors.schedule import scheduled_days_of
from staff.services.collections import confirm_collection, flag_late_collections, record_collection
from staff.services.decide_plan import decide_plan
from staff.services.errands import finish_errand, give_errand
from staff.services.give_dispatch import DispatchFacts, give_dispatch
from staff.services.keep_profile import ContactFacts, ProfileFacts, keep_profile
from staff.services.move_dispatch import accept_dispatch, arrive_at_customer, cancel_dispatch
from staff.services.record_service import PartUsed, ServiceFacts, record_service
from staff.services.record_visit import VisitFacts, record_visit
from staff.services.submit_plan import PlannedThing, submit_plan
from staff.services.write_opinion_sheet import OpinionFacts, write_opinion_sheet
from yibin_service.foundation.org.selectors import CalendarUnknown
from yibin_service.foundation.regulation.clock import local, local_day, midnight, previous_month

from .cast import Cast, fixture

SEED = 20260917
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT = ("0339", 12)  # who did not tell of one day, and how many days ago at least


def load_field_work(cast: Cast, at: datetime) -> None:
    """What 王海涛 and 高峰 did up to `at`, and everybody's daily reports but one."""
    told = FieldWork(cast, at)
    told.daily_reports()
    told.orders()
    told.errands()
    told.plans()
    told.customers()
    told.money()


class FieldWork:
    """The two people with accounts, the customers, and the words of `fixtures/demo/field_work.json`."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast, self.at, self.rng = cast, at, Random(SEED)
        self.manager, self.engineer = cast["service_manager"], cast["service_engineer"]
        self.employee = Employee.objects.get(user=self.engineer)
        self.words: dict[str, Any] = {row["kind"]: row["texts"] for row in fixture("field_work")}

    def ago(self, days: int, hour: int = 9) -> datetime:
        """A day's hour in the past, never later than the demo's end."""
        return min(local(self.at - days * DAY).replace(hour=hour, minute=10, second=0, microsecond=0), self.at)

    def daily_reports(self) -> None:
        """Of last month and this one, up to the day before."""
        last, first = local_day(self.at) - DAY, previous_month(local_day(self.at))
        people = list(Employee.objects.filter(unit__kind="service").select_related("user"))
        try:
            scheduled = scheduled_days_of(people, first, last)
        except CalendarUnknown:  # a year whose holidays nobody has entered yet
            return
        silent_before = local_day(self.at) - SILENT[1] * DAY
        rows = []
        for person in people:
            days = [day.on for day in scheduled[person.pk]]
            left_out = max((on for on in days if on <= silent_before), default=None) if person.number == SILENT[0] else None
            rows += [self._report(person, on) for on in days if on != left_out]
        DailyReport.objects.bulk_create(rows)

    def _report(self, person: Employee, on: Any) -> DailyReport:
        sent = midnight(on) + timedelta(hours=17, minutes=self.rng.randint(5, 55))
        gathered = self.rng.choice(self.words["feedback"]) if self.rng.random() < 0.2 else {}
        text = self.rng.choice(self.words["report"])
        by = person.user or self.manager
        return DailyReport(employee=person, on=on, text=text, sent_by=by, sent_at=sent, entered_at=sent, **gathered)

    def orders(self) -> None:
        """Two done, one at the customer's for a case, one accepted, one new, one cancelled."""
        done = [self._order(place, days) for place, days in enumerate((24, 11))]
        for order, days in zip(done, (23, 10), strict=True):
            self._travelled(order, days)
            self._recorded(order, self.ago(days, 16))
        self._said(done[1])
        self._travelled(self._order(2, 2, self._case()), 1)
        accept_dispatch(dispatch=self._order(3, 1), by=self.engineer, at=self.ago(1, 14))
        self._order(4, 0)
        cancelled = self._order(5, 8)
        cancel_dispatch(dispatch=cancelled, reason="客户改期，另行派工。", by=self.manager, at=self.ago(7))

    def _case(self) -> Case | None:
        """An open case whose team the engineer is in."""
        return cases_to_send_out().filter(team_proposals__decided_at__lt=self.ago(2, 8)).first()

    def _order(self, place: int, days: int, case: Case | None = None) -> DispatchOrder:
        customer, given = case.customer if case else self.cast.customers[place], self.ago(days, 8)
        facts = DispatchFacts(
            engineer=self.employee,
            customer=customer,
            task=self.words["task"][place],
            due_at=given + timedelta(days=3),
            case=case,
            place=customer.address,
            contact=f"{customer.contact_name} {customer.contact_phone}",
        )
        return give_dispatch(facts=facts, by=self.manager, at=given)

    def _travelled(self, order: DispatchOrder, days: int) -> None:
        accept_dispatch(dispatch=order, by=self.engineer, at=order.given_at + 2 * HOUR)
        there = max(self.ago(days, 9), order.given_at + 2 * HOUR)
        arrive_at_customer(dispatch=order, arrived_at=there, by=self.engineer, at=there)

    def _recorded(self, order: DispatchOrder, when: datetime) -> None:
        facts = ServiceFacts(
            began_at=when - 3 * HOUR,
            ended_at=when,
            work=self.rng.choice(self.words["work"]),
            result="solved",
            is_final=True,
            signer_name=order.customer.contact_name,
            signature=signature(self.rng),
            parts=(PartUsed(name="接纸胶带", quantity=Decimal("2"), measure="卷"),),
        )
        photo = self.cast.upload("现场处理", self.engineer, when)
        record_service(dispatch=order, facts=facts, photos=[photo], by=self.engineer, at=when)

    def _said(self, order: DispatchOrder) -> None:
        heard = self.ago(1, 10)
        facts = OpinionFacts(
            customer=order.customer,
            heard_at=heard,
            contact_name=order.customer.contact_name or "业务员",
            contact_phone=order.customer.contact_phone or "未留",
            problem_kind="intrinsic",
            description=self.words["opinion"][0],
        )
        write_opinion_sheet(
            employee=self.employee, facts=facts, dispatch=order, by=self.engineer, at=min(heard + HOUR, self.at)
        )

    def errands(self) -> None:
        """One done, one open."""
        for place, days in enumerate((9, 2)):
            given = self.ago(days, 10)
            errand = give_errand(
                employee=self.employee,
                text=self.words["errand"][place],
                due_on=local_day(given) + 4 * DAY,
                by=self.manager,
                at=given,
            )
            if place == 0:
                finish_errand(errand=errand, result="已办好，清单交内勤。", by=self.engineer, at=self.ago(6, 15))

    def plans(self) -> None:
        """The last two weeks approved, the coming one waiting for the manager."""
        for weeks in (2, 1, 0):
            written = self.at if weeks == 0 else midnight(monday_of(local_day(self.at)) - weeks * 7 * DAY) + 4 * DAY + 10 * HOUR
            week = next_week(local_day(written))
            things = [
                PlannedThing(on=on, text=self.rng.choice(self.words["plan"]), customer=self.cast.customers[place])
                for place, on in enumerate(days_of(week)[:5])
            ]
            plan = submit_plan(employee=self.employee, week=week, items=things, by=self.engineer, at=written)
            if weeks:
                decide_plan(plan=plan, is_approved=True, comment="", by=self.manager, at=written + 5 * HOUR)

    def customers(self) -> None:
        """A card of every customer; most were visited in the last quarter."""
        classes, products = ("key", "regular", "regular", "occasional"), list(self.cast.products.values())
        for place, customer in enumerate(self.cast.customers):
            facts = ProfileFacts(
                customer_class=classes[place % len(classes)],
                owner=self.employee,
                products=self.rng.sample(products, 2),
                contacts=[ContactFacts(name=customer.contact_name or "业务员", post="采购", phone=customer.contact_phone)],
                warranty_until=local_day(self.at) + timedelta(days=40 * (place % 5) - 30),
                usage=self.rng.choice(self.words["usage"]),
            )
            keep_profile(customer=customer, facts=facts, by=self.manager, at=self.ago(85))
            if place % 6:
                self._visited(customer, self.ago(self.rng.randint(3, 80), 15))

    def _visited(self, customer: Any, when: datetime) -> None:
        said = self.rng.choice(self.words["visit"])
        facts = VisitFacts(customer=customer, visited_on=local_day(when), contact=customer.contact_name, **said)
        record_visit(employee=self.employee, facts=facts, by=self.engineer, at=when)

    def money(self) -> None:
        """One handed over, one still in time, one out too long and told to the manager."""
        for place, (days, amount) in enumerate(((20, "18600.00"), (6, "4200.00"), (1, "960.00"))):
            when = self.ago(days, 16)
            payment = record_collection(
                employee=self.employee,
                customer=self.cast.customers[place],
                amount=Decimal(amount),
                collected_on=local_day(when),
                note="货款尾款，收条已给客户",
                by=self.engineer,
                at=when,
            )
            if place == 0:
                handed = self.ago(18, 11)
                confirm_collection(
                    payment=payment, handed_on=local_day(handed), receipt_no="CW-0318", by=self.cast["finance"], at=handed
                )
        flag_late_collections(at=self.at)


def signature(rng: Random) -> bytes:
    """A scribble as a finger draws it, PNG."""
    picture = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    points = [(40 + 26 * step, 100 + rng.randint(-60, 60)) for step in range(20)]
    ImageDraw.Draw(picture).line(points, fill=(27, 39, 51, 255), width=5, joint="curve")
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
