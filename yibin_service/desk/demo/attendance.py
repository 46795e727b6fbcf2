"""The demo's attendance: daily reports, requests, a record of conduct, a failed clock, a missing punch decided on, an old
demerit, objections; last month closed once it is the 8th.
"""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random

from staff.models import ConductKind, DailyReport, Employee, LeaveKind, RequestKind
from staff.selectors.judged import judge_months
from staff.selectors.missing_punches import missing_days, missing_punch_of
from staff.selectors.schedule import scheduled_days_of
from staff.selectors.statement import statement_of
from staff.services.ask_leave import RequestFacts, ask_leave
from staff.services.close_month import close_month
from staff.services.decide_missing_punch import decide_missing_punch
from staff.services.decide_request import decide_request
from staff.services.enter_demerit import OldDemerit, enter_demerit
from staff.services.objections import ObjectionAnswer, Remedy, answer_objection, file_objection
from staff.services.record_conduct import ConductFacts, record_conduct
from staff.services.report_clock_failure import report_clock_failure
from staff.services.substitutions import name_substitute
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.org.selectors import CalendarUnknown
from yibin_service.foundation.regulation.clock import ONE_DAY, local_day, midnight, month_of, previous_month

from .cast import Cast

SEED = 20260603
CLOSED_FROM = 8  # payroll has had last month's figures by then
REPORTS = (
    "走访三家印刷厂，复核上机走纸，无断纸。", "整理本周客户反馈，电话回访四家。", "到用户仓库看外包装，拍照留存。",
    "协助技术中心取样，送检两卷。", "在办公室处理退货资料，核对磅单。",
)  # fmt: skip


def load_attendance(cast: Cast, at: datetime) -> None:
    """What stands beside the punches that are there already. Nothing in a year whose holidays nobody has entered."""
    with suppress(CalendarUnknown):
        _load(cast, at)


def _load(cast: Cast, at: datetime) -> None:
    today = local_day(at)
    first, this = previous_month(today), month_of(today)
    people = list(Employee.objects.select_related("unit", "user").order_by("number"))
    days = {key: [day.on for day in those] for key, those in scheduled_days_of(people, first, today - ONE_DAY).items()}
    _report(people, days, cast, at)
    wang = next(one for one in people if one.user_id == cast["service_engineer"].pk)
    _requests(cast, [on for on in days[wang.pk] if on < this])
    _conduct(cast, people, [on for on in days[wang.pk] if on < this])
    _clock_failed(cast, wang, [on for on in days[wang.pk] if on < this])
    _old_demerit(cast, people, first)
    _missing_punch(cast, people, first, min(midnight(this) + timedelta(hours=10), at))
    _object(cast, wang, first, midnight(this) + timedelta(days=1, hours=9), is_answered=True)
    if today.day >= CLOSED_FROM:
        close_month(month=first, by=cast["hr"], at=midnight(this) + timedelta(days=6, hours=15))
    _object(cast, wang, this, at - timedelta(hours=3), is_answered=False)
    _ask_next(cast, today, at - timedelta(hours=2))
    _go_away(cast, wang, at - timedelta(hours=1))


def _go_away(cast: Cast, wang: Employee, when: datetime) -> None:
    """The manager is out of the house in a week's time."""
    first = local_day(when) + 7 * ONE_DAY
    manager = Employee.objects.get(user=cast["service_manager"])
    name_substitute(
        manager=manager, substitute=wang, first_on=first, last_on=first + 2 * ONE_DAY, by=cast["service_manager"], at=when
    )


def _report(people: list[Employee], days: dict[int, list[date]], cast: Cast, at: datetime) -> None:
    """Everybody tells every day, but for one who forgot it once."""
    rng = Random(SEED)
    by = cast["service_manager"]
    forgetful = people[3].pk if len(people) > 3 else 0
    rows = []
    for one in people:
        for place, on in enumerate(days[one.pk]):
            if one.pk == forgetful and place == 4:
                continue
            sent = min(midnight(on) + timedelta(hours=17, minutes=rng.randint(5, 55)), at)
            text = rng.choice(REPORTS)
            rows.append(DailyReport(employee=one, on=on, text=text, sent_by=one.user or by, sent_at=sent, entered_at=sent))
    DailyReport.objects.bulk_create(rows, ignore_conflicts=True)


