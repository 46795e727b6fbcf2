"""离职 from opening to completion: what is listed, handed over, received, moved."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from rest_framework.authtoken.models import Token

from cases.models import CardDraft, Case, ProposalState
from staff.models import (
    CollectedPayment,
    CustomerProfile,
    DispatchOrder,
    DispatchState,
    Employee,
    Errand,
    HandoverItem,
    HandoverState,
    ItemState,
    WorkHandover,
)
from staff.rules.handover_errors import (
    HandoverAlreadyOpen,
    HandoverContradicts,
    ItemOutOfStep,
    MustBeReceived,
    NoLongerHere,
    NotAllReceived,
    NotYourHandover,
    ReceiverUnfit,
)
from staff.selectors.handovers import listing_of
from staff.services.collections import confirm_collection
from staff.services.errands import finish_errand, give_errand
from staff.services.keep_profile import keep_profile
from staff.services.open_handover import open_handover
from staff.services.record_visit import record_visit
from staff.services.submit_plan import PlannedThing, submit_plan
from tests.cases_made import give_team
from tests.field_made import visit_facts
from tests.handover_made import LAST_DAY, NOW, Leaving, profile_facts
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.services.deactivate_account import deactivate_account
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaving(world: World) -> Leaving:
    return Leaving(world)


def keys(handover: WorkHandover) -> dict[str, str]:
    return {item.key: item.state for item in listing_of(handover, NOW).items}


def test_the_system_lists_what_the_person_has_in_hand(leaving: Leaving, world: World) -> None:
    case = world.file_card()
    team = give_team(case, world)
    team.members.create(user=leaving.user, name="王海涛", unit=leaving.user.unit, discipline="engineer")
    payment = leaving.payment()
    draft = CardDraft.objects.create(owner=leaving.user, saved_at=NOW, typed={"customer_text": ["贵阳华彩"]})
    Employee.objects.filter(pk=leaving.people.colleague.pk).update(manager=leaving.person)
    handover = leaving.open()
    assert keys(handover) == dict.fromkeys(
        [
            f"customer-{world.customer.pk}", f"visit-{world.customer.pk}", f"payment-{payment.pk}",
            f"account-{leaving.user.pk}", f"case-{case.pk}", f"dispatch-{leaving.order.pk}",
            f"errand-{leaving.errand.pk}", f"draft-{draft.pk}", f"person-{leaving.people.colleague.pk}",
        ],
        "open",
    )  # fmt: skip
    assert HandoverItem.objects.filter(handover=handover).count() == 9
    assert handover.number == "YJ-2026-0001"


def test_a_closed_case_is_not_listed_nor_one_whose_new_team_leaves_the_person_out(leaving: Leaving, world: World) -> None:
    closed, replaced = world.file_card(), world.file_card(batch_no="7A261004")
    for case in (closed, replaced):
        team = give_team(case, world)
        team.members.create(user=leaving.user, name="王海涛", unit=leaving.user.unit, discipline="engineer")
    Case.objects.filter(pk=closed.pk).update(state="closed")
    replaced.team_proposals.create(ordinal=9, proposed_by=world.tech_head, proposed_at=NOW)
    assert not [key for key in keys(leaving.open()) if key.startswith("case")]


def test_what_arises_later_is_listed_and_what_is_settled_otherwise_is_seen_as_settled(leaving: Leaving, world: World) -> None:
    handover = leaving.open()
    later = give_errand(employee=leaving.person, text="退样品", due_on=LAST_DAY, by=world.service_manager, at=NOW)
    finish_errand(errand=leaving.errand, result="办好", by=leaving.user, at=NOW)
    found = keys(handover)
    assert (found[f"errand-{later.pk}"], found[f"errand-{leaving.errand.pk}"]) == ("open", "settled")
    assert HandoverItem.objects.filter(key=f"errand-{later.pk}").count() == 0  # reading writes nothing
    leaving.appoint(handover, f"customer-{world.customer.pk}")
    assert HandoverItem.objects.get(key=f"errand-{later.pk}").state == ItemState.OPEN
    settled = HandoverItem.objects.get(key=f"errand-{leaving.errand.pk}")
    assert (settled.state, settled.settled_at) == (ItemState.SETTLED, NOW)
    told = Event.objects.get(stream=handover.stream, verb="keep_list", text__contains="退样品")
    assert "已另行办结 交办「整理样品柜」" in told.text and told.actor is None


def test_what_was_settled_and_comes_back_waits_again(leaving: Leaving, world: World) -> None:
    handover, customer = leaving.open(), f"customer-{world.customer.pk}"
    for owner, state in ((leaving.people.colleague, "settled"), (leaving.person, "open")):
        keep_profile(customer=world.customer, facts=profile_facts(owner), by=world.service_manager, at=NOW)
        leaving.appoint(handover, f"account-{leaving.user.pk}")
        assert HandoverItem.objects.get(key=customer).state == state


def test_a_visit_made_meanwhile_is_settled(leaving: Leaving, world: World) -> None:
    handover = leaving.open()
    record_visit(employee=leaving.person, facts=visit_facts(world, NOW), by=leaving.user, at=NOW)
    assert keys(handover)[f"visit-{world.customer.pk}"] == "settled"


def test_everything_received_the_leaving_completes_and_the_work_moves(leaving: Leaving, world: World) -> None:
    Employee.objects.filter(pk=leaving.people.colleague.pk).update(manager=leaving.person)
    Token.objects.create(user=leaving.user)
    handover = leaving.received()
    done = leaving.complete(handover, at=at("2026-11-30 17:00"))
    person, colleague = Employee.objects.get(pk=leaving.person.pk), leaving.people.colleague
    assert (done.state, person.left_on) == (HandoverState.COMPLETED, LAST_DAY)
    account = User.objects.get(pk=leaving.user.pk)
    assert not account.is_active and not account.has_usable_password()
    assert not Token.objects.filter(user=account).exists()
    assert CustomerProfile.objects.get().owner == colleague
    order = DispatchOrder.objects.get()
    assert (order.engineer, order.state) == (colleague, DispatchState.ACCEPTED)
    assert Errand.objects.get().employee == colleague
    verbs = set(Event.objects.filter(actor=world.hr).values_list("verb", flat=True))
    assert {"complete_handover", "move_work", "close_account_after_handover"} <= verbs
    assert InboxMessage.objects.filter(user=leaving.receiver, title__contains="移交已完成").exists()


def test_whoever_left_is_given_nothing_more(leaving: Leaving, world: World) -> None:
    leaving.complete(leaving.received(), at=at("2026-11-30 17:00"))
    later = at("2026-12-01 09:00")
    with pytest.raises(NoLongerHere):
        give_errand(employee=leaving.person, text="退样品", due_on=later.date(), by=world.service_manager, at=later)
    with pytest.raises(NoLongerHere):
        leaving.people.order(later)
    with pytest.raises(NoLongerHere):
        keep_profile(customer=world.customer, facts=profile_facts(leaving.person), by=world.service_manager, at=later)


def test_the_last_day_itself_may_still_bring_work(leaving: Leaving, world: World) -> None:
    Employee.objects.filter(pk=leaving.person.pk).update(left_on=LAST_DAY)
    when = at("2026-11-30 16:00")
    assert give_errand(employee=leaving.person, text="退样品", due_on=LAST_DAY, by=world.service_manager, at=when).pk


def test_a_thing_not_received_refuses_the_completion_and_says_whose_it_is(leaving: Leaving, world: World) -> None:
    handover = leaving.received(without=[f"dispatch-{leaving.order.pk}"])
    leaving.people.order(NOW + timedelta(hours=1))
    with pytest.raises(NotAllReceived) as refused:
        leaving.complete(handover)
    assert f"派工单「{leaving.order.number} {world.customer}」等经理指定接收人" in str(refused.value)
    assert "还有 2项没有办完，不能完成" in str(refused.value)
    assert Employee.objects.get(pk=leaving.person.pk).left_on is None and leaving.reload().is_active


def test_each_step_names_whose_move_it_is(leaving: Leaving) -> None:
    handover, key = leaving.open(), f"errand-{leaving.errand.pk}"

    def move() -> str:
        return next(item.waits_for for item in listing_of(handover, NOW).items if item.key == key)

    assert move() == "等经理指定接收人"
    leaving.appoint(handover, key)
    assert move() == "等 王海涛 移交"
    leaving.hand_over(handover, key)
    assert move() == "等 赵磊 接收"
    leaving.receive(handover, key)
    assert move() == ""


def test_what_is_given_back_waits_for_the_leaver_again_with_the_words(leaving: Leaving) -> None:
    handover, key = leaving.open(), f"errand-{leaving.errand.pk}"
    leaving.appoint(handover, key)
    leaving.hand_over(handover, key)
    with pytest.raises(HandoverContradicts, match="写明缺什么"):
        leaving.receive(handover, key, is_received=False)
    [item] = leaving.receive(handover, key, is_received=False, note="少 2个样品")
    assert (item.state, item.received_by, item.received_note) == (ItemState.OPEN, None, "少 2个样品")
    assert InboxMessage.objects.filter(user=leaving.user, title__contains="退回，请补齐再移交").exists()


def test_only_the_appointed_receives_and_never_who_handed_over(leaving: Leaving, world: World) -> None:
    handover, key = leaving.open(), f"account-{leaving.user.pk}"
    with pytest.raises(ReceiverUnfit, match="移交人不能自己接收"):
        leaving.appoint(handover, key, receiver=leaving.user)
    leaving.appoint(handover, key, receiver=world.hr)
    with pytest.raises(ItemOutOfStep, match="不在待接收"):
        leaving.receive(handover, key, by=world.hr)
    with pytest.raises(ReceiverUnfit, match="请另一位代交"):
        leaving.hand_over(handover, key, by=world.hr, note="本人已离岗")
    leaving.hand_over(handover, key)
    with pytest.raises(NotYourHandover, match="由 吴敏 接收"):
        leaving.receive(handover, key)
    leaving.receive(handover, key, by=world.hr)
    item = HandoverItem.objects.get(key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverItem.objects.filter(pk=item.pk).update(received_by=leaving.user)


def test_the_manager_hands_over_for_whoever_is_gone_with_the_reason_and_is_marked(leaving: Leaving, world: World) -> None:
    handover, key = leaving.open(), f"errand-{leaving.errand.pk}"
    leaving.appoint(handover, key)
    with pytest.raises(HandoverContradicts, match="写明原因"):
        leaving.hand_over(handover, key, by=world.service_manager)
    with pytest.raises(NotYourHandover):
        leaving.hand_over(handover, key, by=leaving.receiver, note="代")
    [item] = leaving.hand_over(handover, key, by=world.service_manager, note="本人已离岗")
    assert item.is_on_behalf and item.handed_by == world.service_manager
    with pytest.raises(ItemOutOfStep, match="没有重复移交"):
        leaving.hand_over(handover, key)


@pytest.mark.parametrize("who", ["finance", "sales_clerk", "hr"])
def test_work_of_the_department_goes_to_its_people_only(leaving: Leaving, world: World, who: str) -> None:
    handover = leaving.open()
    with pytest.raises(ReceiverUnfit, match="售后服务部"):
        leaving.appoint(handover, f"dispatch-{leaving.order.pk}", receiver=world.users[who])


def test_a_case_handled_goes_to_a_person_of_the_same_trade_and_so_does_a_draft(leaving: Leaving, world: World) -> None:
    case = world.file_card()
    Case.objects.filter(pk=case.pk).update(engineer=leaving.user)
    draft = CardDraft.objects.create(owner=leaving.user, saved_at=NOW)
    handover = leaving.open()
    with pytest.raises(ReceiverUnfit, match="技术中心"):
        leaving.appoint(handover, f"case-{case.pk}")
    with pytest.raises(ReceiverUnfit, match="销售处"):
        leaving.appoint(handover, f"draft-{draft.pk}")
    for key, to in ((f"case-{case.pk}", world.tech_engineer), (f"draft-{draft.pk}", world.sales_clerk)):
        leaving.appoint(handover, key, receiver=to)
        leaving.hand_over(handover, key)
        leaving.receive(handover, key, by=to)
    leaving.all_received(handover)
    leaving.complete(handover, at=at("2026-11-30 17:00"))
    case.refresh_from_db()
    draft.refresh_from_db()
    assert (case.engineer, draft.owner) == (world.tech_engineer, world.sales_clerk)


def test_a_team_with_the_leaver_is_proposed_anew_and_waits_for_the_deputy(leaving: Leaving, world: World) -> None:
    case = world.file_card()
    team = give_team(case, world)
    Case.objects.filter(pk=case.pk).update(state="in_hand", tier="larger")
    team.members.create(user=leaving.user, name="王海涛", unit=leaving.user.unit, discipline="engineer")
    handover = leaving.received()
    leaving.complete(handover, at=at("2026-11-30 17:00"))
    proposed = case.team_proposals.get(state=ProposalState.PROPOSED)
    members = {member.user_id for member in proposed.members.all()}
    assert leaving.receiver.pk in members and leaving.user.pk not in members
    assert proposed.members.count() == team.members.count() and proposed.proposed_by == team.proposed_by
    assert case.team_proposals.get(state=ProposalState.APPROVED) == team
    assert InboxMessage.objects.filter(user=world.deputy_gm, title__contains="批准服务小组").exists()


def test_collected_money_ends_with_the_receipt_of_finance_alone(leaving: Leaving, world: World) -> None:
    payment = leaving.payment()
    handover, key = leaving.received(), f"payment-{payment.pk}"
    with pytest.raises(ItemOutOfStep, match="交财务"):
        leaving.appoint(handover, key)
    with pytest.raises(NotAllReceived, match="等 王海涛 交款、财务收讫"):
        leaving.complete(handover)
    confirm_collection(payment=payment, handed_on=NOW.date(), receipt_no="CW-1", by=world.finance, at=NOW)
    assert leaving.complete(handover, at=at("2026-11-30 17:00")).state == HandoverState.COMPLETED
    assert HandoverItem.objects.get(key=key).state == ItemState.SETTLED


def test_the_manager_excuses_lost_property_and_money_but_no_work(leaving: Leaving, world: World) -> None:
    payment, handover = leaving.payment(), leaving.open()
    tools = leaving.add(handover, "property", "工具箱 1只")
    manager = world.service_manager
    with pytest.raises(MustBeReceived):
        leaving.excuse(handover, f"customer-{world.customer.pk}", "没有人接", by=manager)
    with pytest.raises(NotAllowed):
        leaving.excuse(handover, tools.key, "遗失", by=world.hr)
    with pytest.raises(HandoverContradicts):
        leaving.excuse(handover, tools.key, "", by=manager)
    excused = leaving.excuse(handover, tools.key, "遗失，照价赔偿 320元", by=manager)
    assert (excused.state, excused.excused_by) == (ItemState.EXCUSED, manager)
    leaving.excuse(handover, f"payment-{payment.pk}", "客户退货抵消，另行追收", by=manager)
    leaving.all_received(handover)
    leaving.complete(handover, at=at("2026-11-30 17:00"))
    assert CollectedPayment.objects.get().handed_on is None


def test_typed_things_are_of_their_kinds_only(leaving: Leaving) -> None:
    handover = leaving.open()
    first, second = leaving.add(handover, "receivable", "对账单 3份"), leaving.add(handover, "other_account", "ERP")
    assert (first.key, second.key) == ("typed-1", "typed-2")
    with pytest.raises(HandoverContradicts):
        leaving.add(handover, "customer", "贵阳华彩")
    with pytest.raises(NotYourHandover):
        leaving.add(handover, "other", "钥匙", by=leaving.receiver)


def test_a_receiver_of_all_is_given_what_arises_where_fit_for_it(leaving: Leaving, world: World) -> None:
    case = world.file_card()
    Case.objects.filter(pk=case.pk).update(engineer=leaving.user)
    handover = leaving.open(receiver=leaving.receiver)
    found = {item.key: item.receiver for item in listing_of(handover, NOW).items}
    assert found[f"customer-{world.customer.pk}"] == leaving.receiver and found[f"case-{case.pk}"] is None


def test_a_visit_goes_with_its_customer_at_every_step(leaving: Leaving, world: World) -> None:
    handover, both = leaving.open(), {f"customer-{world.customer.pk}", f"visit-{world.customer.pk}"}
    for step in (leaving.appoint, leaving.hand_over, leaving.receive):
        items = step(handover, min(both))
        assert {item.key for item in items} == both
    assert {item.received_by for item in items} == {leaving.receiver}


def test_a_visit_due_after_the_customer_was_received_is_for_the_same_receiver(leaving: Leaving, world: World) -> None:
    record_visit(employee=leaving.person, facts=visit_facts(world, NOW), by=leaving.user, at=NOW)
    handover, customer = leaving.open(), f"customer-{world.customer.pk}"
    for step in (leaving.appoint, leaving.hand_over, leaving.receive):
        step(handover, customer)
    later = at("2026-12-01 09:00")  # a key customer's thirty days end
    visit = next(item for item in listing_of(handover, later).items if item.kind == "visit")
    assert (visit.state, visit.receiver) == (ItemState.OPEN, leaving.receiver)
    with pytest.raises(ReceiverUnfit, match="随客户走，由 赵磊 接收"):
        leaving.appoint(handover, visit.key, receiver=world.service_manager, at=later)


def test_nobody_is_made_the_own_manager_nor_a_superior_of_the_own(leaving: Leaving) -> None:
    colleague = leaving.people.colleague
    Employee.objects.filter(pk=colleague.pk).update(manager=leaving.person)
    handover = leaving.open()
    with pytest.raises(ReceiverUnfit, match="不能做自己或上级的主管"):
        leaving.appoint(handover, f"person-{colleague.pk}")
    boss = leaving.world.service_manager
    leaving.appoint(handover, f"person-{colleague.pk}", receiver=boss)
    leaving.hand_over(handover, f"person-{colleague.pk}")
    leaving.receive(handover, f"person-{colleague.pk}", by=boss)
    leaving.all_received(handover)
    leaving.complete(handover, at=at("2026-11-30 17:00"))
    assert Employee.objects.get(pk=colleague.pk).manager == leaving.people.manager


def test_a_plan_that_waits_goes_with_the_person(leaving: Leaving) -> None:
    colleague = leaving.people.colleague
    Employee.objects.filter(pk=colleague.pk).update(manager=leaving.person)
    week = date(2026, 11, 9)
    submit_plan(
        employee=colleague, week=week, items=[PlannedThing(on=week, text="走访")], by=leaving.receiver, at=NOW
    )
    item = next(one for one in listing_of(leaving.open(), NOW).items if one.kind == "person")
    assert "待审批周计划 1份" in item.detail


def test_a_receiver_who_leaves_or_is_closed_meanwhile_is_replaced_before_the_end(leaving: Leaving, world: World) -> None:
    handover = leaving.received()
    User.objects.filter(pk=leaving.receiver.pk).update(is_active=False)
    with pytest.raises(ReceiverUnfit, match="请另行指定接收人"):
        leaving.complete(handover, at=at("2026-11-30 17:00"))
    [item] = leaving.appoint(handover, f"errand-{leaving.errand.pk}", receiver=world.service_manager)
    assert (item.state, item.received_by) == (ItemState.OPEN, None)


def test_who_is_leaving_receives_nothing(leaving: Leaving, world: World) -> None:
    handover = leaving.open()
    open_handover(employee=leaving.people.colleague, facts=leaving.facts(), by=world.hr, at=NOW)
    with pytest.raises(ReceiverUnfit, match="自己正在办理离职移交"):
        leaving.appoint(handover, f"errand-{leaving.errand.pk}")


def test_one_open_handover_a_person(leaving: Leaving, world: World) -> None:
    first = leaving.open()
    with pytest.raises(HandoverAlreadyOpen, match=first.number):
        leaving.open()
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkHandover.objects.create(
            number="YJ-2026-0099", employee=leaving.person, kind="leaving", effective_on=LAST_DAY,
            unit=leaving.person.unit, opened_by=world.hr, opened_at=NOW,
        )  # fmt: skip


def test_appointing_another_asks_for_a_new_handing_over_and_the_same_does_not(leaving: Leaving, world: World) -> None:
    handover, key = leaving.open(), f"errand-{leaving.errand.pk}"
    leaving.appoint(handover, key)
    leaving.hand_over(handover, key)
    assert leaving.appoint(handover, key)[0].state == ItemState.HANDED
    [item] = leaving.appoint(handover, key, receiver=world.service_manager)
    assert (item.state, item.handed_by, item.receiver) == (ItemState.OPEN, None, world.service_manager)


def test_an_account_the_administrator_closed_is_settled(leaving: Leaving, world: World) -> None:
    handover = leaving.open()
    deactivate_account(user=leaving.user, by=world.admin, at=NOW)
    assert keys(WorkHandover.objects.get(pk=handover.pk))[f"account-{leaving.user.pk}"] == "settled"
