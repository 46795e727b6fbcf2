"""P.二.4: what evidence each cause asks for."""

import pytest

from cases.rules.evidence_list import BY_CAUSE, EVERY_CAUSE, check_evidence, evidence_asked
from cases.rules.intake import Cause


def test_every_cause_has_its_list() -> None:
    assert set(BY_CAUSE) == set(Cause)


@pytest.mark.parametrize("cause", list(Cause))
def test_every_list_begins_with_what_all_cases_need(cause: Cause) -> None:
    assert evidence_asked(cause)[: len(EVERY_CAUSE)] == EVERY_CAUSE


def test_kinds_asked_for_are_kinds_that_can_be_brought() -> None:
    from cases.models import EvidenceKind

    assert {kind for cause in Cause for kind in evidence_asked(cause)} <= set(EvidenceKind.values)


@pytest.mark.parametrize("cause", [None, "", "其他"])
def test_an_unknown_cause_asks_for_what_all_cases_need(cause: str | None) -> None:
    assert evidence_asked(cause) == EVERY_CAUSE


def test_packaging_asks_for_both_forms() -> None:
    assert {"inbound_form", "tripartite_form"} <= set(evidence_asked("packaging"))


def test_nothing_is_missing_when_all_is_brought() -> None:
    check = check_evidence("hidden", evidence_asked("hidden"))
    assert check.is_complete
    assert check.found_count == 6


def test_what_is_missing_is_told_in_the_order_asked() -> None:
    check = check_evidence("hidden", ["defect", "unwound_roll"])
    assert check.missing == ("roll_label", "weight_note", "user_statement", "rewinder_record")
    assert check.found_count == 2


def test_other_evidence_fills_no_gap() -> None:
    assert not check_evidence("paper_defect", ["other", "waybill"]).found_count
