"""The demo's appraisal: the months of the year so far, last month to its countersign, this one begun."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from staff.models import (
    AppraisalScore,
    AppraisalSheet,
    AppraisalState,
    ComplaintKind,
    CustomerVisit,
    DispatchOrder,
    Employee,
    MeritKind,
    ProposalKind,
    ServiceComplaint,
    StaffProposal,
)
from staff.rules.appraisal import ITEMS, appraise, limits_of
from staff.selectors.appraisal import appraised_people, rules_of
from staff.selectors.dispatches import cases_of_department
from staff.services.countersign_appraisal import countersign_appraisal
from staff.services.decide_proposal import decide_proposal
from staff.services.propose_by_grades import propose_by_grades
from staff.services.record_complaint import ComplaintFacts, record_complaint
from staff.services.record_merit import record_merit
from staff.services.score_appraisal import score_appraisal
from staff.services.verify_complaint import verify_complaint
from staff.services.write_self_view import write_self_view
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import (
    ONE_DAY,
    local,
    local_day,
    midnight,
    month_of,
    next_month,
    previous_month,
)

from .cast import Cast, fixture

SEED = 20260708
HOUR = timedelta(hours=1)
# Out of a hundred, month by month; the two others' months decide over a raise and a demotion.
LEVEL = {"0301": 88, "0312": 87, "0318": 82, "0321": 86, "0324": 83, "0327": 78, "0330": 87, "0333": 80, "0336": 85, "0342": 84}
BEST, BEST_BUT = "0315", {2, 5, 8}
WORST, WORST_IN = "0339", {1, 3, 5, 7, 8, 10}
RETURNED = "0327"


def load_appraisal(cast: Cast, at: datetime) -> None:
    """Sheets of every month since January; complaints upheld and not; what S.5(2) asks to be kept."""
    told = _Appraisal(cast, at)
    told.months_before()
    told.last_month()
    told.this_month()
    told.merits()


class _Appraisal:
    """The people who act, the month that is put forward, and the words of `fixtures/demo/appraisal.json`."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast, self.at = cast, at
        self.manager, self.deputy, self.hr = cast["service_manager"], cast["deputy_gm"], cast["hr"]
        self.month = previous_month(local_day(at))
        self.words = {row["kind"]: row for row in fixture("appraisal")}
        self.wang = Employee.objects.get(user=cast["service_engineer"])

    def months_before(self) -> None:
        """From the January before: long signed, entered as they stood."""
        month = previous_month(self.month).replace(month=1)
        while month < self.month:
            self._signed(month, list(appraised_people(month)))
            month = next_month(month)
        for employee in appraised_people(previous_month(self.month)):
            propose_by_grades(employee=employee, year=previous_month(self.month).year, at=self.at)

    def _signed(self, month: date, people: Iterable[Employee]) -> None:
        p, limits, sheets, points = rules_of(month), limits_of(rules_of(month)), [], {}
        when = midnight(next_month(month)) + timedelta(days=4, hours=10)
        for one in people:
            given = points_of(one, month, limits)
            scored = appraise(given, 0, p)
            scorer, signer = self._signers(one)
            points[one.pk] = given
            sheets.append(
                AppraisalSheet(
                    employee=one, month=month, state=AppraisalState.COUNTERSIGNED, regulation=p.code, points=scored.points,
                    deduction=scored.deduction, total=scored.total, grade=scored.grade, formula=scored.formula,
                    scored_by=scorer, scored_at=when, first_scored_at=when, countersigned_by=signer,
                    countersigned_at=when + ONE_DAY, version=2,
                )
            )  # fmt: skip
        AppraisalSheet.objects.bulk_create(sheets)
        AppraisalScore.objects.bulk_create(
            AppraisalScore(sheet=sheet, item=code, limit=limits[code], points=given)
            for sheet in sheets
            for code, given in points[sheet.employee_id].items()
        )

    def _signers(self, employee: Employee) -> tuple[User, User]:
        """Who scores and who countersigns: the manager's own sheet goes one step up."""
        return (self.deputy, self.hr) if employee.user_id == self.manager.pk else (self.manager, self.deputy)

    def last_month(self) -> None:
        """As far as it has come by now: self views on the 2nd, complaints heard on the 3rd, scores on the 4th, signed on the 5th."""
        self._complaints()
        if self._is_past(2):
            for who, kind in ((self.wang, "self_view"), (self.manager.employee, "self_view_of_manager")):
                text = self.words[kind]["text"]
                write_self_view(employee=who, month=self.month, text=text, by=who.user, at=self._morning(2))
        if not self._is_past(4):
            return
        people = list(appraised_people(self.month))
        for one in people:
            self._score(one, self._morning(4))
        if self._is_past(5):
            for one in people:
                self._sign(one)
            self._decide()

    def _morning(self, day: int) -> datetime:
        return midnight(next_month(self.month)) + timedelta(days=day - 1, hours=9, minutes=20)

    def _is_past(self, day: int) -> bool:
        return self._morning(day) + 8 * HOUR <= self.at

    def _score(self, employee: Employee, when: datetime) -> None:
        points = points_of(employee, self.month, limits_of(rules_of(self.month)))
        comment = self.words["comment"].get(employee.number, "")
        score_appraisal(
            employee=employee, month=self.month, points=points, comment=comment, by=self._signers(employee)[0], at=when
        )

    def _sign(self, employee: Employee) -> None:
        """One goes back once."""
        when, signer = self._morning(5), self._signers(employee)[1]
        sheet = AppraisalSheet.objects.get(employee=employee, month=self.month)
        if employee.number == RETURNED:
            words = self.words["returned"]["text"]
            countersign_appraisal(sheet=sheet, is_signed=False, words=words, by=signer, at=when)
            self._score(employee, when + 2 * HOUR)
        countersign_appraisal(sheet=sheet, is_signed=True, by=signer, at=when + 5 * HOUR)

    def _decide(self) -> None:
        """The raise waits for 总经理; a demotion is put off."""
        row = StaffProposal.objects.filter(kind=ProposalKind.DEMOTION, state="waiting").first()
        if row is not None:
            reason = self.words["demotion"]["text"]
            decide_proposal(proposal=row, is_accepted=False, reason=reason, by=self.cast["general_manager"], at=self._morning(5) + 7 * HOUR)

    def _complaints(self) -> None:
        """Upheld from a case, not upheld from a visit, torn paper that is none; verified on the 3rd, each after hearing 王海涛."""
        told = [("upheld", self._case()), ("not_upheld", self._visit()), ("torn_paper", self._order())]
        for kind, source in told:
            if source is None:
                continue
            words, on = self.words[kind], source.pop("on")
            facts = ComplaintFacts(words["complaint"], on, words["told_by"], words["text"], **source)
            row = record_complaint(employee=self.wang, facts=facts, by=self.manager, at=midnight(on) + 16 * HOUR)
            if self._is_past(3):
                self._verify(row, words)

    def _verify(self, row: ServiceComplaint, words: dict[str, str]) -> None:
        when = self._morning(3)
        verify_complaint(
            complaint=row, is_upheld=words["kind"] == "upheld", heard_on=local_day(when), statement=words["statement"],
            reason=words["reason"], by=self.manager, at=when + HOUR,
        )  # fmt: skip

    def _case(self) -> dict | None:
        rows = cases_of_department().filter(filed_at__gte=midnight(self.month), filed_at__lt=midnight(month_of(local_day(self.at))))
        case = rows.filter(misreports=None).first()
        if case is None:
            return None
        return {"case": case, "on": min(local_day(case.filed_at) + 6 * ONE_DAY, next_month(self.month) - ONE_DAY)}

    def _visit(self) -> dict | None:
        rows = CustomerVisit.objects.filter(by=self.wang, visited_on__gte=self.month, visited_on__lt=next_month(self.month))
        visit = rows.order_by("visited_on", "pk").first()
        return {"visit": visit, "on": visit.visited_on} if visit else None

    def _order(self) -> dict | None:
        rows = DispatchOrder.objects.filter(engineer=self.wang, done_at__isnull=False).order_by("pk")
        order = rows.first()
        on = local_day(order.done_at) if order else self.month
        return {"dispatch": order, "on": on} if order and on < next_month(self.month) else None

    def this_month(self) -> None:
        """王海涛 has written already; a complaint of a dispatch waits to be verified."""
        on = local_day(self.at)
        text = self.words["self_view_begun"]["text"]
        write_self_view(employee=self.wang, month=month_of(on), text=text, by=self.cast["service_engineer"], at=self.at - HOUR)
        order = DispatchOrder.objects.filter(engineer=self.wang, done_at__isnull=False).order_by("-pk").first()
        if order is None:
            return
        words = self.words["waiting"]
        facts = ComplaintFacts(ComplaintKind(words["complaint"]), on, words["told_by"], words["text"], dispatch=order)
        record_complaint(employee=self.wang, facts=facts, by=self.manager, at=self.at - HOUR)

    def merits(self) -> None:
        """Training, a wish, and each kind of reward."""
        people = {one.number: one for one in appraised_people(month_of(local_day(self.at)))}
        for row in self.words["merits"]["rows"]:
            when = local(self.at) - row["days"] * ONE_DAY
            amount = Decimal(row["amount"]) if "amount" in row else None
            record_merit(
                employee=people[row["number"]], kind=MeritKind(row["what"]), on=when.date(), text=row["text"], amount=amount,
                by=self.manager, at=when,
            )  # fmt: skip


def points_of(employee: Employee, month: date, limits: dict[str, int]) -> dict[str, Decimal]:
    """By item, in halves of a point, near the person's level; the same for the same month."""
    rng = Random(f"{SEED}:{employee.number}:{month}")
    level = _level(employee.number, month)
    found = {}
    for item in ITEMS:
        most = limits[item.code]
        wanted = Decimal(most * (level + rng.uniform(-1.5, 1.5)) / 100)
        found[item.code] = min(Decimal(round(wanted * 2)) / 2, Decimal(most))
    return found


def _level(number: str, month: date) -> int:
    if number == BEST:
        return 88 if month.month in BEST_BUT else 94
    if number == WORST:
        return 71 if month.month in WORST_IN else 78
    return LEVEL.get(number, 84)
