"""The month's appraisal from self view to countersign, complaints, proposals and reminders."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from staff.models import (
    AppraisalSheet,
    AppraisalState,
    ComplaintState,
    MeritRecord,
    ProposalKind,
    ServiceComplaint,
    StaffProposal,
)
from staff.rules.appraisal_errors import (
    AppraisalMonthRunning,
    AppraisalOutOfStep,
    ComplaintContradicts,
    ComplaintVerified,
    NotCountersigner,
    OwnScoring,
    TornPaperNoComplaint,
)
from staff.rules.field_errors import NotYours
from staff.selectors.appraisal import appraised_people, department_score, row_of
from staff.selectors.appraisal_turns import turns
from staff.selectors.appraisal_year import year_rows
from staff.services.countersign_appraisal import countersign_appraisal
from staff.services.record_complaint import ComplaintFacts, record_complaint
from staff.services.record_merit import record_merit
from staff.services.remind_appraisals import remind_appraisals
from staff.services.score_appraisal import score_appraisal
from staff.services.verify_complaint import verify_complaint
from staff.services.write_self_view import write_self_view
from tests.field_made import Department
from tests.versions_made import staff_version
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, StalePage
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
NOW = at("2026-11-05 09:00")
POINTS = {
    "initiative": Decimal(14), "cooperation": Decimal(9), "loyalty": Decimal(14), "planning": Decimal(5),
    "execution": Decimal(5), "quality": Decimal(9), "performance": Decimal(36),
}  # fmt: skip


@pytest.fixture
def people(world: World) -> Department:
    return Department(world)


def score(people: Department, **changes: Any) -> AppraisalSheet:
    given: dict[str, Any] = {
        "employee": people.engineer, "month": OCTOBER, "points": POINTS, "by": people.world.service_manager, "at": NOW,
    }  # fmt: skip
    return score_appraisal(**given | changes)


def sign(people: Department, sheet: AppraisalSheet, **changes: Any) -> AppraisalSheet:
    given: dict[str, Any] = {"is_signed": True, "by": people.world.deputy_gm, "at": NOW}
    return countersign_appraisal(sheet=sheet, **given | changes)


def complain(people: Department, **changes: Any) -> ServiceComplaint:
    order = changes.pop("dispatch", None) or people.order(at("2026-10-12 08:00"))
    facts: dict[str, Any] = {
        "kind": "manner", "received_on": date(2026, 10, 20), "told_by": "杨德福", "text": "到场后态度差。", "dispatch": order,
    }  # fmt: skip
    by = people.world.service_manager
    return record_complaint(employee=people.engineer, facts=ComplaintFacts(**facts | changes), by=by, at=NOW)


def verify(people: Department, row: ServiceComplaint, is_upheld: bool = True, **changes: Any) -> ServiceComplaint:
    given: dict[str, Any] = {
        "heard_on": NOW.date(), "statement": "当天机器停着，说话急了。", "reason": "客户和本人说法一致。",
        "by": people.world.service_manager, "at": NOW,
    }  # fmt: skip
    return verify_complaint(complaint=row, is_upheld=is_upheld, **given | changes)


def test_a_month_is_written_scored_and_countersigned(world: World, people: Department) -> None:
    write_self_view(employee=people.engineer, month=OCTOBER, text="走访 6家。", by=world.service_engineer, at=NOW)
    sheet = score(people)
    assert (sheet.state, sheet.total, sheet.grade, sheet.regulation) == (AppraisalState.SCORED, 92, "A", "S-初版")
    assert InboxMessage.objects.filter(user=world.deputy_gm, key__startswith=f"appraisal:{sheet.pk}").exists()
    done = sign(people, sheet)
    assert done.state == AppraisalState.COUNTERSIGNED
    assert done.self_view == "走访 6家。"
    assert InboxMessage.objects.filter(user=world.service_engineer, title="您的 10月考核已会签").exists()


def test_a_countersigned_sheet_can_be_changed_by_nobody(people: Department) -> None:
    sheet = sign(people, score(people))
    with pytest.raises(AppraisalOutOfStep):
        score(people)
    with pytest.raises(DatabaseError), transaction.atomic():
        AppraisalSheet.objects.filter(pk=sheet.pk).update(total=1, points=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        AppraisalSheet.objects.filter(pk=sheet.pk).delete()


def test_a_sheet_given_back_is_scored_anew_and_the_first_day_counts(people: Department) -> None:
    sheet = score(people)
    with pytest.raises(InvalidInput):
        sign(people, sheet, is_signed=False)
    back = sign(people, sheet, is_signed=False, words="工作绩效写明依据")
    assert back.state == AppraisalState.DRAFT
    later = at("2026-11-12 09:00")
    again = score(people, points=POINTS | {"performance": Decimal(30)}, at=later)
    assert (again.total, again.first_scored_at, again.scores.count()) == (86, NOW, 7)
    assert not row_of(people.world.service_manager, people.engineer, OCTOBER, later).is_late


@pytest.mark.parametrize(("when", "is_late"), [("2026-11-08 23:59", False), ("2026-11-09 00:00", True)])
def test_the_eighth_is_in_time(people: Department, when: str, is_late: bool) -> None:
    score(people, at=at(when))
    assert row_of(people.world.service_manager, people.engineer, OCTOBER, at(when)).is_late is is_late


def test_points_beyond_their_limit_are_refused_at_the_item(people: Department) -> None:
    with pytest.raises(InvalidInput) as refused:
        score(people, points=POINTS | {"planning": Decimal("5.5")})
    assert "planning" in refused.value.faults
    assert not AppraisalSheet.objects.exclude(state=AppraisalState.DRAFT).exists()


def test_a_running_month_is_not_scored_and_a_coming_one_not_written(world: World, people: Department) -> None:
    with pytest.raises(AppraisalMonthRunning):
        score(people, month=NOVEMBER)
    with pytest.raises(AppraisalMonthRunning):
        write_self_view(
            employee=people.engineer, month=date(2026, 12, 1), text="x", by=world.service_engineer, at=NOW
        )


def test_nobody_scores_the_own_month_or_signs_the_own_scoring(world: World, people: Department) -> None:
    with pytest.raises(OwnScoring):
        score(people, employee=people.manager)
    sheet = score(people, employee=people.manager, by=world.deputy_gm)
    with pytest.raises(OwnScoring):
        sign(people, sheet)
    assert sign(people, sheet, by=world.hr).state == AppraisalState.COUNTERSIGNED


def test_only_whom_the_parameter_names_countersigns(world: World, people: Department) -> None:
    sheet = score(people)
    with pytest.raises(NotCountersigner):
        sign(people, sheet, by=world.hr)
    with pytest.raises(NotAllowed):
        sign(people, sheet, by=world.service_manager)


def test_the_engineer_scores_nobody_and_writes_only_the_own_view(world: World, people: Department) -> None:
    with pytest.raises(NotAllowed):
        score(people, by=world.service_engineer)
    with pytest.raises(NotYours):
        write_self_view(employee=people.colleague, month=OCTOBER, text="好", by=world.service_engineer, at=NOW)


def test_a_page_drawn_before_the_self_view_is_stale(world: World, people: Department) -> None:
    sheet = write_self_view(employee=people.engineer, month=OCTOBER, text="一", by=world.service_engineer, at=NOW)
    seen = sheet.version
    write_self_view(employee=people.engineer, month=OCTOBER, text="二", by=world.service_engineer, at=NOW)
    with pytest.raises(StalePage):
        score(people, seen_version=seen)


def test_an_upheld_complaint_takes_fifteen_and_an_unverified_one_nothing(people: Department) -> None:
    order = people.order(at("2026-10-12 08:00"))
    row = complain(people, dispatch=order)
    complain(people, dispatch=order)
    assert verify(people, row).counts_in == OCTOBER
    sheet = score(people)
    assert (sheet.complaint_count, sheet.deduction, sheet.total, sheet.grade) == (1, 15, 77, "B")


def test_a_complaint_upheld_after_the_scoring_counts_in_the_next_open_month(people: Department) -> None:
    row = complain(people)
    assert score(people).deduction == 0
    assert verify(people, row).counts_in == NOVEMBER


def test_a_complaint_is_verified_once_and_only_after_the_person_was_heard(people: Department) -> None:
    row = complain(people)
    with pytest.raises(InvalidInput) as refused:
        verify(people, row, statement=" ")
    assert "statement" in refused.value.faults
    with pytest.raises(InvalidInput):
        verify(people, row, heard_on=date(2026, 10, 19))
    assert verify(people, row, is_upheld=False).state == ComplaintState.DISMISSED
    with pytest.raises(ComplaintVerified):
        verify(people, row)


def test_torn_paper_is_no_complaint_about_a_person(people: Department) -> None:
    row = complain(people, kind="product")
    with pytest.raises(TornPaperNoComplaint):
        verify(people, row)
    assert verify(people, row, is_upheld=False).counts_in is None


def test_a_complaint_has_one_source_and_the_dispatch_is_the_persons(world: World, people: Department) -> None:
    order = people.order(at("2026-10-12 08:00"), engineer=people.colleague)
    with pytest.raises(ComplaintContradicts):
        complain(people, dispatch=order)
    bare = ComplaintFacts(kind="slow", received_on=NOW.date(), told_by="杨", text="慢")
    with pytest.raises(ComplaintContradicts):
        record_complaint(employee=people.engineer, facts=bare, by=world.service_manager, at=NOW)


def year_of(people: Department, months: int, points: dict[str, Decimal]) -> None:
    for month in range(1, months + 1):
        sign(people, score(people, month=date(2025, month, 1), points=points))


def test_seven_a_of_a_year_propose_a_raise_once(world: World, people: Department) -> None:
    year_of(people, 6, POINTS)
    assert not StaffProposal.objects.exists()
    year_of_seventh = score(people, month=date(2025, 7, 1))
    sign(people, year_of_seventh)
    sign(people, score(people, month=date(2025, 8, 1)))
    proposal = StaffProposal.objects.get()
    assert (proposal.kind, proposal.month, proposal.fact) == (ProposalKind.RAISE, date(2025, 1, 1), "2025 年 A 等 7次")
    assert InboxMessage.objects.filter(user=world.general_manager, key=f"staff-proposal:{proposal.pk}").count() == 1
    row = next(row for row in year_rows(world.hr, 2025) if row.employee == people.engineer)
    assert (row.best, row.mean, row.proposals) == (8, 92, (proposal,))


def test_six_c_of_a_year_propose_demotion(people: Department) -> None:
    poor = POINTS | {"performance": Decimal(10)}
    year_of(people, 5, poor)
    assert not StaffProposal.objects.exists()
    sign(people, score(people, month=date(2025, 6, 1), points=poor))
    assert StaffProposal.objects.get().kind == ProposalKind.DEMOTION


def test_a_version_without_bands_scores_without_a_grade(world: World, people: Department) -> None:
    staff_version(OCTOBER, "S-无等级", grade_a_from=None, grade_b_from=None)
    sheet = score(people)
    assert (sheet.total, sheet.grade, sheet.regulation) == (92, "", "S-无等级")
    assert score(people, month=date(2026, 9, 1)).grade == "A"


def test_where_the_version_names_human_resources_they_countersign_and_the_deputy_does_not(
    world: World, people: Department
) -> None:
    staff_version(OCTOBER, appraisal_countersigner="hr")
    sheet = score(people)
    assert InboxMessage.objects.filter(user=world.hr, key=f"appraisal:{sheet.pk}:{sheet.version}").exists()
    with pytest.raises(NotCountersigner):
        sign(people, sheet)
    assert sign(people, sheet, by=world.hr).state == AppraisalState.COUNTERSIGNED


def test_a_sheet_is_scored_and_due_by_the_version_of_its_month(world: World, people: Department) -> None:
    staff_version(OCTOBER, appraisal_day="10", performance_points="30", complaint_points="20", grade_a_from="80")
    verify(people, complain(people))
    sheet = score(people, points=POINTS | {"performance": Decimal(30)}, at=at("2026-11-10 23:59"))
    assert (sheet.total, sheet.deduction, sheet.grade) == (66, 20, "C")
    assert not row_of(world.service_manager, people.engineer, OCTOBER, NOW).is_late
    with pytest.raises(InvalidInput):
        score(people, employee=people.colleague, points=POINTS)
    assert score(people, employee=people.colleague, points=POINTS | {"performance": Decimal(24)}).grade == "A"


@pytest.mark.parametrize(("since", "raised"), [(date(2027, 1, 1), 0), (date(2026, 12, 1), 1)])
def test_the_grades_of_a_year_propose_by_the_version_of_that_year(
    world: World, people: Department, since: date, raised: int
) -> None:
    staff_version(since, raise_after_a_grades="1")
    sign(people, score(people, month=date(2026, 12, 1), at=at("2027-01-05 09:00")), at=at("2027-01-05 10:00"))
    assert StaffProposal.objects.filter(kind=ProposalKind.RAISE).count() == raised


def told(world: World, key: str) -> int:
    return InboxMessage.objects.filter(user=world.service_manager, key=key).count()


def test_who_has_sheets_to_score_is_reminded_on_the_sixth_and_told_of_those_overdue(
    world: World, people: Department
) -> None:
    assert remind_appraisals(at=at("2026-11-05 23:59")) == 0
    remind_appraisals(at=at("2026-11-06 08:00"))
    remind_appraisals(at=at("2026-11-08 08:00"))
    assert (told(world, "appraisal-due:2026-10"), told(world, "appraisal-overdue:2026-10")) == (1, 0)
    score(people)
    remind_appraisals(at=at("2026-11-09 00:00"))
    overdue = InboxMessage.objects.get(user=world.service_manager, key="appraisal-overdue:2026-10")
    assert overdue.body == "赵磊"
    assert InboxMessage.objects.get(user=world.deputy_gm, key="appraisal-overdue:2026-10").body == "高峰"


def test_a_bonus_has_a_sum_and_nothing_else_has(world: World, people: Department) -> None:
    given: dict[str, Any] = {"employee": people.engineer, "on": NOW.date(), "by": world.hr, "at": NOW}
    with pytest.raises(InvalidInput):
        record_merit(kind="bonus", text="季度奖", **given)
    with pytest.raises(InvalidInput):
        record_merit(kind="praise", text="会上表扬", amount=Decimal("10.00"), **given)
    record_merit(kind="bonus", text="季度奖", amount=Decimal("300.00"), **given)
    assert MeritRecord.objects.get().amount == Decimal("300.00")


def test_each_finds_the_next_step_on_the_workbench(world: World, people: Department) -> None:
    def verbs(user: Any) -> set[str]:
        return {turn.verb for turn in turns(user, NOW, 20)}

    complain(people)
    assert verbs(world.service_engineer) == {"写月度自评"}
    assert verbs(world.service_manager) == {"写月度自评", "月度考核评分", "核实客户投诉"}
    score(people)
    assert "会签月度考核" in verbs(world.deputy_gm)
    assert verbs(world.hr) == set()
    assert verbs(world.service_engineer) == set()


def test_the_department_scores_the_mean_of_what_is_countersigned(people: Department) -> None:
    everybody = appraised_people(OCTOBER)
    assert department_score(everybody, OCTOBER) is None
    sign(people, score(people))
    other = score(people, employee=people.colleague, points=POINTS | {"performance": Decimal("20.5")})
    assert department_score(everybody, OCTOBER) == 92
    sign(people, other)
    assert department_score(everybody, OCTOBER) == Decimal("84.3"), "92 and 76.5: 84.25, half up"
