"""Two workers, or a worker and a posting, at the same moment: the month is sealed once and whole."""

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from penalties.models import DeductionNotice, MonthReport, ReportState
from penalties.models.ledger import LedgerEntry
from penalties.rules.chain import check_chain
from penalties.selectors.ledger_state import chain_records
from penalties.services import issue_month_report as issuing
from penalties.services.issue_due_reports import issue_due_reports
from penalties.services.issue_month_report import issue_month_report
from penalties.services.lock_ledger import lock_ledger
from penalties.services.sign_report import sign_report
from tests.booked import ISSUED_AT, NOVEMBER, OCTOBER, SIGNED_AT, booked_case, issued, october, settled
from tests.world import World
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill(transactional_db: None) -> World:
    return World()


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Run the deeds in threads that start together; what each gave, or the name of its refusal."""
    gate, told = threading.Barrier(len(deeds)), [None for _ in deeds]

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            told[place] = deed()
        except (Refused, MonthReport.DoesNotExist) as refused:
            told[place] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def test_two_workers_seal_a_month_once(mill: World) -> None:
    october(mill)
    at_once(*[lambda: issue_due_reports(at=ISSUED_AT)] * 4)
    report = MonthReport.objects.get()
    assert report.state == ReportState.ISSUED
    assert Event.objects.filter(stream="report:2026-10", verb="issue_report").count() == 1
    assert DeductionNotice.objects.count() == 3
    assert Job.objects.filter(kind="month_report").count() == 1
    assert InboxMessage.objects.filter(user=mill.enterprise_management, key="report:2026-10:issued").count() == 1


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_one_seals(
    mill: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    october(mill)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "tell_issued", die)
        with pytest.raises(KeyboardInterrupt):
            issue_due_reports(at=ISSUED_AT)
    assert (MonthReport.objects.count(), DeductionNotice.objects.count()) == (0, 0)
    issue_due_reports(at=ISSUED_AT)
    assert (MonthReport.objects.get().state, DeductionNotice.objects.count()) == (ReportState.ISSUED, 3)


def test_a_posting_at_the_same_moment_is_in_the_sealed_figures_or_in_the_next_month(mill: World) -> None:
    case, other = booked_case(mill), booked_case(mill)
    settled(case, mill)
    at_once(
        lambda: issue_month_report(month=OCTOBER, by=None, at=ISSUED_AT),
        lambda: settled(other, mill, on=date(2026, 10, 28)),
    )
    report = MonthReport.objects.get()
    in_october = LedgerEntry.objects.filter(period=OCTOBER.first)
    assert report.figures["entries"]["count"] == in_october.count()
    assert LedgerEntry.objects.filter(period__in=[OCTOBER.first, NOVEMBER.first]).count() == 6
    assert list(check_chain(chain_records())) == []


def test_whoever_posts_first_is_waited_for_and_counted(mill: World) -> None:
    case, other = booked_case(mill), booked_case(mill)
    settled(case, mill)
    holds, may_go = threading.Event(), threading.Event()

    def post_slowly() -> None:
        with transaction.atomic():
            lock_ledger()
            holds.set()
            may_go.wait(timeout=20)
            settled(other, mill, on=date(2026, 10, 28))

    def seal() -> None:
        holds.wait(timeout=20)
        threading.Timer(0.7, may_go.set).start()
        issue_month_report(month=OCTOBER, by=None, at=ISSUED_AT)

    at_once(post_slowly, seal)
    report = MonthReport.objects.get()
    assert report.figures["summary"]["loss"] == "7800.00"
    assert report.entry_count == 6


def test_a_month_in_another_workers_hands_is_left_to_it(mill: World) -> None:
    october(mill)
    seen: list[object] = []
    with transaction.atomic():
        issued(mill)
        worker = threading.Thread(target=lambda: seen.append(_try_to_issue()))
        worker.start()
        time.sleep(0.5)
    worker.join(timeout=30)
    assert seen == [["2026-10"]] or seen == [[]]
    assert Event.objects.filter(stream="report:2026-10", verb="issue_report").count() == 1


def _try_to_issue() -> list[str]:
    try:
        return [report.label for report in issue_due_reports(at=ISSUED_AT)]
    finally:
        connection.close()


def test_two_people_who_sign_at_once_release_the_notices_once(mill: World) -> None:
    october(mill)
    issued(mill)
    told = at_once(*[lambda: sign_report(month=OCTOBER, by=mill.enterprise_management, at=SIGNED_AT).state] * 2)
    assert sorted(map(str, told)) == ["AlreadySigned", "signed"]
    assert InboxMessage.objects.filter(key__endswith=":released").count() == 3
