"""Reports by themselves: issued by the timetable's task, files made by the worker, downtime caught up."""

from collections.abc import Callable
from datetime import datetime

import pytest

from cases.models import ClockKind, DeadlineBreach
from penalties.models import DeductionNotice, Fine, MonthReport, ReportState
from penalties.selectors.month_details import rows_of
from penalties.services.sign_report import sign_report
from penalties.tasks.reports import check_books, issue_due_reports
from tests.booked import OCTOBER, booked_case, issued, october, settled, signed
from tests.world import World, at
from yibin_service.celery import TIMETABLE
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.selectors import attachments_of, may_open
from yibin_service.foundation.jobs.models import Job, JobState
from yibin_service.foundation.jobs.runner import run_next_job
from yibin_service.foundation.jobs.services import request_job

pytestmark = pytest.mark.django_db
TravelTo = Callable[[datetime], None]


def run_jobs() -> None:
    while run_next_job():
        pass


def test_the_timetable_names_both_tasks() -> None:
    assert {"penalties.tasks.reports.issue_due_reports", "penalties.tasks.reports.check_books"} <= TIMETABLE.keys()


def test_nothing_is_issued_before_the_hour(world: World, travel_to: TravelTo) -> None:
    october(world)
    travel_to(at("2026-11-01 07:30"))
    issue_due_reports()
    assert not MonthReport.objects.exists()


def test_the_month_is_issued_at_its_hour_with_nobody_clicking(world: World, travel_to: TravelTo) -> None:
    october(world)
    travel_to(at("2026-11-01 08:01"))
    issue_due_reports()
    issue_due_reports()
    report = MonthReport.objects.get()
    assert (report.state, report.issued_by) == (ReportState.ISSUED, None)
    assert DeductionNotice.objects.count() == 3


def test_what_was_missed_while_nothing_ran_is_recorded_before_the_seal(world: World, travel_to: TravelTo) -> None:
    case = booked_case(world)
    settled(case, world)
    silent = booked_case(world)
    silent.deadlines.filter(kind=ClockKind.REPLY).update(acted_at=None)
    travel_to(at("2026-11-20 09:00"))
    issue_due_reports()
    report = MonthReport.objects.get()
    assert report.state == ReportState.ISSUED
    assert [(row["case"], row["outcome"]) for row in rows_of(report.details["late"])] == [
        (silent.number, "罚款 200.00 元，待确认")
    ]
    assert (DeadlineBreach.objects.count(), Fine.objects.get().state) == (1, "proposed")
    assert report.delay_note.startswith("应于 11-01 08:00 签发，当时系统没有运行，迟 19天")


def test_the_worker_makes_both_files_once(world: World, travel_to: TravelTo) -> None:
    october(world)
    travel_to(at("2026-11-01 08:01"))
    issue_due_reports()
    run_jobs()
    report = MonthReport.objects.get()
    assert report.workbook.name.endswith(".xlsx") and report.pdf.name.endswith(".pdf")
    assert report.workbook.file.media_type.endswith("spreadsheetml.sheet")
    assert attachments_of(report.stream).count() == 2
    request_job(
        kind="month_report", key="2026-10", title="again", arguments={"month": "2026-10"}, by=None, at=database_now()
    )
    run_jobs()
    assert attachments_of(report.stream).count() == 2
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_files_that_were_never_made_are_asked_for_again_after_an_hour(world: World, travel_to: TravelTo) -> None:
    october(world)
    travel_to(at("2026-11-01 08:01"))
    issue_due_reports()
    Job.objects.update(state=JobState.FAILED)
    travel_to(at("2026-11-01 08:50"))
    issue_due_reports()
    assert Job.objects.filter(state=JobState.WAITING).count() == 0
    travel_to(at("2026-11-01 09:10"))
    issue_due_reports()
    run_jobs()
    assert MonthReport.objects.get().pdf is not None


def test_files_of_the_report_are_for_those_who_read_reports(world: World, travel_to: TravelTo) -> None:
    october(world)
    travel_to(at("2026-11-01 08:01"))
    issue_due_reports()
    run_jobs()
    pdf = MonthReport.objects.get().pdf
    readers = ("enterprise_management", "tech_engineer", "deputy_gm", "general_manager", "auditor", "finance")
    others = ("sales_clerk", "sales_head", "workshop4_head", "hr", "admin", "meeting_secretary")
    assert all(may_open(getattr(world, who), pdf) for who in readers)
    assert not any(may_open(getattr(world, who), pdf) for who in others)


def test_a_released_notice_is_printed_for_its_unit_alone(world: World) -> None:
    october(world)
    issued(world)
    signed(world)
    run_jobs()
    sheet = DeductionNotice.objects.get(unit=world.unit["workshop_4"]).pdf
    assert may_open(world.workshop4_head, sheet)
    assert may_open(world.enterprise_management, sheet)
    assert not may_open(world.qc_head, sheet)
    assert not may_open(world.sales_head, sheet)
    assert not may_open(world.sales_clerk, sheet)


def test_the_open_month_is_checked_between_reports(world: World, travel_to: TravelTo) -> None:
    settled(booked_case(world, is_determined=False), world)
    travel_to(at("2026-10-25 02:00"))
    check_books()
    report = MonthReport.objects.get()
    assert (report.label, report.state) == ("2026-10", ReportState.BUILDING)
    assert sum(len(result["findings"]) for result in report.findings) == 1


def test_books_that_have_not_begun_are_not_checked(world: World) -> None:
    check_books()
    assert not MonthReport.objects.exists()


def test_somebody_may_have_the_books_checked_now(world: World, travel_to: TravelTo) -> None:
    october(world)
    travel_to(at("2026-10-30 10:00"))
    request_job(
        kind="ledger_check",
        key="2026-10",
        title="对账",
        arguments={"month": "2026-10"},
        by=world.auditor,
        at=database_now(),
    )
    run_jobs()
    assert [result["findings"] for result in MonthReport.objects.get().findings] == [[]] * 8


def test_the_signed_report_stays_signed_whatever_the_timetable_does(world: World, travel_to: TravelTo) -> None:
    october(world)
    issued(world)
    sign_report(month=OCTOBER, by=world.enterprise_management, at=at("2026-11-01 09:30"))
    travel_to(at("2026-11-03 08:00"))
    issue_due_reports()
    check_books()
    assert MonthReport.objects.get(month=OCTOBER.first).state == ReportState.SIGNED
