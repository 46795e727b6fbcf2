"""Seal a month: figures fixed, period closed, notices written, exactly once (P.一.5)."""

from datetime import datetime, timedelta

from django.db import transaction

from penalties.models import DeductionNotice, MonthReport, ReportState
from penalties.rules.month import Month, fingerprint
from penalties.rules.reconcile import findings_of
from penalties.selectors.month_details import first_rows
from penalties.selectors.notices import planned_notices
from penalties.selectors.reconciliation_facts import is_up_to_date, survey
from penalties.selectors.reports import FILES_JOB, due_at, is_due
from penalties.services.build_month_report import DrawnMonth, draw_month, keep_results, take_report
from penalties.services.lock_ledger import lock_ledger
from penalties.services.report_errors import AlreadyIssued, ReportHasFindings, ReportNotDue
from penalties.services.tell_report import tell_held, tell_issued
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.wording import end, instant, local, span

LATE_AFTER = timedelta(hours=1)
MOST_NAMED = 3
SYSTEM_ISSUES = "系统自动签发"


@transaction.atomic
def issue_month_report(*, month: Month, by: User | None, at: datetime, delay_note: str = "") -> MonthReport:
    """The sealed report, or, for the system (`by` None), the one held because of findings.

    A person issues after correcting; with findings left ReportHasFindings names them and nothing is kept. Raises
    ReportNotDue before the day, AlreadyIssued for a person who comes second; the system gets the sealed one. Whoever
    else is sealing the month lets the system go on: MonthReport.DoesNotExist. From the ledger's lock on nobody posts.
    """
    if by is not None:
        require(by, Verb.ISSUE_REPORT)
    if not is_due(month, at):
        raise ReportNotDue(_not_due(month, at))
    report = take_report(month, at, skips_locked=by is None)
    if report.is_sealed:
        if by is None:
            return report
        raise AlreadyIssued(_already(report, at))
    drawn = _drawn_for_good(month, at)
    if drawn.finding_count:
        return _hold(report, drawn, by, at)
    return _seal(report, drawn, by, at, delay_note.strip())


def _drawn_for_good(month: Month, at: datetime) -> DrawnMonth:
    """Read everything, then hold the ledger: nobody posts from there on. Read again where somebody posted meanwhile."""
    found = survey(month, at)
    drawn = draw_month(month, found, at)
    lock_ledger()
    if not is_up_to_date(found):
        found = survey(month, at)
        drawn = draw_month(month, found, at)
    drawn.figures["chain"] = {"count": found.count, "root": found.root}
    drawn.figures["details_hash"] = fingerprint(drawn.details)
    drawn.figures["cases"] = first_rows(drawn.details["cases"])
    return drawn


def _hold(report: MonthReport, drawn: DrawnMonth, by: User | None, at: datetime) -> MonthReport:
    if by is not None:
        raise ReportHasFindings(_named(drawn))
    keep_results(report, drawn, at)
    report.state = ReportState.HELD
    report.save(update_fields=["findings", "built_at", "state"])
    text = f"{report}对账发现 {drawn.finding_count}项，没有签发"
    record_event(stream=report.stream, verb="hold_report", text=text, by=None, at=at, clause="P.一.5")
    tell_held(report, drawn.finding_count, at)
    return report


def _seal(report: MonthReport, drawn: DrawnMonth, by: User | None, at: datetime, note: str) -> MonthReport:
    report.delay_note = _delay(report, by, at, note)
    keep_results(report, drawn, at)
    drawn.figures["issue"] = {
        "by": by.full_title if by else SYSTEM_ISSUES,
        "at": local(at).isoformat(timespec="seconds"),
        "due_at": local(report.due_at).isoformat(timespec="seconds"),
        "delay_note": report.delay_note,
    }
    report.figures, report.details = drawn.figures, drawn.details
    report.figures_hash = fingerprint(drawn.figures)
    report.chain_root, report.entry_count = drawn.figures["chain"]["root"], drawn.figures["chain"]["count"]
    report.issued_by, report.issued_at, report.state = by, at, ReportState.ISSUED
    report.save()
    notices = _write_notices(report)
    text = f"签发{report}并封账，对账 {len(drawn.results)}项全部通过\n指纹 {report.figures_hash}"
    record_event(stream=report.stream, verb="issue_report", text=text, by=by, at=at, clause="P.一.5")
    ask_for_files(report, at)
    tell_issued(report, len(notices), at)
    return report


def ask_for_files(report: MonthReport, at: datetime) -> None:
    """Have the workbook and the PDF made by the worker, once at a time."""
    request_job(
        kind=FILES_JOB,
        key=report.label,
        title=f"{report} Excel 与 PDF",
        arguments={"month": report.label},
        by=None,
        at=at,
    )


def _write_notices(report: MonthReport) -> list[DeductionNotice]:
    """One a unit whose month is not nil, numbered in the order of the units."""
    planned = [notice for notice in planned_notices(Month(report.month)) if notice.says_something]
    return DeductionNotice.objects.bulk_create(
        DeductionNotice(
            report=report,
            unit=notice.unit,
            unit_name=notice.unit.name,
            number=f"KJ-{report.label}-{number:02d}",
            amount=notice.amount,
            tonnes=notice.tonnes,
            lines=notice.lines,
        )
        for number, notice in enumerate(planned, 1)
    )


def _delay(report: MonthReport, by: User | None, at: datetime, note: str) -> str:
    """Why the report comes late, as it is printed; empty for one in time."""
    late = at - report.due_at
    if late < LATE_AFTER:
        return note
    count = sum(len(result["findings"]) for result in report.findings)
    why = f"对账发现 {count}项，更正后签发" if report.state == ReportState.HELD and count else "当时系统没有运行"
    if by is not None and report.state != ReportState.HELD:
        why = "系统没有自动签发"
    told = f"应于 {end(report.due_at, local(at).year)} 签发，{why}，迟 {span(late)}"
    return f"{told}。{note}"[:400] if note else told


def _named(drawn: DrawnMonth) -> str:
    findings = findings_of(drawn.results)
    named = "；".join(f"{finding.where}：{finding.text}" for finding in findings[:MOST_NAMED])
    rest = f"；还有 {len(findings) - MOST_NAMED}项" if len(findings) > MOST_NAMED else ""
    return f"对账还有 {len(findings)}项没有处理，不能签发：{named}{rest}"


def _not_due(month: Month, at: datetime) -> str:
    return f"{month.title}月报 {end(due_at(month), local(at).year)} 起编制，现在只有预览"


def _already(report: MonthReport, at: datetime) -> str:
    who = report.issued_by.full_title if report.issued_by else "系统"
    return f"{report}已由{who}于 {instant(report.issued_at, local(at).year)} 签发，没有重复"
