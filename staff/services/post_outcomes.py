"""What a closed month leads to: the demerit, and proposals for a person to decide."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from staff.models import Demerit, ProposalKind, ProposalState, StaffProposal
from staff.rules.event_words import demerit_fact
from staff.selectors.judged import Judged
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.notices.services.notify import notify
from yibin_service.foundation.regulation.selectors import parameter_set

CLAUSES = {ProposalKind.DISMISSAL: "S.4罚(5)", ProposalKind.DEEMED_RESIGNED: "S.4罚(6)"}


def post_demerit(judged: Judged, *, at: datetime) -> Demerit:
    """Post the month's demerit with its ordinal and its event on the person's trail."""
    ordinal = int(judged.document["prior"]["demerits"]) + 1
    demerit = Demerit.objects.create(
        employee=judged.employee,
        month=judged.month,
        ordinal=ordinal,
        fine=Decimal(judged.result["demerit_fine"]),
        posted_at=at,
    )
    why = demerit_fact(judged.result, parameter_set(judged.result["regulation"]))
    text = f"{judged.month:%Y-%m} 行政记大过第{ordinal}次\n{why}"
    record_event(stream=judged.employee.stream, verb="post_demerit", text=text, by=None, at=at, clause="S.4罚(2)")
    return demerit


def post_proposals(months: Iterable[Judged], *, at: datetime) -> int:
    """Raise 辞退 and 自动离职 where the months bear them out, each once, and tell 总经理. Gives how many are new."""
    wanted = [(one, kind) for one in months for kind in CLAUSES if one.result[kind.value]]
    raised = 0
    for judged, kind in wanted:
        row, is_new = StaffProposal.objects.get_or_create(
            employee=judged.employee,
            kind=kind,
            month=judged.month,
            defaults={"clause": CLAUSES[kind], "fact": _fact(judged, kind), "raised_at": at},
        )
        raised += is_new
        if is_new:
            _tell(row, at)
    return raised


def settle_proposals(judged: Judged, *, reason: str, at: datetime) -> None:
    """After a month was judged again: what is now borne out is raised, what waits and no longer is falls.

    A person's decision stands. One that fell by itself waits again once the facts bear it out.
    """
    kinds = [kind.value for kind in CLAUSES]
    rows = StaffProposal.objects.filter(employee=judged.employee, month=judged.month, kind__in=kinds, decided_by=None)
    for row in rows.select_for_update(of=("self",)).select_related("employee").order_by("id"):
        kind = ProposalKind(row.kind)
        if judged.result[row.kind]:
            _stand(row, _fact(judged, kind), at)
        elif row.state == ProposalState.WAITING:
            _fall(row, reason, at)
    post_proposals([judged], at=at)


def _stand(row: StaffProposal, fact: str, at: datetime) -> None:
    """It waits, with the facts as they are now."""
    had_fallen = row.state != ProposalState.WAITING
    if not had_fallen and row.fact == fact:
        return
    row.state, row.fact, row.decided_at, row.reason = ProposalState.WAITING, fact, None, ""
    row.version += 1
    row.save(update_fields=["state", "fact", "decided_at", "reason", "version"])
    if had_fallen:
        _tell(row, at)


def _fall(row: StaffProposal, reason: str, at: datetime) -> None:
    row.state, row.decided_at, row.reason = ProposalState.DECLINED, at, f"重新判定后不再达到条件：{reason}"
    row.version += 1
    row.save(update_fields=["state", "decided_at", "reason", "version"])
    text = f"{row.get_kind_display()}建议不再提请\n{row.reason}"
    record_event(stream=row.employee.stream, verb="drop_proposal", text=text, by=None, at=at, clause=row.clause)


def _fact(judged: Judged, kind: ProposalKind) -> str:
    step = next((step for step in judged.result["basis"] if step["clause"] == CLAUSES[kind]), None)
    days = f"本月旷工 {judged.result['absent_days']}天"
    return f"{step['text']}：{step['formula']}；{days}" if step else days


def _tell(row: StaffProposal, at: datetime) -> None:
    notify(
        users=users_with_role(Role.GENERAL_MANAGER),
        key=f"staff-proposal:{row.pk}:{row.version}",
        title=f"决定{row.employee.name}的{row.get_kind_display()}建议",
        body=row.fact,
        url=reverse("decide_staff_proposal", args=[row.pk]),
        at=at,
    )
    record_event(
        stream=row.employee.stream,
        verb="raise_proposal",
        text=f"提请{row.get_kind_display()}，由总经理决定\n{row.fact}",
        by=None,
        at=at,
        clause=row.clause,
    )
