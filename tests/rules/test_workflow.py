"""P.二.2  How an opinion goes along its chain, step by step."""

import pytest

from cases.rules.triage import Action, Tier, approval_chain
from cases.rules.workflow import (
    AGREED,
    APPROVED,
    IN_APPROVAL,
    IN_HAND,
    PENDING,
    REPLIED,
    WAITING,
    ChainStep,
    is_passed,
    state_after_submission,
    state_without_opinion,
    steps_reached,
)


def chain(tier: Tier, *states: str) -> list[ChainStep]:
    """The chain of a tier with its steps standing so."""
    return [ChainStep(Action(step.action), state) for step, state in zip(approval_chain(tier), states, strict=True)]


def test_a_minor_case_has_no_chain_and_is_passed_at_once() -> None:
    assert is_passed(chain(Tier.MINOR))
    assert steps_reached(chain(Tier.MINOR)) == ()


def test_a_report_is_delivered_at_once_and_holds_nothing() -> None:
    assert steps_reached(chain(Tier.LARGER, WAITING)) == (0,)
    assert is_passed(chain(Tier.LARGER, PENDING))


def test_an_approval_is_delivered_and_nothing_beyond_it() -> None:
    assert steps_reached(chain(Tier.MAJOR, WAITING, WAITING)) == (0,)
    assert not is_passed(chain(Tier.MAJOR, PENDING, WAITING))


def test_after_the_approval_the_report_is_delivered() -> None:
    assert steps_reached(chain(Tier.MAJOR, AGREED, WAITING)) == (1,)
    assert is_passed(chain(Tier.MAJOR, AGREED, WAITING))


def test_the_meeting_is_reached_together_with_the_report_before_it() -> None:
    assert steps_reached(chain(Tier.EXTRA_MAJOR, WAITING, WAITING, WAITING)) == (0,)
    assert steps_reached(chain(Tier.EXTRA_MAJOR, AGREED, WAITING, WAITING)) == (1, 2)


def test_one_approval_of_two_does_not_pass() -> None:
    assert not is_passed(chain(Tier.EXTRA_MAJOR, AGREED, PENDING, PENDING))
    assert is_passed(chain(Tier.EXTRA_MAJOR, AGREED, PENDING, AGREED))


def test_what_was_delivered_is_not_delivered_again() -> None:
    assert steps_reached(chain(Tier.EXTRA_MAJOR, AGREED, PENDING, PENDING)) == ()


@pytest.mark.parametrize(("passed", "state"), [(True, APPROVED), (False, IN_APPROVAL)])
def test_a_submission_leads_to_the_chain_or_to_the_reply(passed: bool, state: str) -> None:
    assert state_after_submission(IN_HAND, passed=passed) == state


def test_an_issued_reply_stands_whatever_becomes_of_later_drafts() -> None:
    assert state_after_submission(REPLIED, passed=False) == state_after_submission(REPLIED, passed=True) == REPLIED
    assert state_without_opinion(REPLIED) == REPLIED


@pytest.mark.parametrize("state", [IN_HAND, IN_APPROVAL, APPROVED])
def test_without_an_opinion_the_case_is_in_hand_again(state: str) -> None:
    assert state_without_opinion(state) == IN_HAND
