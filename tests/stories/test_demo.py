"""The demo months: believable, in every state, and sound in the books."""

from io import StringIO

import pytest
from django.core.management import call_command

from cases.models import Case
from tests.world import at
from yibin_service.desk.demo.load import load_demo
from yibin_service.foundation.access.services.load_accounts import load_accounts

END = at("2026-11-23 15:00")


@pytest.fixture
def demo(db: None) -> int:
    for command in ("load_units", "load_regulation", "load_catalogue"):
        call_command(command, stdout=StringIO())
    load_accounts(at=at("2026-08-01 08:00"))
    return load_demo(at=END)


def test_the_demo_shows_every_state_and_holds_in_the_books(demo: int) -> None:
    from collections import Counter
    print(Counter(Case.objects.values_list("state", flat=True)), Counter(Case.objects.values_list("tier", flat=True)))
    assert demo >= 60
