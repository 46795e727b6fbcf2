"""A month is sealed once, with the figures of its entries, or held with what was found."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Case, FeedbackCard
from penalties.models import DeductionNotice, MonthReport, ReportState
from penalties.models.ledger import LedgerEntry
from penalties.rules.month import Month, fingerprint
from penalties.services.build_month_report import build_month_report
from penalties.services.issue_due_reports import issue_due_reports
from penalties.services.issue_month_report import issue_month_report
from penalties.services.post_ledger import post_after_determination
from penalties.services.report_errors import AlreadyIssued, ReportHasFindings, ReportNotDue
from tests.booked import ISSUED_AT, NOVEMBER, OCTOBER, booked_case, column, issued, october, settled
from tests.settled import breach, determine
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
DECEMBER = Month(date(2026, 12, 1))


def told(user: User) -> list[str]:
    return list(InboxMessage.objects.filter(user=user, title__contains="月报").order_by("id").values_list("title", flat=True))


def undetermined(world: World) -> Case:
    """A settlement was confirmed, and nobody has said who bears it."""
    case = booked_case(world, is_determined=False)
    settled(case, world)
    return case


def decided(case: Case, world: World, when: datetime) -> None:
    row = determine(case, world)
    post_after_determination(case=case, trigger=f"determination:{row.pk}", by=world.tech_head, at=when)


def test_a_month_without_findings_is_issued_in_the_systems_name(world: World) -> None:
    october(world)
    report = issued(world)
    assert (report.state, report.issued_by, report.issued_at) == (ReportState.ISSUED, None, ISSUED_AT)
    assert report.delay_note == ""
    assert [result["findings"] for result in report.findings] == [[]] * 8
    assert report.figures["summary"]["loss"] == "14270.00"
    assert report.figures["issue"]["by"] == "系统自动签发"


def test_the_seal_names_figures_rows_root_and_count(world: World) -> None:
    october(world)
    report = MonthReport.objects.get(pk=issued(world).pk)
    last = LedgerEntry.objects.order_by("sequence").last()
    assert report.figures_hash == fingerprint(report.figures)
    assert report.figures["details_hash"] == fingerprint(report.details)
    assert (report.chain_root, report.entry_count) == (last.own_hash, last.sequence)


def test_the_letter_to_enterprise_management_carries_the_checkpoint_out(world: World) -> None:
    october(world)
    report = issued(world)
    message = InboxMessage.objects.get(user=world.enterprise_management, key="report:2026-10:issued")
    assert f"台账 {report.entry_count}笔，链根 {report.chain_root}" in message.body
    assert report.figures_hash in message.body
    assert message.letter.to == "enterprise_management@mill.example"


def test_issuing_again_gives_the_same_report_and_nothing_more(world: World) -> None:
    october(world)
    first = issued(world)
    again = issue_month_report(month=OCTOBER, by=None, at=at("2026-11-01 08:05"))
    assert again.figures_hash == first.figures_hash
    assert Event.objects.filter(stream="report:2026-10", verb="issue_report").count() == 1
    assert DeductionNotice.objects.count() == 3
    assert told(world.enterprise_management) == ["轮到您：签收2026年10月月报"]


def test_a_person_who_comes_after_the_system_is_told_who_issued_it(world: World) -> None:
    october(world)
    issued(world)
    with pytest.raises(AlreadyIssued, match="2026年10月月报已由系统于 11-01 08:00 签发，没有重复"):
        issue_month_report(month=OCTOBER, by=world.tech_head, at=at("2026-11-01 09:00"))


@pytest.mark.parametrize("when", ["2026-10-31 23:59", "2026-11-01 00:00", "2026-11-01 07:59"])
def test_before_its_day_and_hour_there_is_no_report(world: World, when: str) -> None:
    october(world)
    with pytest.raises(ReportNotDue, match="2026年10月月报 11-01 08:00 起编制，现在只有预览"):
        issue_month_report(month=OCTOBER, by=world.tech_head, at=at(when))
    assert issue_due_reports(at=at(when)) == []


def test_with_findings_the_report_is_held_and_technical_centre_is_told(world: World) -> None:
    case = undetermined(world)
    report = issued(world)
    assert report.state == ReportState.HELD
    found = [finding for result in report.findings for finding in result["findings"]]
    assert [(one["case"], one["text"]) for one in found] == [
        (case.number, "已确认的结算还没有入账：责任还没有认定")
    ]
    assert told(world.tech_head) == ["轮到您：处理2026年10月月报对账发现的 1项"]
    assert (DeductionNotice.objects.count(), Job.objects.filter(kind="month_report").count()) == (0, 0)


def test_a_held_report_is_not_issued_while_the_finding_stands(world: World) -> None:
    case = undetermined(world)
    issued(world)
    with pytest.raises(ReportHasFindings, match=f"对账还有 1项没有处理，不能签发：案件 {case.number}"):
        issue_month_report(month=OCTOBER, by=world.tech_head, at=at("2026-11-02 09:00"))
    assert MonthReport.objects.get().state == ReportState.HELD


def test_after_correction_technical_centre_issues_it_and_the_delay_is_printed(world: World) -> None:
    case = undetermined(world)
    issued(world)
    decided(case, world, at("2026-11-02 09:00"))
    report = issue_month_report(
        month=OCTOBER, by=world.tech_head, at=at("2026-11-02 10:00"), delay_note="案由补认定"
    )
    assert report.state == ReportState.ISSUED
    assert report.delay_note == "应于 11-01 08:00 签发，对账发现 1项，更正后签发，迟 1天2小时。案由补认定"
    assert report.figures["issue"]["by"] == "技术中心主任 罗永清"


def test_what_is_corrected_before_the_seal_counts_in_its_month(world: World) -> None:
    case = undetermined(world)
    issued(world)
    row = determine(case, world)
    post_after_determination(case=case, trigger=f"determination:{row.pk}", by=world.tech_head, at=at("2026-10-31 09:00"))
    report = issue_month_report(month=OCTOBER, by=world.tech_head, at=at("2026-11-02 10:00"))
    assert column(report.figures["units"], "name", "total") == {"四抄车间": "2730.00", "质检处": "1170.00"}


def test_the_system_leaves_a_held_month_to_technical_centre(world: World) -> None:
    case = undetermined(world)
    issue_due_reports(at=ISSUED_AT)
    decided(case, world, at("2026-11-01 09:00"))
    assert issue_due_reports(at=at("2026-11-01 09:05")) == []
    assert MonthReport.objects.get().state == ReportState.HELD


@pytest.mark.parametrize("who", ["tech_engineer", "enterprise_management", "deputy_gm", "auditor", "sales_head"])
def test_only_the_head_of_technical_centre_issues(world: World, who: str) -> None:
    october(world)
    with pytest.raises(NotAllowed):
        issue_month_report(month=OCTOBER, by=getattr(world, who), at=ISSUED_AT)


def test_after_a_long_standstill_the_months_are_issued_in_their_order(world: World) -> None:
    october(world)
    done = issue_due_reports(at=at("2027-01-10 10:00"))
    assert [(report.label, report.state) for report in done] == [
        ("2026-10", "issued"),
        ("2026-11", "issued"),
        ("2026-12", "issued"),
    ]
    assert done[0].delay_note == "应于 2026-11-01 08:00 签发，当时系统没有运行，迟 70天2小时"
    assert [row["loss"] for row in done[2].figures["months"]][-3:] == ["14270.00", "0.00", "0.00"]


def test_a_later_month_waits_for_the_held_one(world: World) -> None:
    undetermined(world)
    done = issue_due_reports(at=at("2026-12-01 08:00"))
    assert [(report.label, report.state) for report in done] == [("2026-10", "held"), ("2026-11", "held")]
    order = next(result for result in done[1].findings if result["key"] == "order")
    assert [finding["text"] for finding in order["findings"]] == ["2026年10月月报还没有签发"]


def test_books_that_never_began_need_no_report(world: World) -> None:
    assert issue_due_reports(at=at("2027-01-10 10:00")) == []
    assert not FeedbackCard.objects.exists()


def test_a_month_of_nothing_is_reported_too(world: World) -> None:
    october(world)
    issued(world)
    report = issued(world, NOVEMBER, at("2026-12-01 08:00"))
    assert (report.state, report.figures["summary"]["loss"], report.notices.count()) == ("issued", "0.00", 0)


def test_after_the_seal_facts_of_the_month_are_posted_in_the_next(world: World) -> None:
    case, other = booked_case(world), booked_case(world)
    settled(case, world)
    issued(world)
    settled(other, world, on=date(2026, 10, 28))
    assert LedgerEntry.objects.filter(case=other).values_list("period", flat=True)[0] == NOVEMBER.first
    assert LedgerEntry.objects.filter(period=OCTOBER.first).count() == 3


def test_a_breach_without_fine_or_waiver_holds_the_report(world: World) -> None:
    case = booked_case(world)
    breach(case, world, "reply")
    report = issued(world)
    found = [finding["text"] for result in report.findings for finding in result["findings"]]
    assert found == ["答复客户超期还没有提出罚款，也没有豁免"]


def test_an_altered_entry_holds_the_report(world: World) -> None:
    october(world)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE penalties_ledgerentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE penalties_ledgerentry SET amount = amount + 1 WHERE sequence = 2")
        cursor.execute("ALTER TABLE penalties_ledgerentry ENABLE TRIGGER USER")
    report = issued(world)
    keys = {result["key"] for result in report.findings if result["findings"]}
    assert report.state == ReportState.HELD
    assert {"balance", "chain", "posted"} <= keys


def test_checking_the_open_month_seals_nothing_and_tells_of_a_finding_once(world: World) -> None:
    undetermined(world)
    for when in ("2026-10-25 02:00", "2026-10-25 08:00"):
        report = build_month_report(month=OCTOBER, at=at(when))
        assert report.state == ReportState.BUILDING
    titles = InboxMessage.objects.filter(user=world.tech_head, title__contains="台账校验").values_list("title", flat=True)
    assert list(titles) == ["轮到您：处理台账校验发现的 1项（2026-10）"]
    assert report.figures == {}


def test_checking_a_sealed_month_changes_nothing(world: World) -> None:
    october(world)
    report = issued(world)
    again = build_month_report(month=OCTOBER, at=at("2026-11-05 08:00"))
    assert (again.built_at, again.figures_hash) == (report.built_at, report.figures_hash)


@pytest.mark.parametrize(
    "change",
    [
        "figures = '{}'",
        "details = '{}'",
        "findings = '[]'",
        "figures_hash = 'x'",
        "chain_root = 'x'",
        "entry_count = 1",
        "state = 'held'",
        "month = '2026-09-01'",
        "delay_note = 'x'",
        "issued_at = now()",
    ],
)
def test_the_database_refuses_to_change_a_sealed_report(world: World, change: str) -> None:
    october(world)
    issued(world)
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE penalties_monthreport SET {change}")


def test_the_database_refuses_to_delete_a_sealed_report(world: World) -> None:
    october(world)
    issued(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        DeductionNotice.objects.all().delete()
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM penalties_monthreport")


@pytest.mark.parametrize("change", ["amount = 0", "tonnes = 1", "lines = '[]'", "number = 'x'", "unit_name = 'x'"])
def test_the_database_refuses_other_figures_on_a_notice(world: World, change: str) -> None:
    october(world)
    issued(world)
    with pytest.raises(DatabaseError, match="notice"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE penalties_deductionnotice SET {change}")
