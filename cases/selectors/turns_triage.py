"""Cases that wait to be tiered."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from cases.models import Case, CaseState
from cases.selectors.turns_rows import reply_due
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Turn
from yibin_service.foundation.wording import yuan


def turns(user: User, now: datetime, limit: int) -> list[Turn]:
    """Every card not tiered yet waits for the whole of 技术中心: one query, the earliest end first."""
    if not may(user, Verb.TRIAGE):
        return []
    cases = with_reply_due(Case.objects.filter(state=CaseState.FILED)).order_by(F("reply_due_at").asc(nulls_last=True))
    return [
        Turn(
            verb="分级",
            case_number=case.number,
            customer=case.customer.name,
            url=reverse("triage_case", args=[case.number]),
            button="分级",
            due_at=case.reply_due_at,  # type: ignore[attr-defined]
            fact=f"{case.machine} {case.defect}，预估损失 {yuan(case.direct_loss)}",
            consequence="未分级暂按最短的答复期限计",
            since=case.filed_at,
        )
        for case in cases[:limit]
    ]


def with_reply_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with what a row of the queue shows, and `reply_due_at` where the reply clock runs."""
    return cases.select_related("customer", "machine", "defect", "engineer").annotate(reply_due_at=reply_due())
