"""The trail of a case, for the eyes of one person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.models import Case
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.acts.selectors import events_of

FIRST_SHOWN = 8


@dataclass(frozen=True)
class Trail:
    """Events newest first; `count` of all, `is_cut` when there are more than shown."""

    events: list[Any]
    count: int
    is_cut: bool


@dataclass(frozen=True)
class VeiledEvent:
    """An event without its words: who did what sort of thing, and when. For eyes that may not see money."""

    pk: int
    actor_title: str
    text: str
    happened_at: datetime
    entered_at: datetime
    clause: str = ""
    changes: tuple[Any, ...] = ()


def trail(case: Case, *, has_money: bool, whole: bool = False) -> Trail:
    """The latest events, or the whole trail. One query for a short trail, two for a long one."""
    rows = events_of(case.stream).select_related(None)  # an event holds its actor's title as it was then
    events = list(rows if whole else rows[: FIRST_SHOWN + 1])
    is_cut = not whole and len(events) > FIRST_SHOWN
    count = rows.count() if is_cut else len(events)
    shown = events[:FIRST_SHOWN] if is_cut else events
    return Trail([one if has_money else veiled(one) for one in shown], count, is_cut)


def veiled(event: Event) -> VeiledEvent:
    """What everyone in the office may know of a colleague's case."""
    return VeiledEvent(
        pk=event.pk,
        actor_title=event.actor_title,
        text=f"办理「{VERB_WORDS.get(event.verb, '案件事项')}」",
        happened_at=event.happened_at,
        entered_at=event.entered_at,
    )


VERB_WORDS: dict[str, str] = {str(verb.value): str(verb.label) for verb in Verb} | {
    "triage_case": "分级",
    "decide_team": "批准服务小组",
    "file_site_report": "现场调查",
    "submit_opinion": "提交处理意见",
    "recall_opinion": "撤回处理意见",
    "approve_step": "审批处理意见",
    "return_opinion": "退回处理意见",
    "acknowledge_step": "阅示处理意见",
    "record_meeting_decision": "登记公司办公会决定",
    "decline_draft": "退回客户意见反馈单",
    "hand_on_duties": "移交经办的案件",
    "release_bonus_notice": "放行奖金扣发通知",
    "refuse_misreport": "核实弄虚作假",
    "return_team": "退回服务小组",
    "propose_amendment": "提出更正信息卡",
    "update_customer": "更正客户资料",
    "record_breach": "记录超期",
    "overturn_breach": "撤销超期记录",
    "propose_delay_finding": "提出迟报影响",
    "confirm_delay_finding": "确认迟报影响",
    "return_delay_finding": "退回迟报影响",
    "record_inbound_acceptance": "登记来料验收",
    "agree_settlement": "约定结算",
    "execute_settlement": "登记结算执行",
    "send_back_settlement": "退回结算",
    "cancel_settlement": "取消结算",
    "cancel_expense": "取消处理费用",
    "open_claim": "提出索赔",
    "close_claim": "了结索赔",
    "record_receipt": "登记追偿到账",
    "refuse_receipt": "退回追偿到账",
    "confirm_fine": "确认罚款",
    "drop_fine": "不予罚款",
    "withdraw_fine": "撤回罚款",
}
