"""每周反馈: gathered from the week's records, nothing typed twice."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staff.selectors.feedback import FeedbackRow, feedback_rows, gathered
from staff.services.file_daily_report import file_daily_report
from staff.services.record_visit import record_visit
from staff.services.write_opinion_sheet import OpinionFacts, write_opinion_sheet
from tests.field_made import MONDAY, Department, report_facts, visit_facts
from tests.views.acting import client_of, text_of
from tests.world import World
from yibin_service.foundation.access.models import User

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = MONDAY.date()


@pytest.fixture
def people(world: World) -> Department:
    """On Monday one of each record with something in it, and a report, a solved record and a later visit."""
    made = Department(world)
    by = world.service_engineer
    order = made.arrived()
    made.recorded(order, MONDAY + 4 * HOUR, result="unsolved", is_final=False, work="张力仍不稳。")
    made.recorded(order, MONDAY + 6 * HOUR, work="换了刀片。")
    heard = OpinionFacts(
        customer=world.customer, heard_at=MONDAY + HOUR, contact_name="杨德福", contact_phone="138 0871 2206",
        problem_kind="intrinsic", description="断纸六次。", product=world.product,
    )  # fmt: skip
    write_opinion_sheet(employee=made.engineer, facts=heard, by=by, at=MONDAY + 2 * HOUR)
    facts = visit_facts(world, MONDAY, quality="fair", quality_text="洞穿减少", needs="要 787 规格", problems="交期慢")
    record_visit(employee=made.engineer, facts=facts, by=by, at=MONDAY + 7 * HOUR)
    file_daily_report(
        employee=made.engineer, facts=report_facts(MONDAY, quality="纸边毛"), by=by, at=MONDAY + 9 * HOUR
    )
    file_daily_report(employee=made.engineer, facts=report_facts(MONDAY + DAY), by=by, at=MONDAY + DAY)
    record_visit(employee=made.engineer, facts=visit_facts(world, MONDAY + DAY), by=by, at=MONDAY + DAY + HOUR)
    return made


def rows(user: User, first: date = FIRST, last: date = FIRST, text: str = "") -> list[FeedbackRow]:
    return feedback_rows(gathered(user, first, last, text))


def test_the_weeks_feedback_is_what_reports_visits_opinions_and_unsolved_records_say(people: Department) -> None:
    world = people.world
    told = {row.source: (row.quality, row.needs, row.problems) for row in rows(world.service_manager)}
    assert told == {
        "日报": ("纸边毛", "", ""),
        f"回访 {world.customer}": ("基本满意：洞穿减少", "要 787 规格", "交期慢"),
        f"客户意见反馈单 {world.customer}": ("断纸六次。", "", ""),
        f"维修服务单 PG-2026-0001 {world.customer}": ("", "", "没有解决：张力仍不稳。"),
    }


def test_it_is_cut_to_its_days_newest_first_and_narrowed_by_words(people: Department) -> None:
    manager = people.world.service_manager
    assert [row.on for row in rows(manager, FIRST, FIRST + DAY)] == [FIRST + DAY, *[FIRST] * 4]
    assert rows(manager, FIRST + 2 * DAY, FIRST + 8 * DAY) == []
    assert [row.source for row in rows(manager, text="张力")] == [f"维修服务单 PG-2026-0001 {people.world.customer}"]
    assert [row.source for row in rows(manager, text="纸边")] == ["日报"]
    assert rows(manager, text="没有人说过") == []


def test_a_colleague_reads_nothing_of_it_and_a_page_takes_few_queries(people: Department) -> None:
    assert rows(people.colleague_user) == []
    with CaptureQueriesContext(connection) as asked:
        assert len(rows(people.world.service_manager)) == 4
    assert len(asked) <= 8


def test_the_page_tells_where_each_was_written(people: Department) -> None:
    address = f"/staff/feedback/?from={FIRST}&until={FIRST}"
    page = text_of(client_of(people.world, "service_manager").get(address))
    for words in ("质量反映、需求与问题 4条", "日报", "基本满意：洞穿减少", "断纸六次。", "没有解决：张力仍不稳。"):
        assert words in page
