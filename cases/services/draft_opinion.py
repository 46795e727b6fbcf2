"""Write or change a draft of 处理意见 (P.一.3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cases.models import Case, HandlingOpinion, OpinionState
from cases.rules.approval_errors import NoOpinionYet
from cases.rules.workflow import STATES_FOR_AN_OPINION
from cases.selectors.approval import living_opinion
from cases.services.lock_case import lock_case, touch_case
from cases.services.opinion_events import ceiling_changes
from cases.services.replace_opinion import replace_opinion
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import Unit
from yibin_service.foundation.regulation.money import fen

CEILINGS = ("return_ceiling", "compensate_ceiling", "exchange_ceiling")


@dataclass(frozen=True)
class OpinionContent:
    """What a draft says. A ceiling of None: this kind is not allowed at all. Sums in CNY, two places."""

    text: str
    is_compensable: bool = True
    return_ceiling: Decimal | None = None
    compensate_ceiling: Decimal | None = None
    exchange_ceiling: Decimal | None = None
    improvement: str = ""
    improvement_unit: Unit | None = None
    undetermined_reason: str = ""


@transaction.atomic
def draft_opinion(
    *, case: Case, content: OpinionContent, by: User, at: datetime, seen_version: int | None = None
) -> HandlingOpinion:
    """Save the draft; there is one at a time. One that is in the chain or approved is replaced: its approvals are void.

    READING: approvals belong to one draft, so any new one, with other ceilings or only other words, is approved afresh.
    Raises NoOpinionYet before triage and after the end, InvalidInput with each field to mend.
    """
    require(by, Verb.DRAFT_OPINION)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    if case.state not in STATES_FOR_AN_OPINION:
        raise NoOpinionYet("" if case.is_open else f"这件案子{case.get_state_display()}，不能再起草处理意见")
    _check(content)
    living = living_opinion(case)
    if living and living.state == OpinionState.DRAFT:
        return _change(case=case, opinion=living, content=content, by=by, at=at)
    return _begin(case=case, replaced=living, content=content, by=by, at=at)


def _change(
    *, case: Case, opinion: HandlingOpinion, content: OpinionContent, by: User, at: datetime
) -> HandlingOpinion:
    before = HandlingOpinion.objects.get(pk=opinion.pk)
    _fill(opinion, content)
    opinion.drafted_by, opinion.drafted_at = by, at
    opinion.save()
    touch_case(case)
    _record(case, opinion, f"修改处理意见第{opinion.draft_no}稿", before=before, by=by, at=at)
    return opinion


def _begin(
    *, case: Case, replaced: HandlingOpinion | None, content: OpinionContent, by: User, at: datetime
) -> HandlingOpinion:
    last = case.opinions.order_by("-draft_no").first()
    number = last.draft_no + 1 if last else 1
    if replaced:
        replace_opinion(
            case=case,
            opinion=replaced,
            state=OpinionState.SUPERSEDED,
            why=f"处理意见第{replaced.draft_no}稿已被第{number}稿取代，原来的同意不再有效",
            voids_given=True,
            at=at,
        )
    opinion = HandlingOpinion(case=case, draft_no=number, drafted_by=by, drafted_at=at)
    _fill(opinion, content)
    opinion.save()
    touch_case(case)
    told = f"起草处理意见第{number}稿" + (f"，取代第{replaced.draft_no}稿，原有审批失效" if replaced else "")
    _record(case, opinion, told, before=last, by=by, at=at)
    return opinion


def _fill(opinion: HandlingOpinion, content: OpinionContent) -> None:
    opinion.text = content.text.strip()
    opinion.is_compensable = content.is_compensable
    for name in CEILINGS:
        setattr(opinion, name, getattr(content, name))
    opinion.improvement = content.improvement.strip()
    opinion.improvement_unit = content.improvement_unit
    opinion.undetermined_reason = content.undetermined_reason.strip()


def _check(content: OpinionContent) -> None:
    """Everything to mend at once."""
    faults: dict[str, str] = {}
    if not content.text.strip():
        faults["text"] = "请写处理意见：怎样退、赔、换，或为什么不予赔偿"
    faults |= _faults_of_ceilings(content)
    if content.improvement.strip() and content.improvement_unit is None:
        faults["improvement_unit"] = "请选由哪个单位改进"
    if content.improvement_unit is not None and not content.improvement.strip():
        faults["improvement"] = "选了改进单位，请写改进意见；没有改进意见就不选单位"
    if faults:
        raise InvalidInput(faults)


def _faults_of_ceilings(content: OpinionContent) -> dict[str, str]:
    named = {name: getattr(content, name) for name in CEILINGS if getattr(content, name) is not None}
    for name, amount in named.items():
        if amount < 0 or amount != fen(amount):
            return {name: "上限请填不小于 0 的金额，最多两位小数"}
    if not content.is_compensable and any(named.values()):
        return {next(name for name, amount in named.items() if amount): "不予退赔换的，上限留空"}
    if content.is_compensable and not any(named.values()):
        return {CEILINGS[0]: "请至少填一种方式的上限；不予赔偿的，请选「不予退赔换」"}
    return {}


def _record(
    case: Case, opinion: HandlingOpinion, told: str, *, before: HandlingOpinion | None, by: User, at: datetime
) -> None:
    record_event(
        stream=case.stream,
        verb="draft_opinion",
        text=told,
        changes=ceiling_changes(before, opinion),
        by=by,
        at=at,
        clause="P.一.3",
    )
