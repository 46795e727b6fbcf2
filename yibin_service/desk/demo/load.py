"""Puts the demo on: two sealed months and the present one, in the embedded database only."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value

from cases.models import Case
from penalties.rules.month import Month
from penalties.selectors.reports import due_at
from yibin_service.connections import is_embedded_database
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.notices.models import InboxMessage, Letter, LetterState
from yibin_service.foundation.regulation.clock import local_day

from .attendance import load_attendance
from .cast import Cast, fixture
from .decision import answer, decide_opinion
from .department import load_department
from .field_work import load_field_work
from .handovers import load_handovers
from .inquiry import determine, form_team, investigate
from .intake import file, first_look
from .money import close, settle, spend
from .routine import months, mornings, sweeps
from .run import Run, lived
from .stage import Life, Stage, office_hour

SEED = 20260601
PAST_CASES = 46
DENSER = 1.35
SMALLEST = 86  # per cent of a plot's weights and sums
READ_AFTER = timedelta(days=2)


class DemoOutsideEmbeddedDatabase(Refused):
    """The demo's cases belong into the database that came with the product."""

    default_message = "演示数据只装入内置数据库；这里请用 manage.py init_site"


def _silent(text: str) -> None:
    """Nobody looks."""


@transaction.atomic
def load_demo(*, at: datetime, tell: Callable[[str], None] = _silent) -> int:
    """Play the demo up to `at`; gives the number of cases. Does nothing where there is a case already.

    `tell` hears now and then how far it has come. The same instant gives the same cases. Raises DemoOutsideEmbeddedDatabase.
    """
    if not is_embedded_database():
        raise DemoOutsideEmbeddedDatabase
    if Case.objects.exists():
        return 0
    _plan_quickly()
    first = first_month(at)
    start = first.starts_at + timedelta(minutes=5)
    cast, stage, rng = Cast(start), Stage(), Random(SEED)
    stage.add(sweeps(start))
    stage.add(mornings(start, cast))
    stage.add(months(first, cast, at))
    for run in (*past_runs(cast, rng, start, at), *present_runs(cast, rng, at)):
        stage.add(lived(run, steps_of(run)))
    stage.play(at, _Progress(start, at, tell))
    load_department(cast, at)
    load_field_work(cast, at)
    load_attendance(cast, at)
    load_handovers(cast, at)
    _put_old_mail_away(at)
    return Case.objects.count()


class _Progress:
    """Tells each tenth of the way once."""

    def __init__(self, start: datetime, end: datetime, tell: Callable[[str], None]) -> None:
        self.start, self.end, self.tell, self.tenth = start, end, tell, 0

    def __call__(self, moment: datetime) -> None:
        tenth = int((moment - self.start) / (self.end - self.start) * 10)
        if tenth > self.tenth:
            self.tenth = tenth
            self.tell(f"  演到 {local_day(moment):%m-%d}，{tenth * 10}%")


def _plan_quickly() -> None:
    """Tens of thousands of small statements on small tables: for them PostgreSQL's planning costs more than the reading."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 1")
        cursor.execute("SET LOCAL jit = off")


def first_month(at: datetime) -> Month:
    """So that two months are sealed when the demo ends."""
    newest = Month.of(local_day(at)).previous
    if due_at(newest) > at - timedelta(hours=2):
        newest = newest.previous
    return newest.previous


def steps_of(run: Run) -> Iterator[Life]:
    """A case's life from the card to its end."""
    return (step(run) for step in (file, first_look, form_team, investigate, determine, spend, decide_opinion, answer, settle, close))


def past_runs(cast: Cast, rng: Random, start: datetime, end: datetime) -> list[Run]:
    """Every plot once and some again in a shuffled order, somewhat denser at first: so the first month has its losses too."""
    plots = fixture("plots")
    rng.shuffle(plots)
    plots = (plots + plots)[:PAST_CASES]
    span = end - start - timedelta(days=3)
    return [
        _run(plot, cast, rng, number, office_hour(start + timedelta(days=2) + span * (number / len(plots)) ** DENSER))
        for number, plot in enumerate(plots)
    ]


def present_runs(cast: Cast, rng: Random, end: datetime) -> list[Run]:
    """Cases that stand still at each point a person may be needed at, begun so many hours ago."""
    plots, rows = fixture("plots"), fixture("in_progress")
    return [
        _run(plots[row["plot"]], cast, rng, 70 + number, end - timedelta(hours=row["hours"]), row["hold"])
        for number, row in enumerate(rows)
    ]


def _run(plot: dict, cast: Cast, rng: Random, number: int, at: datetime, hold: str = "") -> Run:
    at = at.replace(second=0, microsecond=0) + timedelta(minutes=rng.randint(0, 40))
    size = Decimal(rng.randint(SMALLEST, 100)) / 100
    return Run(plot, cast, Random(rng.random()), at, number, hold, size)


def _put_old_mail_away(at: datetime) -> None:
    """Letters of the months played went out then; messages older than two days were read."""
    sent = Letter.objects.filter(message__created_at__lt=at - READ_AFTER)
    sent.update(state=LetterState.SENT, sent_at=F("not_before"), attempts=1)
    later = ExpressionWrapper(F("created_at") + Value(timedelta(hours=3)), output_field=DurationField())
    InboxMessage.objects.filter(created_at__lt=at - READ_AFTER).update(read_at=later)
