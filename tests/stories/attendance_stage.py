"""The department as it stood in October 2026, but for the clock's file: who is paid what, asked for what, reported what."""

from datetime import date, datetime, time
from decimal import Decimal

from staff.models import (
    AttendanceRequest,
    ConductKind,
    DailyReport,
    Employee,
    EmployeeSchedule,
    LeaveKind,
    RequestKind,
    RequestState,
    Wage,
)
from staff.services.enter_demerit import OldDemerit, enter_demerit
from staff.services.record_conduct import ConductFacts, record_conduct
from staff.services.report_clock_failure import report_clock_failure
from staff.services.set_week import add_roster, set_week
from tests.stories.clock_export import ENTERED, LEFT, WAREHOUSE, WORKDAYS, sixty
from tests.world import World, at

SPRING, SINCE = date(2026, 5, 1), date(2024, 3, 1)
EARLY = at("2026-10-01 08:00")
AFTERWARDS = at("2026-11-02 09:00")
SUMMER, WINTER = (time(8, 30), time(17, 30)), (time(8, 30), time(17, 0))
REST = [(None, None)] * 2
WAGES = {
    "0301": "8700", "0302": "6525", "0304": "5220", "0305": "5000", "0306": "6000", "0307": "4800", "0308": "5000",
    "0309": "5500", "0311": "6525", "0312": "4200", "0314": "4800", "0315": "5220", "0318": "4200", "0320": "5220",
    "0321": "6525", "0323": "8700", "0328": "6525", "0329": "5220", "0330": "4200", "0331": "4800", "0336": "4200",
    "0338": "5220", "0340": "5000", "0342": "5220", "0343": "4800", "0345": "5220", "0346": "4800", "0348": "5220",
    "0349": "4800", "0351": "5220", "0352": "4800", "0354": "5220", "0355": "4800", "0357": "5220", "0358": "4800",
    "0359": "8700",
}  # fmt: skip
USUAL_WAGE, WITHOUT_WAGE = "4350", "0337"
RAISES = {"0326": date(2026, 10, 16), "0327": date(2026, 11, 1)}
NO_REPORT = {("0319", 13), ("0320", 9)}
FULL_DAYS = ((LeaveKind.ANNUAL, "0315", 14, 15), (LeaveKind.SICK, "0336", 8, 30), (LeaveKind.PERSONAL, "0338", 27, 27))
PARTS = (("0316", 16, time(8, 30), time(12, 0)), ("0317", 28, time(13, 30), time(17, 0)), ("0318", 12, time(10, 0), time(11, 0)))
CONDUCT = (
    ("0321", 20, ConductKind.LEFT_POST, 25, None), ("0321", 21, ConductKind.LEFT_POST, 45, None),
    ("0321", 22, ConductKind.LEFT_POST, 70, None), ("0322", 27, ConductKind.PHONE_OFF, None, "13.5"),
    ("0322", 28, ConductKind.PHONE_OFF, None, "12"), ("0323", 29, ConductKind.UNREACHABLE, None, None),
    ("0333", 30, ConductKind.LEFT_POST, 20, None),
)  # fmt: skip
OLD_DEMERITS = (("0308", date(2025, 6, 1)), ("0309", date(2024, 11, 1)), ("0309", date(2025, 6, 1)))


def on(day: int) -> date:
    """A day of October."""
    return date(2026, 10, day)


class Stage:
    """The sixty by number, with everything that is not in the clock's file and not done in the browser."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = dict(self._hired())
        self._roster()
        self._wages()
        self._asked()
        self._reports()
        self._recorded()

    def _hired(self) -> list[tuple[str, Employee]]:
        users = {"0301": self.world.service_manager, "0302": self.world.service_engineer}
        made = [
            Employee(
                number=one.number,
                name=one.name,
                unit=self.world.unit[one.unit],
                post="技术支持",
                entered_on=ENTERED.get(one.number, SINCE),
                left_on=LEFT.get(one.number),
                user=users.get(one.number),
            )
            for one in sixty()
        ]
        return [(one.number, one) for one in Employee.objects.bulk_create(made)]

    def _roster(self) -> None:
        hr = self.world.hr
        roster = add_roster(name="常白班", week=[SUMMER] * 5 + REST, effective_from=SPRING, by=hr, at=EARLY)
        set_week(schedule=roster, week=[WINTER] * 5 + REST, effective_from=on(19), by=hr, at=EARLY)
        EmployeeSchedule.objects.bulk_create(
            EmployeeSchedule(employee=one, schedule=roster, effective_from=max(one.entered_on, SPRING))
            for one in self.people.values()
        )

    def _wages(self) -> None:
        rows = [
            Wage(employee=one, effective_from=one.entered_on, monthly=Decimal(WAGES.get(number, USUAL_WAGE)))
            for number, one in self.people.items()
            if number != WITHOUT_WAGE
        ]
        rows += [
            Wage(employee=self.people[number], effective_from=since, monthly=Decimal("5220"))
            for number, since in RAISES.items()
        ]
        Wage.objects.bulk_create(rows)

    def _asked(self) -> None:
        """What was asked for and decided while the month ran."""
        for kind, number, first, last in FULL_DAYS:
            self._request(number, RequestKind.LEAVE, first, last, leave_kind=kind)
        for number, day, starts, ends in PARTS:
            self._request(number, RequestKind.LEAVE, day, leave_kind=LeaveKind.PERSONAL, starts=starts, ends=ends)
        self._request("0301", RequestKind.FIELD, 13, place="成都")
        self._request("0319", RequestKind.FIELD, 12, 14, place="贵阳")
        self._request("0314", RequestKind.PUNCH, 27, side="out", time=time(17, 5))
        self._request("0335", RequestKind.LEAVE, 13, leave_kind=LeaveKind.PERSONAL, state=RequestState.RETURNED)

    def _request(self, number: str, kind: RequestKind, first: int, last: int | None = None, **more: object) -> None:
        facts = {"state": RequestState.APPROVED} | more
        AttendanceRequest.objects.create(
            employee=self.people[number], kind=kind, first_on=on(first), last_on=on(last or first), reason="事先说好",
            asked_by=self.world.service_manager, asked_at=EARLY, decided_by=self.world.deputy_gm, decided_at=EARLY,
            answer="已核对", **facts,
        )  # fmt: skip

    def _reports(self) -> None:
        """Everybody told of every day, but for two days; who was ill all month of none."""
        by = self.world.service_manager
        DailyReport.objects.bulk_create(
            DailyReport(
                employee=one, on=on(day), text="当天工作", sent_by=by, sent_at=AFTERWARDS, entered_at=AFTERWARDS
            )
            for number, one in self.people.items()
            for day in WORKDAYS
            if (number, day) not in NO_REPORT and number != "0336"
        )

    def _recorded(self) -> None:
        manager = self.world.service_manager
        for number, day, kind, minutes, hours in CONDUCT:
            facts = ConductFacts(on(day), kind, "点名核实", minutes, Decimal(hours) if hours else None)
            record_conduct(employee=self.people[number], facts=facts, by=manager, at=AFTERWARDS)
        report_clock_failure(
            unit=self.world.unit["service"], first_on=on(30), last_on=on(30), reason="考勤机断电", by=manager, at=AFTERWARDS
        )
        for number, month in OLD_DEMERITS:
            paper = OldDemerit(month, datetime(month.year, month.month, 28).date(), f"宜纸人〔{month.year}〕7号", "纸质档案")
            enter_demerit(employee=self.people[number], facts=paper, by=self.world.hr, at=AFTERWARDS)


__all__ = ["WAREHOUSE", "Stage"]
