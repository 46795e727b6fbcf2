"""Laws that hold for every case and every month."""

import io
import json
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal as D
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.rules.drawn import cases, json_values, money, months
from tests.rules.made import book, judge, judge_month
from yibin_service.foundation.regulation.batch import judge_stream
from yibin_service.foundation.regulation.faults import Fault, FaultyDocument
from yibin_service.foundation.regulation.money import split

settings.register_profile("rules", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rules")


def without_basis(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key != "basis"}


@given(money.map(D), st.lists(st.integers(0, 10_000), min_size=1, max_size=6).filter(any))
def test_parts_add_up_and_none_is_a_fen_from_its_exact_value(amount: D, weights: list[int]) -> None:
    parts = split(amount, [D(weight).scaleb(-4) for weight in weights])
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < D("0.01")
        assert weight or not part


@given(cases())
def test_allocations_add_up_to_the_loss_to_the_fen(document: dict[str, Any]) -> None:
    result = judge(document)
    amounts = sum(D(line["amount"]) for line in result["allocations"])
    is_divided = document["settlements"] and not set(result["undetermined"]) - {"late_filing_effect"}
    assert amounts == (D(result["loss"]["total"]) if is_divided else 0)


@given(cases())
def test_the_total_is_the_sum_of_its_components(document: dict[str, Any]) -> None:
    loss = judge(document)["loss"]
    assert D(loss["total"]) == sum(D(loss[key]) for key in ("return", "compensate", "exchange", "investigation"))


@given(cases())
def test_shares_shown_add_up_to_at_most_one(document: dict[str, Any]) -> None:
    shares = [D(line["share"]) for line in judge(document)["allocations"] if line["share"] is not None]
    assert sum(shares) <= 1


@given(cases())
def test_no_line_is_empty_or_negative(document: dict[str, Any]) -> None:
    for line in judge(document)["allocations"]:
        assert D(line["amount"]) > 0 or D(line["tonnes"]) > 0
        assert D(line["amount"]) >= 0 and D(line["tonnes"]) >= 0


@given(cases())
def test_recovered_never_exceeds_what_was_recovered_or_the_total(document: dict[str, Any]) -> None:
    loss = judge(document)["loss"]
    assert D(loss["recovered"]) <= min(D(document["recovered"]), D(loss["total"]))


@given(cases())
def test_judging_twice_gives_the_same(document: dict[str, Any]) -> None:
    assert judge(document) == judge(deepcopy(document))


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_settlements_changes_no_money(document: dict[str, Any], chance: Any) -> None:
    shuffled = deepcopy(document)
    chance.shuffle(shuffled["settlements"])
    assert without_basis(judge(document)) == without_basis(judge(shuffled))


@given(cases(), st.integers(-14 * 60, 14 * 60))
def test_the_offset_a_time_is_written_in_changes_nothing(document: dict[str, Any], minutes: int) -> None:
    moved = deepcopy(document)
    for key in ("as_of", "received_by_sales_at", "card_filed_at", "arrived_at", "opened_at", "replied_at"):
        if moved[key]:
            offset = "Z" if minutes == 0 else f"{'+-'[minutes < 0]}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
            there = datetime.fromisoformat(moved[key]).astimezone(None).utctimetuple()
            local = datetime(*there[:6]) + timedelta(minutes=minutes)
            moved[key] = local.isoformat() + offset
    assert judge(document) == judge(moved)


@given(cases(), st.integers(1, 20))
def test_a_case_moved_by_whole_days_moves_its_clocks_alike(document: dict[str, Any], days: int) -> None:
    moved = deepcopy(document)
    for key in ("as_of", "received_by_sales_at", "card_filed_at", "arrived_at", "opened_at", "replied_at"):
        if moved[key]:
            moved[key] = (datetime.fromisoformat(moved[key]) + timedelta(days=days)).isoformat()
    before, after = judge(document), judge(moved)
    for old, new in zip(before["deadlines"], after["deadlines"], strict=True):
        assert datetime.fromisoformat(new["due_at"]) - datetime.fromisoformat(old["due_at"]) == timedelta(days=days)
        assert new["state"] == old["state"]
    assert after["allocations"] == before["allocations"] and after["fines"] == before["fines"]


@given(cases())
def test_a_hundredfold_loss_is_divided_within_a_fen_of_a_hundredfold(document: dict[str, Any]) -> None:
    assume(not any("tonnes" in settlement for settlement in document["settlements"]))
    great = deepcopy(document)
    for settlement in great["settlements"]:
        for key in ("transport_cost", "storage_cost"):
            settlement[key] = str(D(settlement[key]) * 100)
    for key in ("investigation_cost", "recovered"):
        great[key] = str(D(great[key]) * 100)
    small = {(line["unit"], line["clause"]): D(line["amount"]) for line in judge(document)["allocations"]}
    for line in judge(great)["allocations"]:
        assert abs(D(line["amount"]) / 100 - small.get((line["unit"], line["clause"]), 0)) < D("0.01")


@given(json_values)
def test_no_json_crashes_the_judgement_of_a_case(value: Any) -> None:
    try:
        judge(value)
    except FaultyDocument as faulty:
        assert faulty.faults


@given(json_values)
def test_no_json_crashes_the_judgement_of_a_month(value: Any) -> None:
    try:
        judge_month(value)
    except FaultyDocument as faulty:
        assert faulty.faults


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))][0 if path else 1 :]


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = deepcopy(document)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


