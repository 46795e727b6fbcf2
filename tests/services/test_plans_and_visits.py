"""Weekly plans, 客户资料卡, visits and collected payments."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Customer
from staff.models import CollectedPayment, PlanState, WeeklyPlan
from staff.rules.field_errors import HandedBeforeCollected, PaymentHanded, PlanDayOutside, PlanDecided, PlanWeekOver
from staff.rules.field_work import plan_due
from staff.selectors.collections import late_collections
from staff.selectors.field_turns import turns
from staff.selectors.plans import compared, week_of
from staff.selectors.visits import VisitFilter, due_by_region, figures_of, visits_due, visits_like
from staff.services.collections import confirm_collection, flag_late_collections, record_collection
from staff.services.decide_plan import decide_plan
from staff.services.keep_profile import ContactFacts, ProfileFacts, keep_profile
from staff.services.record_visit import record_visit
from staff.services.submit_plan import PlannedThing, submit_plan
from tests.field_made import MONDAY, Department, visit_facts
from tests.versions_made import staff_version
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, OutOfStep, SelfApproval
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 9)
FRIDAY_NIGHT = at("2026-11-06 23:59")
DAY = timedelta(days=1)
FIRST = MONDAY.date()


@pytest.fixture
def people(world: World) -> Department:
    return Department(world)


def planned(world: World, people: Department, when: datetime = FRIDAY_NIGHT, on: date = WEEK) -> WeeklyPlan:
    things = [PlannedThing(on=on, text="走访", customer=world.customer)]
    return submit_plan(employee=people.engineer, week=WEEK, items=things, by=world.service_engineer, at=when)


def decided(world: World, plan: WeeklyPlan, is_approved: bool = True, comment: str = "") -> WeeklyPlan:
    return decide_plan(
        plan=plan, is_approved=is_approved, comment=comment, by=world.service_manager, at=FRIDAY_NIGHT
    )


def test_friday_midnight_is_the_end_for_a_plan() -> None:
    assert plan_due(WEEK) == at("2026-11-07 00:00")


@pytest.mark.parametrize(("when", "is_late"), [("2026-11-07 00:00", False), ("2026-11-07 00:01", True)])
def test_a_plan_after_friday_is_late(world: World, people: Department, when: str, is_late: bool) -> None:
    planned(world, people, at(when))
    row = next(row for row in week_of(world.service_manager, WEEK) if row.plan)
    assert row.is_late is is_late


def test_a_plan_is_told_to_the_manager_and_approved(world: World, people: Department) -> None:
    plan = planned(world, people)
    assert InboxMessage.objects.filter(user=world.service_manager, key=f"plan:{plan.pk}:1").exists()
    assert decided(world, plan).state == PlanState.APPROVED
    with pytest.raises(OutOfStep):
        decided(world, plan)
    with pytest.raises(PlanDecided):
        planned(world, people)


def test_a_returned_plan_says_why_and_is_handed_in_again(world: World, people: Department) -> None:
    plan = planned(world, people)
    with pytest.raises(InvalidInput):
        decided(world, plan, is_approved=False)
    decided(world, plan, is_approved=False, comment="周三到大理")
    assert planned(world, people).state == PlanState.SUBMITTED
    assert WeeklyPlan.objects.get().items.count() == 1


def test_nobody_approves_the_own_plan_and_the_engineer_none(world: World, people: Department) -> None:
    things = [PlannedThing(on=WEEK, text="例会")]
    own = submit_plan(
        employee=people.manager, week=WEEK, items=things, by=world.service_manager, at=FRIDAY_NIGHT
    )
    with pytest.raises(SelfApproval):
        decided(world, own)
    with pytest.raises(NotAllowed):
        decide_plan(plan=own, is_approved=True, comment="", by=world.service_engineer, at=FRIDAY_NIGHT)
    assert "审批周计划" in [turn.verb for turn in turns(world.deputy_gm, FRIDAY_NIGHT, 50)]


@pytest.mark.parametrize(("when", "is_open"), [("2026-11-08 23:59", True), ("2026-11-09 00:00", False)])
def test_a_plan_is_written_before_its_week_begins(world: World, people: Department, when: str, is_open: bool) -> None:
    if is_open:
        assert planned(world, people, at(when)).week == WEEK
    else:
        with pytest.raises(PlanWeekOver):
            planned(world, people, at(when))


@pytest.mark.parametrize(("on", "is_inside"), [(WEEK - DAY, False), (WEEK + 6 * DAY, True), (WEEK + 7 * DAY, False)])
def test_a_planned_day_lies_in_the_week(world: World, people: Department, on: date, is_inside: bool) -> None:
    if is_inside:
        assert planned(world, people, on=on)
    else:
        with pytest.raises(PlanDayOutside):
            planned(world, people, on=on)


def test_a_plan_is_held_against_what_was_recorded(world: World, people: Department) -> None:
    plan = planned(world, people)
    assert compared(plan)[0].planned[0][1] is False
    visited = at("2026-11-09 15:00")
    record_visit(
        employee=people.engineer, facts=visit_facts(world, visited), by=world.service_engineer, at=visited
    )
    monday = compared(plan)[0]
    assert monday.planned[0][1] is True
    assert monday.recorded == ["回访：昆明滇池印务有限公司 满意"]


def card_of(world: World, people: Department, **changes: Any) -> Any:
    facts: dict[str, Any] = {
        "customer_class": "key",
        "owner": people.engineer,
        "products": [world.product],
        "contacts": [ContactFacts(name="杨德福", phone="138")],
    }
    return keep_profile(
        customer=world.customer, facts=ProfileFacts(**facts | changes), by=world.service_engineer, at=MONDAY
    )


@pytest.mark.parametrize(("kind", "days"), [("key", 30), ("regular", 90), ("occasional", 180)])
def test_a_customer_is_visited_by_its_class(world: World, people: Department, kind: str, days: int) -> None:
    card = card_of(world, people, customer_class=kind)
    last = MONDAY + timedelta(days=days)
    assert [(row.due_on, row.is_late) for row in visits_due([card], last)] == [(last.date(), False)]
    assert visits_due([card], last + DAY)[0].is_late


def test_a_visit_counts_the_interval_anew_and_an_older_one_does_not(world: World, people: Department) -> None:
    card = card_of(world, people)
    for when in (MONDAY + 5 * DAY, MONDAY + 3 * DAY):
        record_visit(
            employee=people.engineer,
            facts=visit_facts(world, when),
            by=world.service_engineer,
            at=MONDAY + 6 * DAY,
        )
    card.refresh_from_db()
    assert card.last_visit_on == (MONDAY + 5 * DAY).date()


def test_a_correction_of_the_card_tells_what_changed(world: World, people: Department) -> None:
    card_of(world, people)
    card = card_of(world, people, customer_class="regular")
    from yibin_service.foundation.acts.selectors import events_of

    assert events_of(card.stream)[0].changes == [["客户类别", "重点客户", "一般客户"]]
    assert card.contacts.count() == 1


def test_a_visit_of_tomorrow_is_refused(world: World, people: Department) -> None:
    with pytest.raises(Exception, match="不能晚于今天"):
        record_visit(
            employee=people.engineer, facts=visit_facts(world, MONDAY + DAY), by=world.service_engineer, at=MONDAY
        )


def test_dissatisfaction_says_with_what(world: World, people: Department) -> None:
    act = {"employee": people.engineer, "by": world.service_engineer, "at": MONDAY}
    with pytest.raises(InvalidInput):
        record_visit(facts=visit_facts(world, MONDAY, quality="poor"), **act)
    assert record_visit(facts=visit_facts(world, MONDAY, quality="poor", quality_text="掉粉"), **act)


def test_what_visits_gather_is_searched_and_counted(world: World, people: Department) -> None:
    act = {"employee": people.engineer, "by": world.service_engineer, "at": MONDAY}
    record_visit(facts=visit_facts(world, MONDAY, competitor="甲纸业", needs="想要 80 g"), **act)
    record_visit(facts=visit_facts(world, MONDAY, credit="overdue"), **act)
    everything = VisitFilter(MONDAY.date(), MONDAY.date())
    assert visits_like(everything).count() == 2
    assert visits_like(VisitFilter(MONDAY.date(), MONDAY.date(), text="80 g")).count() == 1
    assert visits_like(VisitFilter(MONDAY.date(), MONDAY.date(), credit="overdue")).count() == 1
    figures = {one["title"]: dict(one["table"]) for one in figures_of(visits_like(everything))}
    assert figures["质量反映"] == {"满意": 2, "基本满意": 0, "不满意": 0}
    assert figures["遇到的竞争厂家"] == {"甲纸业": 1}


def test_regions_with_overdue_visits_stand_first(world: World, people: Department) -> None:
    rows = visits_due([card_of(world, people)], MONDAY + 40 * DAY)
    assert [(region, late) for region, _, late in due_by_region(rows)] == [("地区未填", 1)]


def test_customers_stand_by_region_and_those_with_most_overdue_first(world: World, people: Department) -> None:
    cards = [card_of(world, people)]
    for name, region, kind in (("乙厂", "云南", "key"), ("丙厂", "云南", "key"), ("丁厂", "四川", "regular")):
        customer = Customer.objects.create(name=name, region=region)
        facts = ProfileFacts(customer_class=kind, owner=people.engineer, products=[], contacts=[])
        cards.append(keep_profile(customer=customer, facts=facts, by=world.service_engineer, at=MONDAY))
    found = [(region, len(rows), late) for region, rows, late in due_by_region(visits_due(cards, MONDAY + 31 * DAY))]
    assert found == [("云南", 2, 2), ("地区未填", 1, 1), ("四川", 1, 0)]


def collected(world: World, people: Department, on: date = FIRST) -> CollectedPayment:
    return record_collection(
        employee=people.engineer,
        customer=world.customer,
        amount=Decimal("1200.00"),
        collected_on=on,
        by=world.service_engineer,
        at=MONDAY,
    )


@pytest.mark.parametrize(("days", "flagged"), [(3, 0), (4, 1)])
def test_money_out_for_more_than_three_days_is_told_to_the_manager_once(
    world: World, people: Department, days: int, flagged: int
) -> None:
    payment = collected(world, people)
    when = MONDAY + days * DAY
    assert flag_late_collections(at=when) == flagged
    assert flag_late_collections(at=when) == 0
    told = InboxMessage.objects.filter(user=world.service_manager, key=f"collection:{payment.pk}:late")
    assert told.count() == flagged


def test_days_of_visits_and_of_money_are_those_of_the_version(world: World, people: Department) -> None:
    staff_version(FIRST, visit_key_days="7", payment_handover_days="1")
    card, payment = card_of(world, people), collected(world, people)
    assert [(row.due_on, row.is_late) for row in visits_due([card], MONDAY + 8 * DAY)] == [(FIRST + 7 * DAY, True)]
    assert not late_collections(MONDAY + DAY).exists()
    assert list(late_collections(MONDAY + 2 * DAY)) == [payment]


def test_a_visit_that_is_due_or_overdue_is_on_the_workbench(world: World, people: Department) -> None:
    card_of(world, people)

    def asked(day: int) -> list[str]:
        return [turn.verb for turn in turns(world.service_engineer, MONDAY + day * DAY, 50) if turn.verb == "定期回访"]

    assert (asked(22), asked(23), asked(31)) == ([], ["定期回访"], ["定期回访"])


def test_money_finance_has_is_not_flagged(world: World, people: Department) -> None:
    payment = collected(world, people)
    act = {"payment": payment, "receipt_no": "S-1", "by": world.finance, "at": MONDAY + 2 * DAY}
    with pytest.raises(HandedBeforeCollected):
        confirm_collection(handed_on=MONDAY.date() - DAY, **act)
    confirm_collection(handed_on=MONDAY.date(), **act)
    with pytest.raises(PaymentHanded):
        confirm_collection(handed_on=MONDAY.date(), **act)
    assert flag_late_collections(at=MONDAY + 9 * DAY) == 0


def test_the_collector_confirms_nothing(world: World, people: Department) -> None:
    with pytest.raises(NotAllowed):
        confirm_collection(
            payment=collected(world, people),
            handed_on=MONDAY.date(),
            receipt_no="S-1",
            by=world.service_engineer,
            at=MONDAY,
        )
