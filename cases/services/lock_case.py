"""Hold a case for one act: nobody else changes it until the transaction ends."""

from django.db import connection
from django.db.models import F

from cases.models import Case
from yibin_service.foundation.acts.errors import StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.selectors import events_of

MOST_NAMED = 3


def lock_case(*, case_id: int, seen_version: int | None = None) -> Case:
    """The case as it is now, locked until the transaction ends; every service calls this before it looks at state.

    `seen_version` is the version of the page the person acted from. Raises StalePage, naming who changed what, when
    the case has moved on since; None means that the act does not depend on what was seen.
    """
    assert connection.in_atomic_block, "lock_case belongs inside a transaction"
    # Two statements: rows joined to the lock would be those from before the wait for it.
    Case.objects.select_for_update().values_list("pk").get(pk=case_id)
    case = Case.objects.select_related(
        "card", "customer", "machine", "workshop", "defect", "regulation", "clerk", "engineer"
    ).get(pk=case_id)
    if seen_version is not None and seen_version != case.version:
        raise StalePage(_what_changed(case, seen_version))
    return case


def touch_case(case: Case) -> None:
    """Count one more change of a locked case, so that pages drawn before are known to be old.

    Call it once in a service, before the event is written; `case.version` is the new number afterwards.
    """
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    case.version += 1


def _what_changed(case: Case, seen_version: int) -> str:
    """The latest events, as many as the version moved on; oldest first."""
    missed = max(case.version - seen_version, 1)
    events = list(events_of(case.stream)[: min(missed, MOST_NAMED)])
    if not events:
        return StalePage.default_message
    told = "；".join(_told(event) for event in reversed(events))
    return f"这一页打开后有了变化：{told}。请看过再办，您填的内容仍在本页"


def _told(event: Event) -> str:
    changes = "，".join(
        f"{label} {before or '空'} → {after or '空'}" for label, before, after in event.changes[:2]
    )
    return f"{event.actor_title} {event.text.splitlines()[0]}{f'（{changes}）' if changes else ''}"
