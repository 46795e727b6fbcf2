"""What the beat would have asked the worker for, between two acts of the story."""

from collections.abc import Callable, Iterator
from datetime import datetime

from cases import tasks as case_tasks
from penalties.tasks import reports
from tests.stories.script import Step, october
from tests.world import World, at
from yibin_service.foundation.jobs.tasks import run_due_jobs

from . import script

ROUNDS: tuple[tuple[datetime, Callable[[], None]], ...] = (
    (october("29 00:01"), case_tasks.sweep_deadlines),
    (at("2026-11-01 08:00"), reports.issue_due_reports),
    (at("2026-11-01 08:01"), run_due_jobs),
)


def played(world: World, travel_to: Callable[[datetime], None]) -> Iterator[Step]:
    """The story's acts one by one, each at its time; the beat's rounds happen between them."""
    rounds = list(ROUNDS)
    for step in script.steps(world):
        while rounds and rounds[0][0] <= step.at:
            moment, task = rounds.pop(0)
            travel_to(moment)
            task()
        travel_to(step.at)
        yield step
