"""Accept or refuse a proposed change of times (workflow: the other side's word)."""

from datetime import datetime

from django.db import transaction

from cases.models import AmendmentState, CardAmendment, Case
from cases.rules.card_errors import AmendmentAnswered, CardGone, ReasonNeeded
from cases.services.amend_card import LONGEST_REASON
from cases.services.compare_card import CHANGEABLE_STATES, MATERIAL
from cases.services.lock_case import lock_case, touch_case
from cases.services.recompute_clocks import recompute_clocks
from cases.services.tell_amendment import tell_answered
from cases.services.write_amendment import write_values
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import SelfApproval
from yibin_service.foundation.acts.services import record_event


@transaction.atomic
def answer_amendment(
    *,
    case: Case,
    amendment: CardAmendment,
    accepts: bool,
    answer: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> CardAmendment:
    """Accepted, the times become the card's next version and its clocks are computed anew; refused, everything stands.

    The regulation version stays the bound one, whatever day the receipt moves to. A breach that the old times made is
    overturned and stays visible; one that the new times make is recorded. A refusal says why. Raises AmendmentAnswered,
    SelfApproval, CardGone, ReasonNeeded, StalePage.
    """
    require(by, Verb.ANSWER_AMENDMENT)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    row = CardAmendment.objects.select_related("proposed_by").get(pk=amendment.pk, card=case.card)
    answer = _check(case, row, accepts, answer, by)
    if accepts:
        write_values(case=case, values={field: change["value"] for field, change in row.changes.items()}, at=at)
        recompute_clocks(case=case, at=at)
        row.version = case.card.version
    row.state = AmendmentState.ACCEPTED if accepts else AmendmentState.REFUSED
    row.answered_by, row.answered_at, row.answer = by, at, answer
    row.save(update_fields=["version", "state", "answered_by", "answered_at", "answer"])
    touch_case(case)
    _record(case, row, by, at)
    tell_answered(case=case, amendment=row, at=at)
    return row


def _check(case: Case, row: CardAmendment, accepts: bool, answer: str, by: User) -> str:
    if row.state != AmendmentState.PROPOSED:
        raise AmendmentAnswered
    if row.proposed_by_id == by.pk:
        raise SelfApproval
    if not case.is_open:
        raise CardGone(f"这件案子{case.get_state_display()}，更正不再答复")
    if accepts and set(row.changes) & MATERIAL and case.state not in CHANGEABLE_STATES:
        raise CardGone("案件已进入审批，问题种类不能再改：请不采用，并写明理由")
    answer = answer.replace("\x00", "").strip()
    if not accepts and not answer:
        raise ReasonNeeded("请填不采用的理由", field="answer")
    if len(answer) > LONGEST_REASON:
        raise ReasonNeeded(f"答复最多 {LONGEST_REASON} 字，请删短些", field="answer")
    return answer


def _record(case: Case, row: CardAmendment, by: User, at: datetime) -> None:
    is_accepted = row.state == AmendmentState.ACCEPTED
    text = f"采用时间更正，信息卡第{row.version}版，时限已按新时间重算" if is_accepted else "不采用时间更正，原时间和时限不变"
    if row.answer:
        text += f"\n答复：{row.answer}"
    changes = [(change["label"], change["from"], change["to"]) for change in row.changes.values()]
    record_event(
        stream=case.stream,
        verb="answer_amendment",
        text=text,
        changes=changes if is_accepted else [],
        by=by,
        at=at,
        clause="P.二.1",
    )
