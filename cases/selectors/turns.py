"""What waits for one person in the cases app, gathered from one module a subject."""

from datetime import datetime

from cases.selectors import misreports, turns_card, turns_evidence, turns_opinion, turns_triage
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.panels import Turn

SUBJECTS = (turns_card, turns_triage, turns_evidence, turns_opinion, misreports)


def turns(user: User, now: datetime, limit: int = 50) -> list[Turn]:
    """The open things of cases that wait for this person, a constant number of queries, at most `limit` a subject."""
    return [turn for subject in SUBJECTS for turn in subject.turns(user, now, limit)]
