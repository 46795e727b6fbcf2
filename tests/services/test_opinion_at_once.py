"""Two people at the same moment: one wins, the other is told, nothing is done twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from cases.models import ApprovalStep, Case, CaseState, OpinionState, StepState
from cases.services.approve_step import approve_step
from cases.services.draft_opinion import draft_opinion
from cases.services.open_step import open_step
from cases.services.recall_opinion import recall_opinion
from cases.services.return_opinion import return_opinion
from cases.services.submit_opinion import submit_opinion
from tests.cases_made import content, ready_case, submitted
from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.models import Event

NOON = at("2026-10-12 12:00")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill(transactional_db: None) -> World:
    return World()


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds in threads of their own that start together; what each was told, 'done' or the refusal."""
    gate, told = threading.Barrier(len(deeds)), ["" for _ in deeds]

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            deed()
            told[place] = "done"
        except Refused as refused:
            told[place] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(told)


def second_deputy(mill: World) -> User:
    user = mill.users["general_manager"]
    RoleGrant.objects.create(user=user, role=Role.DEPUTY_GM, granted_at=at("2026-01-01 08:00"))
    return User.objects.get(pk=user.pk)


def test_of_two_deputies_who_agree_at_once_one_does_and_the_other_is_told(mill: World) -> None:
    opinion = submitted(ready_case(mill), mill)
    step = ApprovalStep.objects.get(opinion=opinion, role="deputy_gm")
    first, second = mill.deputy_gm, second_deputy(mill)
    told = at_once(
        lambda: approve_step(step=step, by=first, at=NOON), lambda: approve_step(step=step, by=second, at=NOON)
    )
    assert told == ["StepAlreadyDecided", "done"]
    assert Event.objects.filter(verb="approve_step").count() == 1


def test_of_an_approval_and_a_return_at_once_one_holds(mill: World) -> None:
    case = ready_case(mill)
    opinion = submitted(case, mill)
    step = ApprovalStep.objects.get(opinion=opinion, role="deputy_gm")
    first, second = mill.deputy_gm, second_deputy(mill)
    told = at_once(
        lambda: approve_step(step=step, by=first, at=NOON),
        lambda: return_opinion(step=step, reason="补单据", by=second, at=NOON),
    )
    assert told == ["StepAlreadyDecided", "done"]
    opinion.refresh_from_db()
    step.refresh_from_db()
    agreed = step.state == StepState.APPROVED
    assert opinion.state == (OpinionState.APPROVED if agreed else OpinionState.RETURNED)
    assert Case.objects.get(pk=case.pk).state == (CaseState.APPROVED if agreed else CaseState.IN_HAND)


def test_of_an_approval_and_a_taking_back_at_once_one_holds(mill: World) -> None:
    case = ready_case(mill)
    opinion = submitted(case, mill)
    step = ApprovalStep.objects.get(opinion=opinion, role="deputy_gm")
    deputy, engineer = mill.deputy_gm, mill.tech_engineer
    told = at_once(
        lambda: approve_step(step=step, by=deputy, at=NOON),
        lambda: recall_opinion(case=case, by=engineer, at=NOON),
    )
    assert told[1] == "done" and told[0] in {"StepAlreadyDecided", "AlreadyOpened"}


def test_of_an_opening_and_a_taking_back_at_once_one_comes_first(mill: World) -> None:
    case = ready_case(mill)
    submitted(case, mill)
    deputy, engineer = mill.deputy_gm, mill.tech_engineer
    opened: list[int] = []
    told = at_once(
        lambda: opened.append(open_step(case=case, by=deputy, at=NOON)),
        lambda: recall_opinion(case=case, by=engineer, at=NOON),
    )
    assert told == (["AlreadyOpened", "done"] if opened == [1] else ["done", "done"])


def test_of_two_submissions_at_once_there_is_one_chain(mill: World) -> None:
    case = ready_case(mill)
    draft_opinion(case=case, content=content(), by=mill.tech_engineer, at=NOON)
    first, second = mill.tech_engineer, mill.tech_head
    told = at_once(
        lambda: submit_opinion(case=case, by=first, at=NOON), lambda: submit_opinion(case=case, by=second, at=NOON)
    )
    assert told == ["NothingToSubmit", "done"]
    assert ApprovalStep.objects.filter(opinion__case=case).count() == 2


def test_of_two_drafts_begun_at_once_there_is_one(mill: World) -> None:
    case = ready_case(mill)
    first, second = mill.tech_engineer, mill.tech_head
    told = at_once(
        lambda: draft_opinion(case=case, content=content(), by=first, at=NOON),
        lambda: draft_opinion(case=case, content=content(text="改过"), by=second, at=NOON),
    )
    assert told == ["done", "done"]
    assert case.opinions.count() == 1


def test_a_page_opened_before_the_other_draft_was_saved_is_behind(mill: World) -> None:
    case = ready_case(mill)
    seen = Case.objects.get(pk=case.pk).version
    first, second = mill.tech_engineer, mill.tech_head
    told = at_once(
        lambda: draft_opinion(case=case, content=content(), by=first, at=NOON, seen_version=seen),
        lambda: draft_opinion(case=case, content=content(text="改过"), by=second, at=NOON, seen_version=seen),
    )
    assert told == ["StalePage", "done"]
