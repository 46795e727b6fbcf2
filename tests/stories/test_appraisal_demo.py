"""The demo's appraisal: last month done, this one begun, a year to look at."""

from datetime import date

import pytest

from staff.models import (
    AppraisalSheet,
    AppraisalState,
    ComplaintState,
    MeritKind,
    MeritRecord,
    ServiceComplaint,
    StaffProposal,
)
from staff.selectors.appraisal import unscored_people
from staff.selectors.appraisal_year import year_rows
from tests.stories.test_department_demo import cast  # noqa: F401  (a fixture)
from tests.world import at
from yibin_service.desk.demo.appraisal import load_appraisal
from yibin_service.desk.demo.cast import Cast
from yibin_service.desk.demo.department import load_department
from yibin_service.desk.demo.field_work import load_field_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed(cast: Cast) -> Cast:  # noqa: F811
    now = at("2026-11-23 15:00")
    load_department(cast, now)
    load_field_work(cast, now)
    return cast


def test_last_month_is_done_and_the_year_shows_every_month(staffed: Cast) -> None:
    load_appraisal(staffed, at("2026-11-23 15:00"))
    october = AppraisalSheet.objects.filter(month=date(2026, 10, 1))
    assert october.filter(state=AppraisalState.COUNTERSIGNED).count() == 12
    assert not unscored_people(date(2026, 10, 1)).exists()
    rows = {row.employee.number: row for row in year_rows(staffed["service_manager"], 2026)}
    assert all(len(row.done) == 10 for row in rows.values())
    assert (rows["0315"].best, rows["0339"].worst) == (7, 6)
    assert set(StaffProposal.objects.values_list("employee__number", "kind", "state")) == {
        ("0315", "raise", "waiting"),
        ("0339", "demotion", "declined"),
    }


def test_complaints_are_there_in_every_state_and_all_of_s_5_2(staffed: Cast) -> None:
    load_appraisal(staffed, at("2026-11-23 15:00"))
    states = set(ServiceComplaint.objects.values_list("state", "kind"))
    assert {(ComplaintState.DISMISSED, "manner"), (ComplaintState.DISMISSED, "product"), (ComplaintState.WAITING, "work")} <= states
    assert set(MeritRecord.objects.values_list("kind", flat=True)) == set(MeritKind)


@pytest.mark.parametrize(("moment", "state"), [("2026-11-01 09:00", "draft"), ("2026-11-04 18:00", "scored"), ("2027-01-10 09:00", "countersigned")])
def test_the_appraisal_is_there_on_any_day(cast: Cast, moment: str, state: str) -> None:  # noqa: F811
    now = at(moment)
    load_department(cast, now)
    load_field_work(cast, now)
    load_appraisal(cast, now)
    newest = AppraisalSheet.objects.filter(month=date(2026, 12 if now.year == 2027 else 10, 1))
    assert set(newest.values_list("state", flat=True)) <= {state}
