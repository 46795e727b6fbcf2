"""A department with its rosters, wages, punches and reports, for tests of attendance."""

from datetime import date, datetime, time
from decimal import Decimal

from staff.models import (
    AttendanceRequest,
    DailyReport,
    Employee,
    EmployeeSchedule,
    LeaveKind,
    Punch,
    PunchImport,
    RequestKind,
    RequestState,
    Schedule,
    ShiftRule,
    Wage,
)
from tests.uploads import waiting_upload
from tests.world import World, at
from yibin_service.foundation.access.models import User

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
AFTER_OCTOBER = at("2026-11-04 09:42")
# The working days of October 2026: the 10th is made up, the first seven days are holidays.
OCTOBER_DAYS = [date(2026, 10, day) for day in (8, 9, 10, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30)]
WANGS_PUNCHES = {
    8: ("08:41", "17:32"), 9: ("08:22", "17:35"), 10: ("08:25", "17:31"), 12: ("08:52", "17:40"),
    15: ("08:36", "17:33"), 16: ("08:20", "17:12"), 19: ("08:24", "17:36"), 20: ("08:59", "17:45"),
    21: ("08:27", "17:30"), 22: ("09:14", "17:50"), 29: ("08:19", None), 30: ("08:26", "17:34"),
}  # fmt: skip


class Department:
    """售后服务部 of the small mill: 王海涛 (E-017) and his manager 高峰 (E-001), both 08:30—17:30 on weekdays."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.roster = Schedule.objects.create(name=f"常白班{Schedule.objects.count() or ''}")
        ShiftRule.objects.bulk_create(
            ShiftRule(
                schedule=self.roster,
                weekday=weekday,
                start=time(8, 30) if weekday < 5 else None,
                end=time(17, 30) if weekday < 5 else None,
                effective_from=date(2020, 1, 1),
            )
            for weekday in range(7)
        )
        self.source = self.an_import()
        self.manager = self.person("E-001", "高峰", user=world.service_manager, wage="9000.00")
        self.wang = self.person("E-017", "王海涛", user=world.service_engineer, wage="6525.00", manager=self.manager)

    def person(
        self,
        number: str,
        name: str,
        *,
        user: User | None = None,
        wage: str | None = None,
        manager: Employee | None = None,
        entered_on: date = date(2024, 3, 1),
    ) -> Employee:
        """Somebody of the department with the usual roster; `wage` None: nobody has entered one.

        An account that has its employee keeps it.
        """
        known = Employee.objects.filter(user=user).first() if user else None
        employee = known or Employee.objects.create(
            number=number, name=name, unit=self.world.unit["service"], post="技术支持", manager=manager,
            entered_on=entered_on, user=user,
        )  # fmt: skip
        EmployeeSchedule.objects.create(employee=employee, schedule=self.roster, effective_from=date(2024, 3, 1))
        if wage is not None:
            Wage.objects.create(employee=employee, effective_from=date(2024, 3, 1), monthly=Decimal(wage))
        return employee

    def an_import(self) -> PunchImport:
        """A file of the clock to hang punches on."""
        hr, uploaded = self.world.hr, at("2026-11-02 09:00")
        file = waiting_upload(hr, uploaded)
        return PunchImport.objects.create(file=file, sha256="0" * 64, uploaded_by=hr, uploaded_at=uploaded)

    def punch(self, employee: Employee, on: date, came: str | None, went: str | None) -> None:
        """One day's presses, as a clock that does not say which is which."""
        Punch.objects.bulk_create(
            Punch(employee=employee, on=on, at=time.fromisoformat(text), source=self.source)
            for text in (came, went)
            if text
        )

    def report(self, employee: Employee, days: list[date]) -> None:
        """Daily reports of these days."""
        by, when = self.world.hr, at("2026-11-01 08:00")
        DailyReport.objects.bulk_create(
            DailyReport(employee=employee, on=on, text="现场服务", sent_by=by, sent_at=when, entered_at=when)
            for on in days
        )

    def on_time(self, employee: Employee, days: list[date]) -> None:
        """Punched and reported as it should be."""
        for on in days:
            self.punch(employee, on, "08:20", "17:40")
        self.report(employee, days)

    def granted(self, employee: Employee, kind: RequestKind, first: date, last: date | None = None, **more: object) -> AttendanceRequest:
        """A request that was approved in time."""
        when = datetime.combine(first, time(7, 0), tzinfo=at("2026-01-01 00:00").tzinfo)
        facts = {"leave_kind": LeaveKind.PERSONAL} if kind == RequestKind.LEAVE else {}
        return AttendanceRequest.objects.create(
            employee=employee, kind=kind, first_on=first, last_on=last or first, reason="事先说好",
            asked_by=self.world.service_engineer, asked_at=when, state=RequestState.APPROVED,
            decided_by=self.world.service_manager, decided_at=when, **(facts | more),
        )  # fmt: skip

    def whole_october(self) -> "Department":
        """The month of both: Wang's, and the manager on time."""
        self.wangs_october()
        self.on_time(self.manager, OCTOBER_DAYS)
        return self

    def wangs_october(self) -> None:
        """The month of the sheet everybody knows: 4 late, 1 early, half a day absent, a demerit: 750.00."""
        for day, (came, went) in WANGS_PUNCHES.items():
            self.punch(self.wang, date(2026, 10, day), came, went)
        self.granted(self.wang, RequestKind.FIELD, date(2026, 10, 13), date(2026, 10, 14), place="遵义")
        self.granted(self.wang, RequestKind.FIELD, date(2026, 10, 26), date(2026, 10, 27), place="成都")
        self.granted(self.wang, RequestKind.FIELD, date(2026, 10, 28), place="绵阳")
        self.granted(self.wang, RequestKind.LEAVE, date(2026, 10, 23))
        self.granted(self.wang, RequestKind.PUNCH, date(2026, 10, 29), side="out", time=time(17, 30))
        self.report(self.wang, [day for day in OCTOBER_DAYS if day.day != 23])
