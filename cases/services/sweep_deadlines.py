"""Record what fell due without an act: one statement, however many clocks and cases there are."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from cases.models import CaseState, ClockKind, SweepRun
from cases.selectors.deadlines import LIABLE, SWEEP, Gap, gap_between
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services.record_event import SYSTEM
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.services import notify

MOST_AT_ONCE = 5_000
OVER = (CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.VOID)

# A case or clock that somebody is acting on at this moment is left to that act, or to the next sweep: no waiting, so no
# deadlock. The breach is dated when it fell due; midnight is 24:00 of the day before.
RECORD = """
WITH due AS (
  SELECT deadline.id
    FROM cases_deadline deadline
    JOIN cases_case file ON file.id = deadline.case_id
   WHERE deadline.due_at < %(at)s
     AND deadline.acted_at IS NULL AND deadline.ended_at IS NULL AND deadline.breached_at IS NULL
     AND file.state <> ALL (%(over)s)
   ORDER BY deadline.due_at
   LIMIT %(most)s
     FOR UPDATE OF deadline SKIP LOCKED
     FOR KEY SHARE OF file SKIP LOCKED
), missed AS (
  UPDATE cases_deadline deadline SET breached_at = deadline.due_at
    FROM due WHERE deadline.id = due.id
  RETURNING deadline.case_id, deadline.kind, deadline.due_at, deadline.clause
), breach AS (
  INSERT INTO cases_deadlinebreach
         (case_id, kind, due_at, detected_at, clause, unit_id, found_after_gap, waiver_reason, told_at)
  SELECT missed.case_id, missed.kind, missed.due_at, %(at)s, missed.clause, unit.id,
         CASE WHEN missed.due_at > %(gap_since)s THEN %(gap_words)s ELSE '' END, '',
         CASE WHEN liable.kind IS NULL THEN %(at)s END
    FROM missed
    LEFT JOIN unnest(%(kinds)s::text[], %(units)s::text[]) AS liable(kind, unit) ON liable.kind = missed.kind
    LEFT JOIN org_unit unit ON unit.kind = liable.unit AND unit.is_active
      ON CONFLICT (case_id, kind, due_at) DO NOTHING
  RETURNING case_id, kind, due_at, clause
), event AS (
  INSERT INTO acts_event (stream, verb, actor_title, text, changes, clause, happened_at, entered_at)
  SELECT 'case:' || breach.case_id, 'record_breach', %(system)s,
         label.words || '超期：截止 ' || CASE
           WHEN here.due::time = '00:00' THEN to_char(here.due - interval '1 day', 'YYYY-MM-DD') || ' 24:00'
           ELSE to_char(here.due, 'YYYY-MM-DD HH24:MI') END,
         '[]', breach.clause, breach.due_at, %(at)s
    FROM breach
    JOIN unnest(%(labelled)s::text[], %(labels)s::text[]) AS label(kind, words) ON label.kind = breach.kind
    CROSS JOIN LATERAL (SELECT breach.due_at AT TIME ZONE 'Asia/Shanghai') AS here(due)
)
SELECT (SELECT count(*) FROM missed), (SELECT count(*) FROM breach)
"""
MARK = """
WITH before AS (SELECT ran_at FROM cases_sweeprun WHERE kind = %(kind)s FOR UPDATE), mark AS (
  INSERT INTO cases_sweeprun (kind, ran_at) VALUES (%(kind)s, %(at)s)
      ON CONFLICT (kind) DO UPDATE SET ran_at = EXCLUDED.ran_at)
SELECT ran_at FROM before
"""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: breaches recorded now, and the gap since the sweep before, if it was a long one."""

    recorded: int
    gap: Gap | None


@transaction.atomic
def sweep_deadlines(*, at: datetime) -> Swept:
    """Record a breach of every clock that ended before `at` without its act, once, dated when it ended.

    Two sweeps at once, a sweep after days of standstill, and one beside a late act all lead to the same rows. After a
    standstill of more than six hours the administrators are told, and the breaches that fell into it say so.
    """
    gap = _mark(at)
    recorded = 0
    while True:
        missed, new = _record(at, gap)
        recorded += new
        if missed < MOST_AT_ONCE:
            return Swept(recorded, gap)


def _mark(at: datetime) -> Gap | None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"kind": SWEEP, "at": at})
        row = cursor.fetchone()
    gap = gap_between(row[0] if row else None, at)
    if gap is not None:
        SweepRun.objects.filter(kind=SWEEP).update(gap_from=gap.since, gap_to=gap.until)
        _tell_administrators(gap, at)
    return gap


def _record(at: datetime, gap: Gap | None) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD,
            {
                "at": at,
                "most": MOST_AT_ONCE,
                "over": [str(state) for state in OVER],
                "gap_since": gap.since if gap else None,
                "gap_words": gap.words if gap else "",
                "kinds": [str(kind) for kind in LIABLE],
                "units": [str(unit) for unit in LIABLE.values()],
                "labelled": [str(kind) for kind in ClockKind],
                "labels": [str(kind.label) for kind in ClockKind],
                "system": SYSTEM,
            },
        )
        missed, new = cursor.fetchone()
    return missed, new


def _tell_administrators(gap: Gap, at: datetime) -> None:
    notify(
        users=users_with_role(Role.ADMIN),
        key=f"sweep-gap:{gap.until.isoformat()}",
        title=f"{gap.words}：其间没有检查时限",
        body="系统停过，或时钟被改过。其间到期的时限已补记，并在每条超期上注明；请核对服务器时钟。",
        weight=Weight.BREACH,
        at=at,
    )
