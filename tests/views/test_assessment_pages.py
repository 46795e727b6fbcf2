"""The 试算 pages: typed facts or pasted JSON, the result with its derivation, faults at their fields."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.rules.made import case, day, month, repulped
from tests.world import World

pytestmark = pytest.mark.django_db
CASE, MONTH = "/assessment/", "/staff/assessment/"


@pytest.fixture
def visitor(client: Client, world: World) -> Client:
    client.force_login(world.users["tech_engineer"])
    return client


def text_of(answer: Any) -> str:
    return answer.content.decode()


def rows(prefix: str, *filled: dict[str, str]) -> dict[str, str]:
    sent = {f"{prefix}-TOTAL_FORMS": str(max(2, len(filled))), f"{prefix}-INITIAL_FORMS": "0"}
    return sent | {f"{prefix}-{index}-{key}": value for index, row in enumerate(filled) for key, value in row.items()}


def typed_case(*settlements: dict[str, str], **changes: str) -> dict[str, str]:
    facts = {
        "ref": "试算",
        "as_of": "2026-10-20T09:00",
        "received_by_sales_at": "2026-10-05T09:00",
        "card_filed_at": "2026-10-07T10:00",
        "opened_at": "2026-10-04T08:00",
        "direct_loss": "6750",
        "liability_clear": "on",
        "workshop": "四抄车间",
        "machine": "7",
        "cause": "paper_defect",
        "investigation_cost": "1,800.00",
    }
    return facts | rows("settlements", *settlements) | changes


def typed_month(*days: dict[str, str], **changes: str) -> dict[str, str]:
    facts = {
        "ref": "E-17",
        "month": "2026-10",
        "monthly_wage": "6525",
        "shift_start": "08:30",
        "shift_end": "17:30",
    }
    return facts | rows("days", *days) | changes


RETURN = {"kind": "return", "tonnes": "3.25", "repulp": "on"}


def test_a_typed_case_shows_tier_clocks_lines_and_derivation(visitor: Client) -> None:
    answer = visitor.post(CASE, typed_case(RETURN))
    shown = text_of(answer)
    assert answer.status_code == 200
    for words in ("较大", "10-22 24:00", "3,990.00", "1,710.00", "70%", "5,700.00 元 × 0.7000 = 3,990.00 元", "P.三.4"):
        assert words in shown


def test_figures_are_read_as_people_type_them(visitor: Client) -> None:
    shown = text_of(visitor.post(CASE, typed_case(RETURN | {"tonnes": "３．２５"}, direct_loss="0.675万")))
    assert "6,750.00" in shown and "3,900.00" in shown


def test_faults_stand_at_their_fields_and_what_was_typed_stays(visitor: Client) -> None:
    answer = visitor.post(CASE, typed_case(RETURN | {"tonnes": "0"}, direct_loss="很多", card_filed_at="2026-10-05T08:00"))
    shown = text_of(answer)
    assert answer.status_code == 422
    assert 'value="很多"' in shown
    assert 'id="id_direct_loss-error"' in shown
    assert 'id="id_card_filed_at-error"' in shown
    assert 'id="id_settlements-0-tonnes-error"' in shown


def test_a_blank_row_before_a_faulty_one_shifts_no_fault(visitor: Client) -> None:
    shown = text_of(visitor.post(CASE, typed_case({}, RETURN | {"tonnes": "0"})))
    assert 'id="id_settlements-1-tonnes-error"' in shown
    assert 'id="id_settlements-0-tonnes-error"' not in shown


def test_a_field_of_another_kind_is_told_where_it_stands(visitor: Client) -> None:
    assert 'id="id_settlements-0-storage_cost-error"' in text_of(
        visitor.post(CASE, typed_case(RETURN | {"storage_cost": "5"}))
    )


def test_a_machine_without_fee_is_told_at_the_machine(visitor: Client) -> None:
    assert 'id="id_machine-error"' in text_of(visitor.post(CASE, typed_case(RETURN, machine="6")))


def test_an_empty_form_tells_every_field_that_must_be_filled(visitor: Client) -> None:
    shown = text_of(visitor.post(CASE, rows("settlements")))
    for field in ("as_of", "received_by_sales_at", "direct_loss", "workshop"):
        assert f'id="id_{field}-error"' in shown


def test_packaging_is_asked_by_stage_and_signatures(visitor: Client) -> None:
    facts = typed_case(RETURN, cause="packaging", arrived_at="2026-10-04T08:00")
    assert 'id="id_packaging_stage-error"' in text_of(visitor.post(CASE, facts))
    dispatch = {"packaging_stage": "dispatch", "packaging_signatures": "qc", "packaging_forced_by": "qc"}
    assert "质检处强制发运" in text_of(visitor.post(CASE, facts | dispatch))
    forced = text_of(visitor.post(CASE, facts | dispatch | {"packaging_forced_by": "carrier"}))
    assert "强制发运方应在已签字的各方之中" in forced


def test_what_is_open_and_what_warns_is_said(visitor: Client) -> None:
    shown = text_of(visitor.post(CASE, typed_case(RETURN, cause="", direct_loss="500")))
    assert "原因尚未认定，不分摊" in shown and "结算金额超过本级上限" in shown


@pytest.mark.parametrize("address", [CASE, MONTH])
def test_the_page_opens_blank(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 200


def test_a_pasted_case_is_judged(visitor: Client) -> None:
    shown = text_of(visitor.post(CASE, {"document": json.dumps(case(settlements=[repulped("3.250")]))}))
    assert "3,900.00" in shown


def test_faults_of_a_pasted_case_name_their_places(visitor: Client) -> None:
    answer = visitor.post(CASE, {"document": json.dumps(case(settlements=[repulped("0")], ref=5))})
    assert answer.status_code == 422
    assert "settlements[0].tonnes：必须大于 0" in text_of(answer) and "ref：应为文字" in text_of(answer)


@pytest.mark.parametrize("address", [CASE, MONTH])
@pytest.mark.parametrize("document", ["", "{", "[]", "x" * 200_001, '{"<b>": 1}', "\x00", "[" * 5_000])
def test_whatever_is_pasted_is_answered_in_words(visitor: Client, address: str, document: str) -> None:
    answer = visitor.post(address, {"document": document})
    assert answer.status_code == 422
    assert "<b>：" not in text_of(answer)


def test_a_typed_month_shows_events_money_and_derivation(visitor: Client) -> None:
    late = {"date": "2026-10-08", "clock_in": "08:41", "clock_out": "17:30"}
    absent = {"date": "2026-10-09", "clock_in": "08:30", "clock_out": "17:30", "no_report": "on"}
    shown = text_of(visitor.post(MONTH, typed_month(late, absent)))
    for words in ("扣款合计 920.00 元", "迟到", "旷工一天", "S.4罚(6)", "900.00"):
        assert words in shown


def test_faults_of_a_month_stand_at_their_fields(visitor: Client) -> None:
    late = {"date": "2026-10-08", "clock_in": "25:00", "left_post_minutes": "5、零"}
    shown = text_of(visitor.post(MONTH, typed_month({}, late, monthly_wage="0", prior_last_absent_run="2026-10-01")))
    for field in ("monthly_wage", "prior_last_absent_run", "days-1-clock_in", "days-1-left_post_minutes"):
        assert f'id="id_{field}-error"' in shown


def test_a_pasted_month_is_judged(visitor: Client) -> None:
    assert "20.00" in text_of(visitor.post(MONTH, {"document": json.dumps(month(day(in_="08:41")))}))


@pytest.mark.parametrize("address", [CASE, MONTH])
def test_the_administrator_does_not_assess(client: Client, world: World, address: str) -> None:
    client.force_login(world.users["admin"])
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", ["-1", "21", "9999999999", "x", ""])
def test_a_count_of_rows_that_cannot_be_is_told(visitor: Client, count: str) -> None:
    answer = visitor.post(CASE, typed_case(**{"settlements-TOTAL_FORMS": count}))
    assert answer.status_code in {200, 422}


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "=1+1", "😀" * 30, "9" * 24, "1e400", "-0"])
def test_strange_entries_are_answered_in_words(visitor: Client, value: str) -> None:
    for field in ("direct_loss", "workshop", "machine", "ref", "as_of", "cause", "regulation"):
        answer = visitor.post(CASE, typed_case(RETURN, **{field: value}))
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in text_of(answer)
