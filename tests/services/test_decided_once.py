"""Two people press at the same moment: one wins, the other is told."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cases.rules.intake import Cause
from cases.rules.investigation_errors import TeamAlreadyDecided
from cases.rules.team import Discipline
from cases.services.decide_team import approve_team, return_team
from cases.services.propose_team import MemberInput, propose_team
from liability.models import LiabilityDetermination
from liability.rules.errors import NothingToDecide
from liability.services.confirm_determination import confirm_determination, return_determination
from liability.services.propose_determination import DeterminationContent, propose_determination
from tests.cases_made import FILED_AT, make_case
from tests.world import World
from yibin_service.foundation.acts.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
NOW = FILED_AT + timedelta(days=1)


@pytest.fixture
def mill(transactional_db: None, settings: Any) -> World:
    settings.AFTER_DETERMINATION = "tests.posting_hook.note"
    return World()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave or raised, all started behind one gate, each on its own connection."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except Exception as problem:  # noqa: BLE001 - what it raises is the result
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_a_team_is_decided_once(mill: World) -> None:
    case = make_case(mill, tier="larger")
    member = MemberInput(mill.unit["technical_center"], Discipline.ENGINEER, mill.tech_engineer2, is_leader=True)
    team = propose_team(case=case, members=[member], by=mill.tech_engineer, at=NOW)
    act = {"case": case, "proposal_id": team.pk, "by": mill.deputy_gm, "at": NOW}
    results = at_once(
        lambda: approve_team(**act),
        lambda: return_team(comment="换人", **act),
        lambda: approve_team(**act),
    )
    assert sum(isinstance(one, TeamAlreadyDecided) for one in results) == 2
    assert Event.objects.filter(stream=case.stream, verb__in=["approve_team", "return_team"]).count() == 1


def test_a_determination_is_decided_once(mill: World) -> None:
    case = make_case(mill, tier="minor", loss="800")
    content = DeterminationContent(cause=Cause.PAPER_DEFECT, missing_evidence_reason="已开完")
    row = propose_determination(case=case, content=content, by=mill.tech_engineer, at=NOW)
    act = {"case": case, "determination_id": row.pk, "by": mill.tech_head, "at": NOW}
    results = at_once(
        lambda: confirm_determination(**act),
        lambda: confirm_determination(**act),
        lambda: return_determination(comment="再查", **act),
    )
    assert sum(isinstance(one, NothingToDecide) for one in results) == 2
    assert LiabilityDetermination.objects.filter(case=case, state="proposed").count() == 0


def test_evidence_brought_at_once_gets_different_numbers(mill: World) -> None:
    from cases.models import EvidenceKind
    from cases.services.add_evidence import add_evidence
    from tests.uploads import waiting_upload

    case = make_case(mill)
    people = [mill.sales_clerk, mill.tech_engineer, mill.tech_head]
    files = [waiting_upload(user, NOW, colour=colour) for user, colour in zip(people, ("red", "green", "blue"), strict=True)]
    results = at_once(
        *(
            lambda user=user, file=file: add_evidence(
                case=case, kind=EvidenceKind.DEFECT, attachments=[file], by=user, at=NOW
            )
            for user, file in zip(people, files, strict=True)
        )
    )
    assert sorted(piece.ordinal for pieces in results for piece in pieces) == [1, 2, 3]
