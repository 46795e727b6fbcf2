"""Two people at the same moment: one chain, nothing posted twice, no roll settled twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from cases.models import ClockKind
from penalties.models import Fine
from penalties.models.ledger import LedgerEntry
from penalties.selectors.verification import verify_ledger
from penalties.services.agree_settlement import agree_settlement
from penalties.services.confirm_fine import confirm_fine
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.reverse_entry import reverse_entry
from penalties.services.sweep_fines import sweep_fines
from tests.settled import AGREED_AT, CONFIRMED_AT, breach, confirmed, content, executed, settling_case
from tests.world import World
from yibin_service.foundation.acts.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill(transactional_db: None) -> World:
    return World()


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds in threads that start together; what each was told, 'done' or the refusal, sorted."""
    gate, told = threading.Barrier(len(deeds)), ["" for _ in deeds]

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            deed()
            told[place] = "done"
        except Refused as refused:
            told[place] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(told)


def test_two_confirmations_of_one_settlement_post_once(mill: World) -> None:
    settlement = executed(settling_case(mill), mill)
    deeds = [
        lambda who=who: confirm_settlement(settlement=settlement, by=who, at=CONFIRMED_AT)
        for who in (mill.sales_head, mill.sales_clerk2)
    ]
    assert at_once(*deeds) == ["NotInThisState", "done"]
    assert LedgerEntry.objects.count() == 3


def test_postings_of_many_cases_at_once_make_one_chain_without_gaps(mill: World) -> None:
    settlements = [executed(settling_case(mill), mill) for _ in range(6)]
    deeds = [
        lambda one=one: confirm_settlement(settlement=one, by=mill.sales_head, at=CONFIRMED_AT) for one in settlements
    ]
    assert at_once(*deeds) == ["done"] * 6
    assert list(LedgerEntry.objects.values_list("sequence", flat=True)) == list(range(1, 19))
    assert verify_ledger().is_sound


def test_two_settlements_of_one_case_at_once_balance(mill: World) -> None:
    case = settling_case(mill)
    pair = [executed(case, mill, content(case, place)) for place in (1, 2)]
    deeds = [lambda one=one: confirm_settlement(settlement=one, by=mill.sales_head, at=CONFIRMED_AT) for one in pair]
    assert at_once(*deeds) == ["done", "done"]
    assert verify_ledger().is_sound


def test_one_roll_of_two_cards_is_settled_by_one_of_two_cases(mill: World) -> None:
    first, second = settling_case(mill), settling_case(mill)
    second.card.lines.filter(position=1).update(roll_no=first.card.lines.get(position=1).roll_no)
    deeds = [
        lambda case=case: agree_settlement(case=case, content=content(case), by=mill.sales_clerk, at=AGREED_AT)
        for case in (first, second)
    ]
    assert at_once(*deeds) == ["RollSettledElsewhere", "done"]


def test_two_reversals_of_one_entry_reverse_once(mill: World) -> None:
    confirmed(settling_case(mill), mill)
    entry = LedgerEntry.objects.get(sequence=1)
    deeds = [lambda: reverse_entry(entry=entry, reason="记错", by=mill.tech_head, at=CONFIRMED_AT)] * 2
    assert at_once(*deeds) == ["CannotReverse", "done"]
    assert LedgerEntry.objects.count() == 6


def test_two_sweeps_at_once_propose_one_fine(mill: World) -> None:
    breach(settling_case(mill), mill, ClockKind.REPLY)
    assert at_once(*[lambda: sweep_fines(at=CONFIRMED_AT)] * 3) == ["done"] * 3
    assert Fine.objects.count() == 1


def test_two_confirmations_of_one_fine_post_once(mill: World) -> None:
    breach(settling_case(mill), mill, ClockKind.REPLY)
    sweep_fines(at=CONFIRMED_AT)
    fine = Fine.objects.get()
    deeds = [lambda: confirm_fine(fine=fine, by=mill.enterprise_management, at=CONFIRMED_AT)] * 2
    assert at_once(*deeds) == ["NotInThisState", "done"]
    assert LedgerEntry.objects.count() == 1
