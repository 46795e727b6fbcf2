"""What waits for one person about cards: own drafts whose 72 hours run, changes of times to answer."""

from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse

from cases.models import AmendmentState, CardAmendment, Case
from cases.selectors.drafts import draft_rows
from cases.selectors.turns_rows import row
from cases.selectors.visibility import visible_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """Six queries at most."""
    found: list[Turn] = []
    if may(user, Verb.FILE_CARD):
        found += _drafts(user, limit)
    if may(user, Verb.ANSWER_AMENDMENT):
        found += _amendments(user, limit)
    return found


def _drafts(user: User, limit: int) -> list[Turn]:
    return [
        Turn(
            verb="提交信息卡",
            case_number="草稿",
            customer=draft.customer,
            url=reverse("card_draft", args=[draft.pk]),
            button="接着填",
            due_at=draft.due_at,
            fact=draft.fact,
            consequence="" if draft.due_at else "收到意见时间还没有填，送达期限没有起算",
            since=draft.saved_at,
        )
        for draft in draft_rows(user, limit)
    ]


def _amendments(user: User, limit: int) -> list[Turn]:
    """Everybody in 技术中心 sees those of cases nobody has in hand, the engineer those of the own cases."""
    proposed = CardAmendment.objects.filter(state=AmendmentState.PROPOSED)
    if not proposed.exists():
        return []
    with_people = Prefetch("card__amendments", queryset=proposed.select_related("proposed_by"), to_attr="proposed")
    cases = (
        visible_cases(user)
        .filter(card__amendments__state=AmendmentState.PROPOSED)
        .select_related("customer", "machine", "card__product", "defect", "engineer")
        .prefetch_related(with_people)
        .order_by("pk")
    )
    mine = [case for case in cases[: limit * 2] if case.engineer_id in (None, user.pk) and case.is_open]
    return [_answer(case) for case in mine[:limit]]


def _answer(case: Case) -> Turn:
    amendment = case.card.proposed[0]  # type: ignore[attr-defined]
    told = "，".join(f"{one['label']} {one['from'] or '空'} → {one['to'] or '空'}" for one in amendment.changes.values())
    return row(
        case,
        verb="答复时间更正",
        url=reverse("answer_amendment", args=[case.number]),
        button="答复",
        due_at=None,
        consequence=told,
        since=amendment.proposed_at,
    )
