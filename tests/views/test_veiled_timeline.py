"""What those see of a colleague's case who may not see its money: who did what sort of thing, never how much."""

import re
from pathlib import Path
from typing import Any

import pytest

from cases.selectors.timeline import VERB_WORDS, veiled
from yibin_service.foundation.acts.models import Event

ROOT = Path(__file__).parents[2]
RECORDED = re.compile(r'\bverb="([a-z_]+)"')
OF_REPORTS = {"keep_report_files", "release_notice", "hold_report"}


def recorded_verbs() -> set[str]:
    services = (file for app in ("cases", "liability", "penalties") for file in ROOT.glob(f"{app}/services/*.py"))
    return {verb for file in services for verb in RECORDED.findall(file.read_text())}


def test_every_act_on_a_case_has_its_own_words() -> None:
    assert len(recorded_verbs()) > 50
    assert recorded_verbs() - VERB_WORDS.keys() - OF_REPORTS == set()


@pytest.mark.parametrize("verb", ["confirm_fine", "agree_settlement", "record_receipt"])
def test_neither_amount_nor_clause_is_shown(verb: str) -> None:
    event: Any = Event(verb=verb, text="罚款 200.00 元", clause="P.二.2", actor_title="分管副总经理 林国栋")
    shown = veiled(event)
    assert "200" not in shown.text and shown.text != "办理「案件事项」"
    assert shown.clause == ""