def _requests(cast: Cast, days: list[date]) -> None:
    """Two field days, an afternoon off and a corrected time of the engineer, all granted."""
    if len(days) < 12:
        return
    trip = (days[5], days[6]) if days[6] - days[5] == ONE_DAY else (days[5], days[5])
    facts = [
        RequestFacts(RequestKind.FIELD, *trip, "走访印刷厂，看上机情况", place="自贡"),
        RequestFacts(
            RequestKind.LEAVE, days[9], days[9], "带孩子看病", leave_kind=LeaveKind.PERSONAL, starts=time(13), ends=time(17, 30)
        ),
        RequestFacts(RequestKind.PUNCH, days[2], days[2], "下班忘了打卡，门卫可证", side="out", clock=time(17, 35)),
    ]
    for one in facts:
        when = midnight(one.last_on) + timedelta(days=1, hours=8, minutes=40)
        request = ask_leave(facts=one, by=cast["service_engineer"], at=when)
        decide_request(
            request=request, is_approved=True, answer="", by=cast["service_manager"], at=when + timedelta(hours=2)
        )


def _conduct(cast: Cast, people: list[Employee], days: list[date]) -> None:
    if len(people) < 5 or len(days) < 8:
        return
    facts = ConductFacts(days[7], ConductKind.LEFT_POST, "14:20 到 15:00 不在岗，没有请假，本人承认。", minutes=40)
    with suppress(Refused):  # another unit's person, or not there that day
        record_conduct(
            employee=people[4], facts=facts, by=cast["service_manager"], at=midnight(days[7]) + timedelta(hours=16)
        )


def _clock_failed(cast: Cast, wang: Employee, days: list[date]) -> None:
    """One day on which the department's clock stood still."""
    if len(days) > 10:
        when = midnight(days[10]) + timedelta(days=1, hours=9)
        report_clock_failure(
            unit=wang.unit, first_on=days[10], last_on=days[10], reason="机房停电，考勤机整天没有开机，门卫有登记。",
            by=cast["service_manager"], at=when,
        )  # fmt: skip


def _old_demerit(cast: Cast, people: list[Employee], first: date) -> None:
    """吴刚 had one before the product was in use: the next is the second."""
    wu = next((one for one in people if one.number == "0327"), None)
    if wu is not None:
        month = date(first.year - 1, 6, 1)
        facts = OldDemerit(month, date(first.year - 1, 7, 3), f"人资通报〔{first.year - 1}〕12号", "启用前的处分，按文件补录")
        enter_demerit(employee=wu, facts=facts, by=cast["hr"], at=midnight(first) + timedelta(hours=10))


def _missing_punch(cast: Cast, people: list[Employee], first: date, when: datetime) -> None:
    """The manager asked the gate about the first missing punch of the month."""
    judged = judge_months([one for one in people if one.unit.kind == "service"], first, when)
    for one in judged.values():
        for on in sorted(missing_days(one)):
            with suppress(Refused):  # the manager's own, or asked for already
                missing = missing_punch_of(one.employee, on, when)
                clock = time(17, 20) if missing and missing.side == "out" else time(8, 30)
                decide_missing_punch(
                    employee=one.employee, on=on, clock=clock, reason="门卫监控核对，本人确认。", by=cast["service_manager"], at=when
                )
                return


def _object(cast: Cast, wang: Employee, month: date, when: datetime, *, is_answered: bool) -> None:
    """The engineer objects to the first event of the month, if there is one."""
    row = next((row for row in statement_of(wang, month, when, shows_wage=False).rows if not row.is_excused), None)
    if row is None:
        return
    text = "当天接客户电话，在停车场停留，通话记录可查。"
    objection = file_objection(month=month, key=row.key, text=text, by=cast["service_engineer"], at=when)
    if is_answered:
        answer = ObjectionAnswer(Remedy.KEEP, "通话记录在 08:50 以后，不能证明按时到岗，维持。")
        answer_objection(objection=objection, answer=answer, by=cast["service_manager"], at=when + timedelta(hours=4))


def _ask_next(cast: Cast, today: date, when: datetime) -> None:
    """A request that waits for the manager."""
    for place in range(1, 15):
        on = today + timedelta(days=place)
        with suppress(Refused):
            facts = RequestFacts(RequestKind.FIELD, on, on, "回访客户，看新产品试用情况", place="泸州")
            ask_leave(facts=facts, by=cast["service_engineer"], at=when)
            return
