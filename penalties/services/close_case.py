"""结案: close a case when nothing of it is open any more."""

from datetime import datetime

from django.db import transaction

from cases.models import Case, CaseState
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news
from penalties.rules.posting import Trigger
from penalties.selectors.closing import closing_list
from penalties.services.errors import NotReadyToClose
from penalties.services.guards import check_open
from penalties.services.post_ledger import Posting, post_case
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day


@transaction.atomic
def close_case(
    *,
    case: Case,
    not_compensated_reason: str = "",
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Posting:
    """Close the case once its list is complete; expenses of a case without settlements are posted on 公司.

    `not_compensated_reason` (不予赔偿) is needed where nothing was settled. Raises StalePage, CaseNotOpen, NotReadyToClose
    naming what is missing and whose it is.
    """
    require(by, Verb.CLOSE_CASE)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_open(case)
    reason = not_compensated_reason.strip()
    missing = [item for item in closing_list(case, at, not_compensated_reason=reason) if not item.is_done]
    if missing:
        what = "；".join(f"{item.missing}（{item.whose}）" for item in missing)
        is_reason = [item.key for item in missing] == ["settlements"]
        raise NotReadyToClose(f"还不能结案：{what}", field="not_compensated_reason" if is_reason else "")
    case.state, case.closed_at = CaseState.CLOSED, at
    case.not_compensated_reason = reason
    case.save(update_fields=["state", "closed_at", "not_compensated_reason"])
    touch_case(case)
    trigger = Trigger(f"close:{case.pk}", "closed", local_day(at))
    posting = post_case(case=case, trigger=trigger, by=by, at=at, is_closing=True)
    said = f"\n不予赔偿：{reason}" if reason else ""
    record_event(stream=case.stream, verb="close_case", text=f"结案{said}", by=by, at=at)
    people = [person for person in (case.clerk, case.engineer) if person is not None and person.pk != by.pk]
    tell_news(case=case, users=people, key="closed", what="已结案", at=at)
    return posting
