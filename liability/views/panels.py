"""The section 责任认定 of the case page, what may be done about it, and whose hands it is in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from cases.models import Case, CaseState, ClockKind
from cases.selectors.visibility import may_see_money
from liability.forms.determination import DecideDelayForm, DecideDeterminationForm
from liability.models import (
    DelayFinding,
    DeterminationState,
    InboundAcceptance,
    LiabilityDetermination,
    TripartiteSignOff,
)
from liability.rules.determine import Open
from liability.selectors.delays import clause_of, decider_of, finding_text
from liability.selectors.determinations import (
    OPEN_OR_IN_FORCE,
    breaches_to_judge,
    delay_findings,
    determinations_of,
    goodwill_of,
    inbound_acceptance,
    is_rested_on_older_facts,
    sign_off,
)
from liability.selectors.findings import finding_words
from liability.selectors.progress import is_ready_to_determine
from liability.selectors.views import determination_view
from liability.services.access import may_record_handover
from liability.services.decide_delay_finding import VERB_OF
from liability.services.propose_determination import summary_of
from liability.services.record_inbound_acceptance import inbound_words
from liability.services.record_sign_off import signature_words
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting


@dataclass(frozen=True)
class FindingLine:
    """One finding about a missed clock."""

    row: DelayFinding
    text: str
    clause: str
    decider: str
    is_open: bool
    is_waived: bool


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    context: dict[str, Any] = {"may_see": may_see_money(user, case)}
    inbound, signatures = inbound_acceptance(case), sign_off(case)
    context |= _handover(inbound, signatures)
    badge = ""
    if context["may_see"]:
        context |= _determinations(case, user, inbound, signatures) | _delays(case)
        badge = _badge(case)
    return [Panel("liability", "责任认定", "liability/panels/_liability.html", context, 20, badge)]


def _handover(inbound: InboundAcceptance | None, signatures: TripartiteSignOff | None) -> dict[str, Any]:
    return {
        "inbound": inbound,
        "inbound_words": inbound_words(inbound) if inbound else "",
        "sign_off": signatures,
        "signature_words": signature_words(signatures) if signatures else "",
    }


def _determinations(
    case: Case, user: User, inbound: InboundAcceptance | None, signatures: TripartiteSignOff | None
) -> dict[str, Any]:
    rows = determinations_of(case)
    in_force, proposed = _in_force(case), _proposed(case)
    last = rows[-1] if rows else None
    older = [row for row in rows if row.state in (DeterminationState.SUPERSEDED, DeterminationState.RETURNED)]
    newest = [fact.at for fact in (inbound, signatures) if fact]
    is_packaging = in_force is not None and in_force.cause == "packaging"
    return {
        "in_force": determination_view(in_force) if in_force else None,
        "proposed": determination_view(proposed) if proposed else None,
        "returned": last if last and last.state == DeterminationState.RETURNED else None,
        "older": [determination_view(row) for row in older],
        "is_outdated": is_packaging and in_force is not None and is_rested_on_older_facts(in_force, newest),
        "goodwill": goodwill_of(case) if in_force and in_force.open_question == Open.NOT_COMPENSABLE else None,
        "propose_url": _url(case, "propose_determination") if _may_propose(case, user) else "",
        "empty_text": "调查以后由技术中心提出，按制度算出各单位比例，技术中心主任确认。",
    }


def _delays(case: Case) -> dict[str, Any]:
    shown = [finding for finding in delay_findings(case) if finding.state in OPEN_OR_IN_FORCE]
    return {"findings": [_line(finding) for finding in shown], "to_judge": breaches_to_judge(case)}


def _line(finding: DelayFinding) -> FindingLine:
    breach = finding.breach
    return FindingLine(
        row=finding,
        text=finding_text(finding),
        clause=clause_of(finding),
        decider=str(decider_of(finding).label),
        is_open=finding.state == DeterminationState.PROPOSED,
        is_waived=bool(breach.waived_at or breach.overturned_at),
    )


def _badge(case: Case) -> str:
    in_force = _in_force(case)
    if _proposed(case):
        return "待确认"
    if in_force is None:
        return ""
    return "人工认定" if in_force.is_manual else "已认定"


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """Nothing on a case that is over or not tiered yet."""
    if not case.is_open or not case.tier:
        return []
    found = _decisions(case, user) + _delay_decisions(case, user)
    if _may_propose(case, user):
        found += _proposing(case, user) + _judging(case, user)
    if may(user, Verb.RECORD_SIGN_OFF) and may_record_handover(user):
        found.append(Offer("登记入库交接", _url(case, "record_inbound_acceptance"), False, "物资处是否签字入库"))
        found.append(Offer("登记三方汇签", _url(case, "record_sign_off"), False, "质检处、物资处、承运单位谁签了字"))
    return found + _goodwill(case, user)


def waiting(case: Case, now: datetime) -> Waiting | None:
    """The determination, once the investigation is done and as long as the case is in hand."""
    proposed = _proposed(case)
    if proposed is not None:
        if proposed.needs_finding and proposed.finding_confirmed_at is None:
            return Waiting("分管副总经理", f"确认{finding_words(proposed)}", proposed.proposed_at)
        since = proposed.finding_confirmed_at or proposed.proposed_at
        return Waiting("技术中心主任", f"确认第{proposed.ordinal}次责任认定", since)
    if case.state == CaseState.IN_HAND and _in_force(case) is None and not case.opinions.exists():
        return Waiting(_tech(case), "提出责任认定", None)
    return None


def _decisions(case: Case, user: User) -> list[Offer]:
    proposed = _proposed(case)
    if proposed is None or proposed.proposed_by_id == user.pk:
        return []
    needs_deputy = proposed.needs_finding and proposed.finding_confirmed_at is None
    if needs_deputy and may(user, Verb.CONFIRM_FINDING):
        words = finding_words(proposed)
        return [_decision(case, proposed, "confirm_finding", f"确认{words}", ["技术中心主任接着确认整个责任认定"])]
    if needs_deputy or not may(user, Verb.CONFIRM_DETERMINATION):
        return []
    if proposed.open_question in (Open.CAUSE, Open.PACKAGING) and not proposed.is_manual:
        told = "制度没有给出承担比例，由您写明各单位比例和理由"
        return [Offer("人工认定责任", _url(case, "override_determination"), True, told, _due(case))]
    told_all = ["已入账的金额按差额更正"] if case.replied_at else ["技术中心接着起草处理意见"]
    return [_decision(case, proposed, "confirm_determination", "确认责任认定", told_all)]


def _decision(
    case: Case, row: LiabilityDetermination, url_name: str, label: str, consequences: list[str]
) -> Offer:
    initial = {"seen_version": case.version, "determination": row.pk}
    may_override = url_name == "confirm_determination"
    context: dict[str, Any] = {
        "form": DecideDeterminationForm(initial=initial, auto_id=f"dock-determination-{row.pk}-%s"),
        "name": f"determination-{row.pk}",
        "summary": summary_of(row),
        "consequences": consequences,
        "url": _url(case, url_name),
        "override_url": _url(case, "override_determination") if may_override else "",
        "yes": label,
        "question": f"{label}？",
    }
    return Offer(label, context["url"], True, "", _due(case), "liability/offers/_confirm.html", context)


def _delay_decisions(case: Case, user: User) -> list[Offer]:
    found = []
    for finding in delay_findings(case):
        is_open = finding.state == DeterminationState.PROPOSED and not finding.breach.waived_at
        if is_open and finding.proposed_by_id != user.pk and may(user, VERB_OF[decider_of(finding)]):
            found.append(_delay_decision(case, finding))
    return found[:1]


def _delay_decision(case: Case, finding: DelayFinding) -> Offer:
    initial = {"seen_version": case.version, "finding": finding.pk}
    context: dict[str, Any] = {
        "form": DecideDelayForm(initial=initial, auto_id=f"dock-delay-{finding.pk}-%s"),
        "name": f"delay-{finding.pk}",
        "summary": f"{finding_text(finding)}。理由：{finding.reason}",
        "consequences": ["已有退赔换结算的，金额和罚款随之更正"],
        "url": _url(case, "decide_delay_finding"),
        "override_url": "",
        "yes": "确认关联责任",
        "question": "确认这项关联责任？",
    }
    return Offer("确认关联责任", context["url"], True, "", None, "liability/offers/_confirm.html", context)


def _proposing(case: Case, user: User) -> list[Offer]:
    url, in_force, proposed = _url(case, "propose_determination"), _in_force(case), _proposed(case)
    if not is_ready_to_determine(case):
        return []
    if in_force or proposed:
        return [Offer("修订责任认定", url, False, "新的认定确认以前，原来的继续有效")]
    told = "按案由和交接事实算出各单位比例，交技术中心主任确认"
    is_mine = case.engineer_id in (None, user.pk) and case.state == CaseState.IN_HAND
    return [Offer("提出责任认定", url, is_mine, told, _due(case))]


def _judging(case: Case, user: User) -> list[Offer]:
    is_mine = case.engineer_id in (None, user.pk)
    return [
        Offer(
            f"认定{breach.get_kind_display()}超期的影响",
            reverse("propose_delay_finding", args=[case.number, breach.pk]),
            is_mine,
            "有没有耽误取证或处理，有没有不良影响",
        )
        for breach in breaches_to_judge(case)
    ]


def _goodwill(case: Case, user: User) -> list[Offer]:
    in_force = _in_force(case)
    if in_force is None or in_force.open_question != Open.NOT_COMPENSABLE or in_force.is_manual:
        return []
    if not may(user, Verb.APPROVE_GOODWILL) or goodwill_of(case):
        return []
    return [Offer("同意善意补偿", _url(case, "approve_goodwill"), False, "原则上不赔偿的案件，由公司承担")]


def _in_force(case: Case) -> LiabilityDetermination | None:
    return next((row for row in determinations_of(case) if row.state == DeterminationState.CONFIRMED), None)


def _proposed(case: Case) -> LiabilityDetermination | None:
    return next((row for row in determinations_of(case) if row.state == DeterminationState.PROPOSED), None)


def _may_propose(case: Case, user: User) -> bool:
    return case.is_open and bool(case.tier) and may(user, Verb.PROPOSE_DETERMINATION)


def _due(case: Case) -> datetime | None:
    clock = next((one for one in case.deadlines.all() if one.kind == ClockKind.REPLY), None)
    return clock.due_at if clock and clock.acted_at is None and clock.ended_at is None else None


def _tech(case: Case) -> str:
    return f"技术中心 {case.engineer}" if case.engineer else "技术中心"


def _url(case: Case, name: str) -> str:
    return reverse(name, args=[case.number])
