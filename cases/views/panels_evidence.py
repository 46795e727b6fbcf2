"""The section 现场与证据 of the case page, what may be done about it, and whose hands it is in."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from cases.forms.team import DecideTeamForm
from cases.models import Case, CaseState, ProposalState, ReportKind, TeamProposal
from cases.rules.triage import Tier, service_team_required
from cases.selectors.evidence_list import asked_list
from cases.selectors.investigation import evidence_of, site_reports, suspected_cause
from cases.selectors.team import composition, is_shown_in_team, member_names, team_proposals, team_shown
from cases.services.guards import BEFORE_REPLY
from cases.views.panels_triage import reply_due_of
from cases.views.team import team_consequences
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer, Panel, Waiting


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    asked = asked_list(case, suspected_cause(case))
    team, proposed = team_shown(case), _proposed(case)
    context: dict[str, Any] = {
        "team": team,
        "team_words": _team_words(case, team),
        "proposed": proposed,
        "proposed_words": _team_words(case, proposed),
        "returned": _returned(case, team, proposed),
        "needs_team": bool(case.tier) and service_team_required(Tier(case.tier)),
        "reports": site_reports(case),
        "evidence": evidence_of(case),
        "asked": asked,
        "add_url": reverse("add_evidence", args=[case.number]) if _may_add(case, user) else "",
    }
    badge = f"证据 {asked.found_count} / {len(asked.items)}{' 齐全' if asked.is_complete else ''}"
    return [Panel("evidence", "现场与证据", "cases/panels/_evidence.html", context, 40, badge)]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    found = _team_decision(case, user) + _team_offers(case, user) + _report_offers(case, user)
    if _may_add(case, user):
        found.append(Offer("提交证据", _url(case, "add_evidence"), False, "拍照或选文件，编号留存"))
    return found


def waiting(case: Case, now: datetime) -> Waiting | None:
    """The team and its report; nothing for a minor case, after an approved 免现场, or once there is a final report."""
    if case.state != CaseState.IN_HAND or not service_team_required(Tier(case.tier)):
        return None
    proposed, team = _proposed(case), team_shown(case)
    if team is None and proposed is not None:
        what = "批准免现场" if proposed.is_waiver else "批准服务小组"
        return Waiting("分管副总经理", what, proposed.proposed_at)
    if team is None:
        return Waiting(_tech(case), "提出服务小组", case.triaged_at)
    if not team.is_waiver and _final(case) is None:
        return Waiting(f"服务小组 {_leader(team)}", "到现场调查并提交报告", team.decided_at)
    return None


def _team_decision(case: Case, user: User) -> list[Offer]:
    proposal = _proposed(case)
    if proposal is None or not case.is_open or not may(user, Verb.APPROVE_TEAM) or proposal.proposed_by_id == user.pk:
        return []
    initial = {"seen_version": case.version, "proposal": proposal.pk}
    context: dict[str, Any] = {
        "form": DecideTeamForm(initial=initial, auto_id=f"dock-team-{proposal.pk}-%s"),
        "proposal": proposal,
        "words": _team_words(case, proposal),
        "consequences": team_consequences(proposal),
        "url": _url(case, "decide_team"),
        "approve_dialog": f"approve-team-{proposal.pk}",
        "return_dialog": f"return-team-{proposal.pk}",
        "what": "免现场" if proposal.is_waiver else "服务小组",
    }
    label = f"批准{context['what']}"
    due = reply_due_of(case)
    return [Offer(label, context["url"], True, "", due, "cases/offers/_decide_team.html", context)]


def _team_offers(case: Case, user: User) -> list[Offer]:
    if case.state not in BEFORE_REPLY or not may(user, Verb.PROPOSE_TEAM):
        return []
    if not service_team_required(Tier(case.tier)):
        return []
    team, proposed = team_shown(case), _proposed(case)
    if team or proposed:
        return [Offer("更换服务小组", _url(case, "propose_team"), False, "新小组批准以前，原来的继续有效")]
    told = "工程技术和质检人员要过半，报分管副总经理批准"
    is_mine = _is_engineer(case, user)
    return [
        Offer("提出服务小组", _url(case, "propose_team"), is_mine, told, reply_due_of(case)),
        Offer("提出免现场", _url(case, "waive_site_visit"), False, "不用到现场也能认定的，写明理由报批"),
    ]


def _report_offers(case: Case, user: User) -> list[Offer]:
    if case.state not in BEFORE_REPLY or not (may(user, Verb.INVESTIGATE) or is_shown_in_team(user, case)):
        return []
    team = team_shown(case)
    if service_team_required(Tier(case.tier)) and team is None:
        return [Offer("提交中间报告", _url(case, "file_site_report"), False, "调查报告要等小组批准")]
    is_turn = team is not None and not team.is_waiver and _final(case) is None and is_shown_in_team(user, case)
    label = "提交调查报告" if _final(case) is None else "补交调查报告"
    told = "写明性质、程度、经过和证据，技术中心据此认定责任"
    return [Offer(label, _url(case, "file_site_report"), is_turn, told, reply_due_of(case) if is_turn else None)]


def _proposed(case: Case) -> TeamProposal | None:
    return next((one for one in team_proposals(case) if one.state == ProposalState.PROPOSED), None)


def _returned(case: Case, team: TeamProposal | None, proposed: TeamProposal | None) -> TeamProposal | None:
    """The last return, as long as nothing has followed it."""
    last = next(reversed(team_proposals(case)), None)
    return last if last and not team and not proposed and last.state == ProposalState.RETURNED else None


def _team_words(case: Case, proposal: TeamProposal | None) -> str:
    """「李志远（技术中心，组长）、唐静（质检处）—— 工程与质检 2人，占多数」."""
    if proposal is None or proposal.is_waiver:
        return ""
    made_up = composition(case, list(proposal.members.all()))
    most = "，占多数" if made_up.is_led_by_specialists else ""
    return f"{member_names(proposal)}——{made_up.members}人，工程与质检 {made_up.specialists}人{most}"


def _final(case: Case) -> Any:
    return next((one for one in reversed(site_reports(case)) if one.kind == ReportKind.FINAL), None)


def _leader(team: TeamProposal) -> str:
    return next((member.name for member in team.members.all() if member.is_leader), "")


def _is_engineer(case: Case, user: User) -> bool:
    return case.engineer_id in (None, user.pk)


def _may_add(case: Case, user: User) -> bool:
    return case.is_open and (may(user, Verb.ADD_EVIDENCE) or is_shown_in_team(user, case))


def _tech(case: Case) -> str:
    return f"技术中心 {case.engineer}" if case.engineer else "技术中心"


def _url(case: Case, name: str) -> str:
    return reverse(name, args=[case.number])
