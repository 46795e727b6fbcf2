"""False reports on the case page: seen by those who may bring one up or decide, and by the member."""

from datetime import datetime

from django.urls import reverse

from cases.models import Case, MisreportState
from cases.selectors.misreports import misreports_shown
from cases.selectors.team import has_had_members
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.panels import Offer, Panel

READERS = frozenset({Role.ENTERPRISE_MANAGEMENT, Role.AUDITOR, Role.GENERAL_MANAGER})


def panels(case: Case, user: User, now: datetime) -> list[Panel]:
    """A section only where there is something this person may know."""
    reads_all = may(user, Verb.REPORT_MISREPORT) or may(user, Verb.CONFIRM_MISREPORT) or bool(READERS & user.roles)
    rows = [row for row in misreports_shown(case) if reads_all or row.member.user_id == user.pk]
    if not rows:
        return []
    badge = f"{len(rows)}项"
    return [Panel("misreports", "弄虚作假", "cases/panels/_misreports.html", {"rows": rows}, order=55, badge=badge)]


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """Deciding is a turn; bringing one up is there for who may, where there is a team."""
    found: list[Offer] = []
    if may(user, Verb.CONFIRM_MISREPORT):
        for row in misreports_shown(case):
            is_own = user.pk in {row.reported_by_id, row.member.user_id}
            if row.state == MisreportState.REPORTED and not is_own:
                url = reverse("decide_misreport", args=[case.number, row.pk])
                found.append(Offer(f"核实{row.member.name}的报告", url, True, "确认后当月奖金扣发"))
    if may(user, Verb.REPORT_MISREPORT) and has_had_members(case):
        told = "小组成员报告与事实不符时；由分管副总经理核实"
        found.append(Offer("提出弄虚作假", reverse("report_misreport", args=[case.number]), False, told))
    return found
