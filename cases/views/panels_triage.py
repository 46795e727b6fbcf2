"""What may be done about the tier of a case, and who has to tier it."""

from datetime import datetime

from django.urls import reverse

from cases.models import Case, CaseState, ClockKind
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer, Waiting


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    found: list[Offer] = []
    if not case.is_open:
        return found
    if may(user, Verb.TRIAGE):
        url = reverse("triage_case", args=[case.number])
        if case.tier:
            found.append(Offer("重新分级", url, False, "损失或责任有变化时；要写理由，级别变了审批从头来"))
        else:
            told = "定级别、答复截止和审批次序；确认以前先给您看"
            found.append(Offer("分级", url, True, told, reply_due_of(case)))
    if may(user, Verb.MARK_EXTRA_MAJOR):
        label = "取消特别重大" if case.is_extra_major else "定为特别重大"
        found.append(Offer(label, reverse("mark_extra_major", args=[case.number])))
    return found


def waiting(case: Case, now: datetime) -> Waiting | None:
    """The first step after the card: 技术中心 tiers it."""
    if case.state == CaseState.FILED:
        return Waiting("技术中心", "分级", case.filed_at)
    return None


def reply_due_of(case: Case) -> datetime | None:
    """When the running reply clock ends."""
    clock = next((one for one in case.deadlines.all() if one.kind == ClockKind.REPLY), None)
    return clock.due_at if clock and clock.acted_at is None and clock.ended_at is None else None
