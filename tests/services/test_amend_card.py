"""A filed card is corrected by new versions; times that decide clocks wait for 技术中心's answer."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.models import AmendmentState, CardAmendment, CardState, Case, CaseState, ClockKind, Deadline
from cases.rules.card_errors import (
    AlreadyAcknowledged,
    AlreadyTriaged,
    AmendmentAnswered,
    AmendmentOpen,
    CardGone,
    ClerkUnfit,
    NothingAmended,
    NotYourCard,
    ReasonNeeded,
    TooLate,
)
from cases.services.acknowledge_receipt import acknowledge_receipt
from cases.services.amend_card import amend_card
from cases.services.answer_amendment import answer_amendment
from cases.services.card_facts import LineFacts
from cases.services.compare_card import known_facts
from cases.services.reassign_card import reassign_card
from cases.services.triage_case import TriageFacts, triage_case
from cases.services.withdraw_card import withdraw_card
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
FILED = at("2026-10-07 10:00")
LATER = FILED + timedelta(hours=2)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("card", "machine__workshop", "customer", "defect").get(pk=case.pk)


def amend(world: World, case: Case, *, by: str = "sales_clerk", **changes: Any) -> list[CardAmendment]:
    facts = replace(known_facts(fresh(case)), **changes)
    return amend_card(case=case, facts=facts, reason="客户来电更正", by=world.users[by], at=LATER)


def answer(world: World, amendment: CardAmendment, *, accepts: bool, words: str = "电话记录不符") -> CardAmendment:
    case = amendment.card.cases.get()
    return answer_amendment(
        case=case, amendment=amendment, accepts=accepts, answer=words, by=world.tech_engineer, at=LATER + HOUR
    )


def clock(case: Case, kind: ClockKind) -> Deadline:
    return Deadline.objects.get(case=case, kind=kind)


def test_an_ordinary_correction_is_the_next_version_at_once_with_from_and_to(world: World) -> None:
    case = world.file_card(FILED)
    (amendment,) = amend(world, case, contact_phone="139 0000 1111", estimated_loss=Decimal("9000.00"))
    case = fresh(case)
    assert (case.card.version, case.card.contact_phone, case.version) == (2, "139 0000 1111", 2)
    assert (amendment.version, amendment.state, amendment.needs_answer) == (2, AmendmentState.ACCEPTED, False)
    event = Event.objects.get(stream=case.stream, verb="amend_card")
    assert ["预估直接损失（元）", "6,750.00 元", "9,000.00 元"] in event.changes
    assert "原因：客户来电更正" in event.text


def test_until_the_triage_the_loss_of_the_case_follows_the_estimate_and_then_no_more(world: World) -> None:
    case = world.file_card(FILED)
    amend(world, case, estimated_loss=Decimal("9000.00"))
    assert fresh(case).direct_loss == Decimal("9000.00")
    facts = TriageFacts(direct_loss=Decimal("8000.00"), is_liability_clear=True)
    triage_case(case=case, facts=facts, by=world.tech_engineer, at=LATER)
    amend(world, case, estimated_loss=Decimal("500.00"))
    assert fresh(case).direct_loss == Decimal("8000.00")


def test_a_change_of_machine_moves_case_and_workshop_and_concerns_the_new_one(world: World) -> None:
    case = world.file_card(FILED)
    amend(world, case, machine=world.machine[5])
    case = fresh(case)
    assert (case.machine.number, case.workshop.name) == (5, "三抄车间")
    assert case.concerned_units.filter(unit=world.unit["workshop_3"]).exists()
    assert {line.machine.number for line in case.card.lines.all()} == {7}, "rolls were written with their own machine"


def test_rolls_are_added_taken_away_and_swapped_and_keep_their_rows(world: World) -> None:
    case = world.file_card(FILED)
    first, second = known_facts(fresh(case)).lines
    kept = case.card.lines.get(roll_no=second.roll_no).pk
    new = LineFacts(roll_no="7A261003-10", tonnes=Decimal("0.900"))
    amend(world, case, lines=(replace(second, tonnes=Decimal("0.850")), new))
    rows = list(case.card.lines.order_by("position"))
    assert [(row.position, row.roll_no, row.tonnes) for row in rows] == [
        (1, second.roll_no, Decimal("0.850")),
        (2, "7A261003-10", Decimal("0.900")),
    ]
    assert rows[0].pk == kept
    assert not case.card.lines.filter(roll_no=first.roll_no).exists()


def test_a_change_of_times_is_a_proposal_and_the_clocks_stand_until_it_is_answered(world: World) -> None:
    case = world.file_card(FILED)
    before = clock(case, ClockKind.CARD_FILING).due_at
    (amendment,) = amend(world, case, received_by_sales_at=FILED - 20 * HOUR)
    case = fresh(case)
    assert (amendment.state, amendment.needs_answer, case.card.version) == (AmendmentState.PROPOSED, True, 1)
    assert case.card.received_by_sales_at == FILED - 24 * HOUR
    assert clock(case, ClockKind.CARD_FILING).due_at == before
    told = InboxMessage.objects.filter(title__contains="答复时间更正").values_list("user__username", flat=True)
    assert set(told) == {"tech_engineer", "tech_engineer2", "tech_head"}


def test_times_and_other_facts_sent_together_part_into_a_version_and_a_proposal(world: World) -> None:
    case = world.file_card(FILED)
    now, proposed = amend(world, case, contact_name="李师傅", opened_at=FILED - 30 * HOUR)
    assert (now.state, list(now.changes)) == (AmendmentState.ACCEPTED, ["contact_name"])
    assert (proposed.state, list(proposed.changes)) == (AmendmentState.PROPOSED, ["opened_at"])


def test_accepted_times_recompute_the_clocks_and_the_regulation_version_stays_bound(world: World) -> None:
    case = world.file_card(FILED)
    (amendment,) = amend(world, case, received_by_sales_at=FILED - 10 * HOUR)
    row = answer(world, amendment, accepts=True)
    case = fresh(case)
    assert (row.state, row.version, case.card.version) == (AmendmentState.ACCEPTED, 2, 2)
    assert case.card.received_by_sales_at == FILED - 10 * HOUR
    assert clock(case, ClockKind.CARD_FILING).due_at == FILED + 62 * HOUR
    assert clock(case, ClockKind.USER_REPORT).acted_at == FILED - 10 * HOUR
    assert clock(case, ClockKind.REPLY).due_at == at("2026-10-11 00:00"), "the reply runs from the delivery"
    assert case.regulation == world.after_sales_version


def test_accepted_times_that_make_the_card_late_record_the_breach(world: World) -> None:
    case = world.file_card(FILED)
    (amendment,) = amend(world, case, received_by_sales_at=FILED - 72 * HOUR - SECOND, opened_at=FILED - 90 * HOUR)
    assert not case.breaches.exists()
    answer(world, amendment, accepts=True)
    breach = case.breaches.get(kind=ClockKind.CARD_FILING)
    assert breach.due_at == FILED - SECOND


def test_accepted_times_that_make_the_card_punctual_overturn_the_breach_and_keep_it_visible(world: World) -> None:
    received = FILED - 80 * HOUR
    case = world.file_card(FILED, received_by_sales_at=received, opened_at=received)
    (amendment,) = amend(world, case, received_by_sales_at=FILED - 72 * HOUR)
    answer(world, amendment, accepts=True)
    breach = case.breaches.get(kind=ClockKind.CARD_FILING)
    assert breach.overturned_at == LATER + HOUR
    assert clock(case, ClockKind.CARD_FILING).breached_at is None


def test_refused_times_leave_everything_and_tell_the_proposer_why(world: World) -> None:
    case = world.file_card(FILED)
    (amendment,) = amend(world, case, received_by_sales_at=FILED - 10 * HOUR)
    row = answer(world, amendment, accepts=False)
    assert (row.state, row.answer) == (AmendmentState.REFUSED, "电话记录不符")
    assert fresh(case).card.received_by_sales_at == FILED - 24 * HOUR
    assert InboxMessage.objects.filter(user=world.sales_clerk, body="电话记录不符").exists()


def test_a_refusal_needs_a_reason_and_an_acceptance_does_not(world: World) -> None:
    (amendment,) = amend(world, world.file_card(FILED), received_by_sales_at=FILED - 10 * HOUR)
    with pytest.raises(ReasonNeeded):
        answer(world, amendment, accepts=False, words="  ")
    assert answer(world, amendment, accepts=True, words="").state == AmendmentState.ACCEPTED


def test_an_amendment_is_answered_once(world: World) -> None:
    (amendment,) = amend(world, world.file_card(FILED), received_by_sales_at=FILED - 10 * HOUR)
    answer(world, amendment, accepts=True)
    with pytest.raises(AmendmentAnswered):
        answer(world, amendment, accepts=False)


def test_one_proposal_at_a_time(world: World) -> None:
    case = world.file_card(FILED)
    amend(world, case, received_by_sales_at=FILED - 10 * HOUR)
    with pytest.raises(AmendmentOpen):
        amend(world, case, received_by_sales_at=FILED - 9 * HOUR)
    assert amend(world, case, contact_name="李师傅")[0].state == AmendmentState.ACCEPTED


@pytest.mark.parametrize("username", ["sales_clerk", "sales_head", "deputy_gm", "auditor"])
def test_only_technical_centre_answers(world: World, username: str) -> None:
    (amendment,) = amend(world, world.file_card(FILED), received_by_sales_at=FILED - 10 * HOUR)
    with pytest.raises(NotAllowed):
        answer_amendment(
            case=amendment.card.cases.get(),
            amendment=amendment,
            accepts=True,
            answer="",
            by=world.users[username],
            at=LATER,
        )


def test_a_receipt_after_the_delivery_is_impossible(world: World) -> None:
    case = world.file_card(FILED)
    with pytest.raises(InvalidInput) as refusal:
        amend(world, case, received_by_sales_at=FILED + SECOND)
    assert refusal.value.faults == {"received_by_sales_at": "不能晚于送达技术中心的时间 2026-10-07 10:00"}
    assert amend(world, case, received_by_sales_at=FILED)


def test_a_change_of_the_kind_of_problem_waits_together_with_its_defect(world: World) -> None:
    case = world.file_card(FILED)
    (amendment,) = amend(
        world, case, problem_kind="appearance", defect=world.torn_package, arrived_at=FILED - 60 * HOUR
    )
    assert set(amendment.changes) == {"problem_kind", "defect", "arrived_at"}
    answer(world, amendment, accepts=True)
    case = fresh(case)
    assert (case.defect, case.card.problem_kind) == (world.torn_package, "appearance")
    assert clock(case, ClockKind.USER_REPORT).starts_at == FILED - 60 * HOUR


def test_a_clerk_amends_the_own_cards_and_the_head_all(world: World) -> None:
    case = world.file_card(FILED)
    with pytest.raises(NotYourCard):
        amend(world, case, by="sales_clerk2", contact_name="李师傅")
    assert amend(world, case, by="sales_head", contact_name="李师傅")
    with pytest.raises(NotAllowed):
        amend(world, case, by="tech_head", contact_name="王师傅")


def test_nothing_changed_is_no_version(world: World) -> None:
    case = world.file_card(FILED)
    with pytest.raises(NothingAmended):
        amend(world, case)
    assert fresh(case).card.version == 1


def test_an_amendment_needs_a_reason_of_bounded_length(world: World) -> None:
    case = world.file_card(FILED)
    facts = replace(known_facts(fresh(case)), contact_name="李师傅")
    for reason in ("", " \n", "长" * 401):
        with pytest.raises(ReasonNeeded):
            amend_card(case=case, facts=facts, reason=reason, by=world.sales_clerk, at=LATER)
    assert amend_card(case=case, facts=facts, reason="长" * 400, by=world.sales_clerk, at=LATER)


def test_what_liability_rests_on_stands_still_once_the_opinion_is_in_approval(world: World) -> None:
    case = world.file_card(FILED)
    Case.objects.filter(pk=case.pk).update(state=CaseState.IN_APPROVAL)
    with pytest.raises(TooLate) as refusal:
        amend(world, case, machine=world.machine[5])
    assert refusal.value.field == "machine"
    assert amend(world, case, contact_name="李师傅")


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.VOID])
def test_nothing_is_amended_once_the_case_is_over(world: World, state: str) -> None:
    case = world.file_card(FILED)
    Case.objects.filter(pk=case.pk).update(state=state)
    with pytest.raises(CardGone):
        amend(world, case, contact_name="李师傅")


def test_a_stale_page_amends_nothing_and_says_what_changed(world: World) -> None:
    case = world.file_card(FILED)
    amend(world, case, contact_name="李师傅")
    facts = replace(known_facts(fresh(case)), contact_name="王师傅")
    with pytest.raises(StalePage, match="更正信息卡"):
        amend_card(case=case, facts=facts, reason="x", by=world.sales_clerk, at=LATER, seen_version=1)


def test_the_head_withdraws_before_the_triage_and_number_and_breaches_stay(world: World) -> None:
    received = FILED - 80 * HOUR
    case = world.file_card(FILED, received_by_sales_at=received, opened_at=received)
    (amendment,) = amend(world, case, received_by_sales_at=FILED - 70 * HOUR)
    withdraw_card(case=case, reason="重复填报", by=world.sales_head, at=LATER)
    case = fresh(case)
    assert (case.state, case.card.state, case.number) == (CaseState.WITHDRAWN, CardState.WITHDRAWN, "SH-2026-0001")
    assert clock(case, ClockKind.REPLY).ended_at == LATER
    assert case.breaches.filter(kind=ClockKind.CARD_FILING).exists()
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.REFUSED
    assert world.file_card(LATER).number == "SH-2026-0002"


def test_a_triaged_card_is_not_withdrawn(world: World) -> None:
    case = world.file_card(FILED)
    facts = TriageFacts(direct_loss=Decimal("800.00"), is_liability_clear=True)
    triage_case(case=case, facts=facts, by=world.tech_engineer, at=LATER)
    with pytest.raises(AlreadyTriaged):
        withdraw_card(case=case, reason="重复填报", by=world.sales_head, at=LATER)


def test_a_card_is_withdrawn_once_and_by_the_head_only(world: World) -> None:
    case = world.file_card(FILED)
    for username in ("sales_clerk", "tech_head", "deputy_gm"):
        with pytest.raises(NotAllowed):
            withdraw_card(case=case, reason="重复填报", by=world.users[username], at=LATER)
    withdraw_card(case=case, reason="重复填报", by=world.sales_head, at=LATER)
    with pytest.raises(CardGone):
        withdraw_card(case=case, reason="重复填报", by=world.sales_head, at=LATER)


def test_a_card_passes_into_another_clerks_hands_and_the_clocks_stand(world: World) -> None:
    case = world.file_card(FILED)
    before = list(case.deadlines.values_list("due_at", "acted_at"))
    reassign_card(case=case, to=world.sales_clerk2, reason="区域调整", by=world.sales_head, at=LATER)
    case = fresh(case)
    assert case.clerk == case.card.clerk == world.sales_clerk2
    assert case.card.filed_by == world.sales_clerk
    assert list(case.deadlines.values_list("due_at", "acted_at")) == before
    assert InboxMessage.objects.filter(user=world.sales_clerk2, title__contains="接手信息卡").exists()


def test_a_card_is_handed_to_sales_people_only_and_not_to_its_clerk(world: World) -> None:
    case = world.file_card(FILED)
    with pytest.raises(ClerkUnfit):
        reassign_card(case=case, to=world.tech_head, reason="x", by=world.sales_head, at=LATER)
    with pytest.raises(NothingAmended):
        reassign_card(case=case, to=world.sales_clerk, reason="x", by=world.sales_head, at=LATER)
    with pytest.raises(NotAllowed):
        reassign_card(case=case, to=world.sales_clerk2, reason="x", by=world.sales_clerk, at=LATER)


def test_acknowledging_moves_no_clock_and_is_done_once(world: World) -> None:
    case = world.file_card(FILED)
    before = list(case.deadlines.values_list("due_at", "acted_at", "starts_at"))
    acknowledge_receipt(case=case, by=world.tech_engineer, at=LATER)
    assert list(case.deadlines.values_list("due_at", "acted_at", "starts_at")) == before
    assert fresh(case).card.acknowledged_by == world.tech_engineer
    with pytest.raises(AlreadyAcknowledged, match="何晓梅 10-07 12:00 已收卡"):
        acknowledge_receipt(case=case, by=world.tech_head, at=LATER)


def test_only_technical_centre_acknowledges(world: World) -> None:
    case = world.file_card(FILED)
    for username in ("sales_clerk", "deputy_gm", "qc_head"):
        with pytest.raises(NotAllowed):
            acknowledge_receipt(case=case, by=world.users[username], at=LATER)
