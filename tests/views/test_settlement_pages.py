"""Pages of settlements, expenses, claims, fines and the closing, walked as people send them."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Case, CaseState, ClockKind
from penalties.models import Claim, ClaimReceipt, Expense, Fine, Settlement, SettlementState
from penalties.models.ledger import LedgerEntry
from penalties.services.propose_fines import propose_fines
from penalties.views.panels import offers, waiting
from tests.settled import (
    agreed,
    breach,
    claim,
    confirmed,
    executed,
    expense,
    receipt,
    settling_case,
    standing,
)
from tests.uploads import waiting_upload
from tests.views.acting import address, client_of, send, show, text_of
from tests.world import World, at
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
NOW = at("2026-10-22 10:00")


@pytest.fixture(autouse=True)
def morning(world: World, travel_to: Any) -> None:
    travel_to(NOW)


def typed(case: Case, *places: int, **changes: Any) -> dict[str, Any]:
    """The agree form as a browser sends it: a return of the first roll."""
    rolls = [line.roll_no for line in case.card.lines.all() if line.position in (places or (1,))]
    return {"kind": "return", "lines": rolls, "tonnes": "3.250", "is_repulped": "yes"} | changes


def labels(case: Case, world: World, who: str) -> list[str]:
    return [offer.label for offer in offers(Case.objects.get(pk=case.pk), getattr(world, who), NOW)]


def test_a_clerk_agrees_a_settlement_and_sees_what_comes_next(world: World) -> None:
    case = settling_case(world)
    page = text_of(show(world, "sales_clerk", case, "agree-settlement"))
    assert "9,000.00" in page and "还可约定" in page
    answer = send(world, "sales_clerk", case, "agree-settlement", **typed(case))
    assert answer.status_code == 302, text_of(answer)
    assert Settlement.objects.get(case=case).amount == Decimal("3900.00")


def test_figures_may_be_typed_full_width_and_with_separators(world: World) -> None:
    case = settling_case(world)
    data = typed(case, kind="compensate", tonnes="０.４００", ex_works_price="5,200.00 元", method="price", is_repulped="")
    assert send(world, "sales_clerk", case, "agree-settlement", **data).status_code == 302
    assert Settlement.objects.get(case=case).amount == Decimal("2080.00")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tonnes": "abc"}, "认不出"),
        ({"tonnes": "-1"}, "大于 0"),
        ({"tonnes": "3.2501"}, "最多写 3 位小数"),
        ({"tonnes": ""}, "请填吨数"),
        ({"lines": []}, "请选这笔结算的纸卷"),
        ({"lines": ["别人的卷"]}, "没有这一项"),
        ({"kind": "steal"}, "没有这一项"),
        ({"is_repulped": ""}, "请选是否回抄"),
        ({"note": "长" * 401}, "最多 400 字"),
        ({"agreed_with": "<b>" * 40}, "最多 80 字"),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_saved(world: World, changes: Any, words: str) -> None:
    case = settling_case(world)
    answer = send(world, "sales_clerk", case, "agree-settlement", **typed(case) | changes)
    assert answer.status_code == 422 and words in text_of(answer)
    assert not Settlement.objects.exists()


def test_an_amount_above_the_ceiling_names_what_is_left_and_keeps_the_typing(world: World) -> None:
    case = settling_case(world, ceilings=("3000.00", "0", "0"))
    answer = send(world, "sales_clerk", case, "agree-settlement", **typed(case, note="客户急用"))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "还可约定 3,000.00 元" in page and "客户急用" in page and 'value="3.250"' in answer.content.decode()


def test_html_and_emoji_are_kept_as_text(world: World) -> None:
    case = settling_case(world)
    send(world, "sales_clerk", case, "agree-settlement", **typed(case, note="<script>alert(1)</script>😀"))
    page = client_of(world, "sales_clerk").get(case.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert Settlement.objects.get().note.endswith("😀")


def test_the_same_act_sent_twice_agrees_once(world: World) -> None:
    case = settling_case(world)
    data = typed(case) | {"act_id": str(uuid.uuid4())}
    client = client_of(world, "sales_clerk")
    answers = [client.post(address(case, "agree-settlement"), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Settlement.objects.count() == 1


def test_a_stale_page_is_shown_what_changed(world: World) -> None:
    case = settling_case(world)
    data = typed(case, 2, tonnes="2.000") | {"seen_version": case.version}
    agreed(case, world)
    answer = send(world, "sales_clerk", case, "agree-settlement", **data)
    assert answer.status_code == 409 and "约定第1笔结算" in text_of(answer)


def test_the_preview_counts_by_the_rule_before_anything_is_sent(world: World) -> None:
    case = settling_case(world, ceilings=("3000.00", "0", "0"))
    page = text_of(client_of(world, "sales_clerk").get(address(case, "agree-settlement/preview"), typed(case)))
    assert "3,900.00 元" in page and "超过还可约定的数" in page


def test_the_preview_of_an_unfinished_form_says_what_is_missing(world: World) -> None:
    case = settling_case(world)
    data = typed(case) | {"tonnes": ""}
    assert "请填吨数" in text_of(client_of(world, "sales_clerk").get(address(case, "agree-settlement/preview"), data))


def test_settling_is_carried_out_with_a_document_and_confirmed_by_another(world: World) -> None:
    case = settling_case(world)
    agreed(case, world)
    scan = waiting_upload(world.sales_clerk, NOW)
    data = {"document_no": "RK-7", "executed_on": "2026-10-21", "tonnes": "3.180", "documents": [str(scan.pk)]}
    answer = send(world, "sales_clerk", case, "execute-settlement/1", **data)
    assert answer.status_code == 302, text_of(answer)
    page = text_of(show(world, "sales_head", case, "confirm-settlement/1"))
    assert "3,816.00 元" in page and "四抄车间" in page and "2,671.20" in page
    answer = send(world, "sales_head", case, "confirm-settlement/1", decision="confirm")
    assert answer.status_code == 302
    assert standing(case)[("share", "质检处")] == "1144.80"


def test_who_executed_is_told_that_another_confirms(world: World) -> None:
    case = settling_case(world)
    executed(case, world)
    answer = show(world, "sales_clerk", case, "confirm-settlement/1")
    assert answer.status_code == 403 and "另一位销售人员" in text_of(answer)


def test_sending_back_without_a_word_is_refused_at_the_field(world: World) -> None:
    case = settling_case(world)
    executed(case, world)
    answer = send(world, "sales_head", case, "confirm-settlement/1", decision="return", reason="")
    assert answer.status_code == 422 and "请写退回的理由" in text_of(answer)
    assert Settlement.objects.get().state == SettlementState.EXECUTED


@pytest.mark.parametrize("verb", ["execute-settlement/1", "cancel-settlement/1", "agree-settlement"])
def test_another_clerk_does_not_handle_the_case(world: World, verb: str) -> None:
    case = settling_case(world)
    agreed(case, world)
    assert show(world, "sales_clerk2", case, verb).status_code == 403


@pytest.mark.parametrize("verb", ["agree-settlement", "record-expense", "open-claim", "close-case", "confirm-fine/1"])
def test_an_auditor_finds_no_act_of_money(world: World, verb: str) -> None:
    assert show(world, "auditor", settling_case(world), verb).status_code in {403, 404}


@pytest.mark.parametrize("verb", ["execute-settlement/9", "cancel-expense/9", "close-claim/9"])
def test_what_is_not_there_is_not_found(world: World, verb: str) -> None:
    case = settling_case(world)
    who = "tech_engineer" if "expense" in verb else "sales_clerk"
    assert show(world, who, case, verb).status_code == 404


def test_an_expense_is_entered_with_its_voucher(world: World) -> None:
    case = settling_case(world)
    scan = waiting_upload(world.tech_engineer, NOW)
    data = {"purpose": "差旅", "amount": "1,800", "spent_on": "2026-10-20", "voucher_no": "CL-9", "vouchers": [str(scan.pk)]}
    assert send(world, "tech_engineer", case, "record-expense", **data).status_code == 302
    entered = Expense.objects.get(case=case)
    assert entered.amount == Decimal("1800.00") and entered.voucher.stream == f"case-money:{case.pk}"


def test_a_voucher_used_before_is_told_at_its_field(world: World) -> None:
    case = settling_case(world)
    expense(case, world)
    data = {"purpose": "检测", "amount": "10", "spent_on": "2026-10-20", "voucher_no": "CL-1"}
    answer = send(world, "tech_engineer", case, "record-expense", **data)
    assert answer.status_code == 422 and "凭证 CL-1 已登记为" in text_of(answer)


def test_an_expense_of_tomorrow_is_refused(world: World) -> None:
    case = settling_case(world)
    data = {"purpose": "差旅", "amount": "10", "spent_on": "2026-10-23", "voucher_no": "X"}
    assert "不能晚于今天" in text_of(send(world, "tech_engineer", case, "record-expense", **data))


def test_a_claim_goes_from_letter_to_close(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    data = {"party": "carrier", "party_name": "顺达物流", "amount": "3900"}
    assert send(world, "sales_clerk", case, "open-claim", **data).status_code == 302
    money = {"amount": "1500", "received_on": "2026-10-21", "voucher_no": "YH-2"}
    assert send(world, "sales_clerk", case, "record-receipt/1", **money).status_code == 302
    pk = ClaimReceipt.objects.get().pk
    assert "顺达物流" in text_of(client_of(world, "finance").get("/claims/"))
    answer = send(world, "finance", case, f"confirm-receipt/{pk}", decision="confirm")
    assert answer.status_code == 302 and answer["Location"] == "/claims/"
    assert send(world, "sales_clerk", case, "close-claim/1", reason="只赔这些").status_code == 302
    assert standing(case)[("shortfall", "公司")] == "2400.00"
    assert Claim.objects.get().close_reason == "只赔这些"


def test_finance_opens_nothing_else_of_the_case(world: World) -> None:
    case = settling_case(world, cause="transport")
    receipt(claim(case, world), world, "10.00")
    assert client_of(world, "finance").get(case.get_absolute_url()).status_code in {403, 404}


def test_finance_sends_back_what_is_not_there(world: World) -> None:
    case = settling_case(world, cause="transport")
    row = receipt(claim(case, world), world, "10.00")
    send(world, "finance", case, f"confirm-receipt/{row.pk}", decision="return", reason="账上没有")
    row.refresh_from_db()
    assert row.refused_reason == "账上没有"


def test_each_fine_is_confirmed_on_its_page_by_the_right_person(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    verb = f"confirm-fine/{Fine.objects.get().pk}"
    assert show(world, "tech_head", case, verb).status_code == 403
    assert "200.00 元" in text_of(show(world, "enterprise_management", case, verb))
    assert send(world, "enterprise_management", case, verb, decision="confirm").status_code == 302
    assert LedgerEntry.objects.get(case=case).amount == Decimal("200.00")
    assert "罚款已确认" in text_of(client_of(world, "enterprise_management").get("/breaches/?state=fined"))


def test_not_fining_needs_a_reason(world: World) -> None:
    case = settling_case(world)
    breach(case, world, ClockKind.REPLY)
    propose_fines(case=case, at=NOW)
    verb = f"confirm-fine/{Fine.objects.get().pk}"
    assert send(world, "enterprise_management", case, verb, decision="drop").status_code == 422
    assert send(world, "enterprise_management", case, verb, decision="drop", reason="客户延误").status_code == 302


def test_the_closing_list_shows_what_is_missing_and_whose_it_is(world: World) -> None:
    case = settling_case(world)
    executed(case, world)
    page = text_of(show(world, "tech_head", case, "close-case"))
    assert "还有 1笔结算没有确认" in page and "销售处" in page and "还不能结案" in page
    assert send(world, "tech_head", case, "close-case").status_code == 409


def test_a_ready_case_is_closed_on_its_page(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    assert send(world, "tech_head", case, "close-case").status_code == 302
    assert Case.objects.get(pk=case.pk).state == CaseState.CLOSED
    assert Event.objects.filter(stream=case.stream, verb="close_case").count() == 1


def test_the_case_page_shows_settlements_entries_and_no_money_to_others(world: World) -> None:
    case = settling_case(world)
    confirmed(case, world)
    expense(case, world)
    page = text_of(client_of(world, "tech_head").get(case.get_absolute_url()))
    assert "第1笔 退 · 回抄" in page and "台账 6笔" in page and "5,700.00" in page
    other = text_of(client_of(world, "sales_clerk2").get(case.get_absolute_url()))
    assert "3,900.00" not in other and "只对经办人" in other


def test_offers_follow_the_state_and_the_person(world: World) -> None:
    case = settling_case(world)
    assert "约定退赔换" in labels(case, world, "sales_clerk")
    assert "约定退赔换" not in labels(case, world, "sales_clerk2")
    agreed(case, world)
    assert "登记第1笔执行" in labels(case, world, "sales_clerk")
    assert labels(case, world, "auditor") == []


def test_a_second_person_is_offered_the_confirmation_and_the_first_is_not(world: World) -> None:
    case = settling_case(world)
    executed(case, world)
    assert "确认第1笔结算" in labels(case, world, "sales_head")
    assert "确认第1笔结算" not in labels(case, world, "sales_clerk")
    assert waiting(Case.objects.get(pk=case.pk), NOW).who == "销售处长 陈志强"


def test_lists_hold_what_the_person_handles(world: World) -> None:
    case = settling_case(world)
    executed(case, world)
    assert case.number in text_of(client_of(world, "sales_clerk").get("/settlements/?state=open"))
    assert "没有结算" in text_of(client_of(world, "sales_clerk2").get("/settlements/"))
    assert client_of(world, "tech_head").get("/settlements/").status_code == 403


@pytest.mark.parametrize("path", ["/settlements/?before=abc&state=x", "/breaches/?before=９９&state=<b>", "/claims/?x=1"])
def test_odd_addresses_are_read_as_none(world: World, path: str) -> None:
    assert client_of(world, "sales_head" if "breaches" not in path else "tech_head").get(path).status_code == 200


def test_who_has_what_to_do_finds_it_on_the_workbench(world: World) -> None:
    case = settling_case(world)
    executed(case, world)
    page = text_of(client_of(world, "sales_head").get("/"))
    assert "确认结算" in page and case.number in page


def test_finance_is_led_to_the_receipt_that_waits_and_not_to_the_case_it_may_not_read(world: World) -> None:
    case = settling_case(world, cause="transport")
    confirmed(case, world)
    receipt(claim(case, world), world, "10.00")
    message = InboxMessage.objects.get(user=world.finance, title__contains="确认索赔到账")
    finance = client_of(world, "finance")
    page = text_of(finance.get(message.url))
    assert 'href="/claims/">先不办，回到索赔与追偿' in page
    assert finance.get(case.get_absolute_url()).status_code == 403
