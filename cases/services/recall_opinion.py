"""Take a submission back while nobody has seen it (撤回)."""

from datetime import datetime

from django.db import transaction

from cases.models import ApprovalStep, Case, HandlingOpinion, OpinionState
from cases.rules.approval_errors import AlreadyOpened, AlreadyReplied, NothingToSubmit
from cases.selectors.approval import title_of
from cases.services.lock_case import lock_case, touch_case
from cases.services.replace_opinion import replace_opinion
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import NotAllowed
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import instant

IN_CHAIN = (OpinionState.SUBMITTED, OpinionState.APPROVED)


@transaction.atomic
def recall_opinion(
    *, case: Case, by: User, at: datetime, seen_version: int | None = None
) -> HandlingOpinion:
    """The submitter's own draft comes back; its steps are void. Only until the next person has opened it.

    Raises AlreadyOpened with who opened or decided it and when, NotAllowed for anybody but the submitter.
    """
    require(by, Verb.DRAFT_OPINION)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    opinion = HandlingOpinion.objects.filter(case=case, state__in=IN_CHAIN).select_related("submitted_by").first()
    if opinion is None:
        raise NothingToSubmit("没有在审批中的处理意见，不用撤回")
    check_recall(opinion=opinion, steps=list(opinion.steps.select_for_update().order_by("position")), by=by, at=at)
    replace_opinion(
        case=case,
        opinion=opinion,
        state=OpinionState.RECALLED,
        why=f"处理意见第{opinion.draft_no}稿已由提交人撤回，不用办理",
        voids_given=True,
        at=at,
    )
    touch_case(case)
    record_event(stream=case.stream, verb="recall_opinion", text=f"撤回处理意见第{opinion.draft_no}稿", by=by, at=at)
    return opinion


def check_recall(*, opinion: HandlingOpinion, steps: list[ApprovalStep], by: User, at: datetime) -> None:
    """Raise unless this person may take this submission back now."""
    if opinion.submitted_by_id != by.pk:
        raise NotAllowed(f"第{opinion.draft_no}稿由{opinion.submitted_by}提交，只能由本人撤回")
    if not steps:
        raise AlreadyReplied("这一稿不需审批，已经生效；要改内容请起草新稿")
    if hasattr(opinion.case, "reply") and opinion.case.reply.opinion_id == opinion.pk:
        raise AlreadyReplied("已按这一稿答复客户，不能再撤回；要改内容请起草新稿")
    seen = next((step for step in steps if step.opened_at or step.decided_at), None)
    if seen is not None:
        when = instant(seen.opened_at or seen.decided_at, at.year)
        raise AlreadyOpened(f"{title_of(seen)}已于 {when} 打开，不能再撤回；请等审批结果，或起草新稿")
