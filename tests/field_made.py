"""People of 售后服务部 with a roster, and things of field work, for tests."""

import base64
import io
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image

from staff.models import DispatchOrder, Employee, EmployeeSchedule, Schedule, ServiceRecord, ShiftRule
from staff.rules.field_work import next_week
from staff.services.collections import record_collection
from staff.services.errands import give_errand
from staff.services.file_daily_report import ReportFacts
from staff.services.give_dispatch import DispatchFacts, give_dispatch
from staff.services.move_dispatch import accept_dispatch, arrive_at_customer
from staff.services.record_service import ServiceFacts, record_service
from staff.services.record_visit import VisitFacts
from staff.services.submit_plan import PlannedThing, submit_plan
from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role

MONDAY = at("2026-11-02 08:00")  # a workday
ENTERED = at("2025-01-01 00:00").date()


class Department:
    """高峰 leads 王海涛 and 赵磊; all three work 08:30–17:30, Monday to Friday."""

    def __init__(self, world: World) -> None:
        self.world = world
        schedule = Schedule.objects.create(name="外勤班")
        for weekday in range(7):
            hours = {"start": time(8, 30), "end": time(17, 30)} if weekday < 5 else {}
            ShiftRule.objects.create(schedule=schedule, weekday=weekday, effective_from=ENTERED, **hours)
        colleague = User.objects.create(
            username="service_engineer2", display_name="赵磊", unit=world.unit["service"], password="!"
        )
        RoleGrant.objects.create(user=colleague, role=Role.SERVICE_ENGINEER, granted_at=at("2026-01-01 08:00"))
        self.colleague_user = colleague
        self.manager = self._employee("S001", world.service_manager, None)
        self.engineer = self._employee("S002", world.service_engineer, self.manager)
        self.colleague = self._employee("S003", colleague, self.manager)
        for person in (self.manager, self.engineer, self.colleague):
            EmployeeSchedule.objects.create(employee=person, schedule=schedule, effective_from=ENTERED)

    def _employee(self, number: str, user: Any, manager: Employee | None) -> Employee:
        known = Employee.objects.filter(user=user.pk).first()
        return known or Employee.objects.create(
            number=number,
            name=user.display_name,
            unit=user.unit,
            manager=manager,
            entered_on=ENTERED,
            user=User.objects.get(pk=user.pk),
        )

    def order(self, when: datetime = MONDAY, **changes: Any) -> DispatchOrder:
        """An order to the customer of the world, due three days later."""
        facts: dict[str, Any] = {
            "engineer": self.engineer,
            "customer": self.world.customer,
            "task": "查断纸原因，取样。",
            "due_at": when + timedelta(days=3),
        }
        return give_dispatch(facts=DispatchFacts(**facts | changes), by=self.world.service_manager, at=when)

    def arrived(self, when: datetime = MONDAY, **changes: Any) -> DispatchOrder:
        """An order whose engineer is at the customer's two hours later."""
        order, by = self.order(when, **changes), self.world.service_engineer
        accept_dispatch(dispatch=order, by=by, at=when + timedelta(hours=1))
        there = when + timedelta(hours=2)
        return arrive_at_customer(dispatch=order, arrived_at=there, by=by, at=there)

    def recorded(self, order: DispatchOrder, when: datetime, **changes: Any) -> ServiceRecord:
        """A signed final 维修服务单 of the last hour before `when`."""
        return record_service(
            dispatch=order, facts=service_facts(when, **changes), photos=(), by=self.world.service_engineer, at=when
        )


def drawn() -> bytes:
    """A small PNG."""
    content = io.BytesIO()
    Image.new("RGBA", (60, 20), (27, 39, 51, 255)).save(content, "PNG")
    return content.getvalue()


def drawn_address() -> str:
    """The same as a browser sends it."""
    return "data:image/png;base64," + base64.b64encode(drawn()).decode()


def service_facts(when: datetime, **changes: Any) -> ServiceFacts:
    """One hour's work that ended at `when`, signed by the customer."""
    facts: dict[str, Any] = {
        "began_at": when - timedelta(hours=1),
        "ended_at": when,
        "work": "调整张力，换接纸架刀片。",
        "result": "solved",
        "is_final": True,
        "signer_name": "杨德福",
        "signature": drawn(),
    }
    return ServiceFacts(**facts | changes)


def report_facts(when: datetime, **changes: Any) -> ReportFacts:
    """A report of the day of `when`."""
    return ReportFacts(**{"on": when.date(), "text": "到昆明查看断纸。"} | changes)


def visit_facts(world: World, when: datetime, **changes: Any) -> VisitFacts:
    """A visit on the day of `when` that found all well."""
    facts: dict[str, Any] = {
        "customer": world.customer,
        "visited_on": when.date(),
        "way": "on_site",
        "quality": "good",
        "credit": "good",
        "new_product": "unasked",
    }
    return VisitFacts(**facts | changes)


class FieldPlaces:
    """One thing of each kind, all 王海涛's, for the tests that knock at every address."""

    def __init__(self, world: World, now: datetime) -> None:
        people = Department(world)
        manager, engineer, day = world.service_manager, world.service_engineer, now.date()
        week = next_week(day)
        plan = submit_plan(
            employee=people.engineer, week=week, items=[PlannedThing(on=week, text="走访")], by=engineer, at=now
        )
        payment = record_collection(
            employee=people.engineer,
            customer=world.customer,
            amount=Decimal("1200.00"),
            collected_on=day,
            by=engineer,
            at=now,
        )
        errand = give_errand(employee=people.engineer, text="整理样品柜", due_on=day, by=manager, at=now)
        self.order_no = people.order(now).number
        self.numbers: dict[str, Any] = {
            "plan_id": plan.pk,
            "collection_id": payment.pk,
            "errand_id": errand.pk,
            "customer_id": world.customer.pk,
            "week": week.isoformat(),
        }