@given(st.data(), cases(), json_values)
def test_a_case_with_one_value_replaced_is_judged_or_told_at_real_places(data: Any, document: Any, value: Any) -> None:
    path = data.draw(st.sampled_from(places(document)))
    try:
        judge(replaced(document, path, value))
    except FaultyDocument as faulty:
        assert all("\n" not in fault.line() and fault.place for fault in faulty.faults)


@given(st.data(), months(), json_values)
def test_a_month_with_one_value_replaced_is_judged_or_told_at_real_places(data: Any, document: Any, value: Any) -> None:
    path = data.draw(st.sampled_from(places(document)))
    try:
        judge_month(replaced(document, path, value))
    except FaultyDocument as faulty:
        assert all("\n" not in fault.line() and fault.place for fault in faulty.faults)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    told: list[Fault] = []
    out = io.BytesIO()
    is_sound = judge_stream(io.BytesIO(raw), lambda document: {}, results=out, tell=told.append)
    assert is_sound == (not told)
    if not is_sound:
        assert out.getvalue() == b""


@given(st.data(), cases())
def test_a_text_cut_off_anywhere_is_told_and_prints_nothing(data: Any, document: Any) -> None:
    raw = json.dumps([document], ensure_ascii=False).encode()
    cut = data.draw(st.integers(0, len(raw) - 1))
    told: list[Fault] = []
    out = io.BytesIO()
    assert not judge_stream(io.BytesIO(raw[:cut]), judge, results=out, tell=told.append)
    assert out.getvalue() == b"" and told


@given(months())
def test_a_months_money_adds_up(document: dict[str, Any]) -> None:
    result = judge_month(document)
    parts = ("fines", "absence_deduction", "demerit_fine")
    assert D(result["total_deduction"]) == sum(D(result[part]) for part in parts)
    assert D(result["fines"]) == 20 * (result["late"] + result["early"] + result["left_post"])


@given(months())
def test_a_day_is_absence_for_one_day_at_most(document: dict[str, Any]) -> None:
    result = judge_month(document)
    assert D(result["absent_days"]) <= len(document["days"])
    full = {event["date"] for event in result["events"] if event["kind"] == "absent_full"}
    for on in full:
        assert [event["date"] for event in result["events"]].count(on) == 1


@given(months())
def test_leave_can_only_lessen_what_a_month_costs(document: dict[str, Any]) -> None:
    rested = deepcopy(document)
    for day in rested["days"]:
        day["leave"] = True
    assert judge_month(rested)["total_deduction"] == "0.00"
    assert judge_month(rested)["deemed_resigned"] is False


def test_the_book_of_the_tests_knows_both_regulations() -> None:
    assert book().is_complete()
