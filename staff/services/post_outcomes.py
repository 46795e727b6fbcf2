"""What closed months lead to: demerits, and proposals for a person to decide. Many at once take as few statements as one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from staff.models import Demerit, ProposalKind, ProposalState, StaffProposal
from staff.rules.event_words import demerit_fact
from staff.selectors.judged import Judged
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role
from yibin_service.foundation.acts.services import EventFacts, record_event, record_events
from yibin_service.foundation.notices.services import Message, notify_many
from yibin_service.foundation.regulation.selectors import parameter_sets

CLAUSES = {ProposalKind.DISMISSAL: "S.4罚(5)", ProposalKind.DEEMED_RESIGNED: "S.4罚(6)"}


def post_demerits(months: Iterable[Judged], *, at: datetime) -> list[Demerit]:
    """Post the demerit of each month that has one, with its ordinal and its event on the person's trail.

    One that was entered of the same month stands for it. Gives those that are new.
    """
    wanted = [one for one in months if one.result["demerit"]]
    known = set(
        Demerit.objects.filter(employee__in=[one.employee.pk for one in wanted])
        .order_by()
        .values_list("employee_id", "month")
    )
    fresh = [one for one in wanted if (one.employee.pk, one.month) not in known]
    posted = Demerit.objects.bulk_create(
        Demerit(
            employee=one.employee,
            month=one.month,
            ordinal=_ordinal(one),
            fine=Decimal(one.result["demerit_fine"]),
            posted_at=at,
        )
        for one in fresh
    )
    rules = parameter_sets(one.result["regulation"] for one in fresh)
    record_events(
        facts=[
            EventFacts(
                stream=one.employee.stream,
                verb="post_demerit",
                text=f"{one.month:%Y-%m} 行政记大过第{_ordinal(one)}次\n{demerit_fact(one.result, rules[one.result['regulation']])}",
                clause="S.4罚(2)",
            )
            for one in fresh
        ],
        by=None,
        at=at,
    )
    return posted


def recount_demerit(demerit: Demerit, judged: Judged) -> None:
    """Follow the count of those before: one may have fallen, been withdrawn or entered since.

    One that was entered, or is withdrawn, stays as it was.
    """
    if demerit.entered_by_id is not None or demerit.withdrawn_at is not None:
        return
    ordinal, fine = _ordinal(judged), Decimal(judged.result["demerit_fine"])
    if (demerit.ordinal, demerit.fine) != (ordinal, fine):
        demerit.ordinal, demerit.fine = ordinal, fine
        demerit.save(update_fields=["ordinal", "fine"])


def post_proposals(months: Iterable[Judged], *, at: datetime) -> int:
    """Raise 辞退 and 自动离职 where the months bear them out, each once, and tell 总经理. Gives how many are new."""
    wanted = [(one, kind) for one in months for kind in CLAUSES if one.result[kind.value]]
    if not wanted:
        return 0
    known = set(
        StaffProposal.objects.filter(employee__in=[one.employee.pk for one, _ in wanted])
        .order_by()
        .values_list("employee_id", "month", "kind")
    )
    raised = StaffProposal.objects.bulk_create(
        StaffProposal(
            employee=one.employee,
            kind=kind,
            month=one.month,
            clause=CLAUSES[kind],
            fact=_fact(one, kind),
            raised_at=at,
        )
        for one, kind in wanted
        if (one.employee.pk, one.month, kind.value) not in known
    )
    _tell(raised, at)
    return len(raised)


def _ordinal(judged: Judged) -> int:
    return int(judged.document["prior"]["demerits"]) + 1


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
        _tell([row], at)


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


def _tell(raised: Sequence[StaffProposal], at: datetime) -> None:
    if not raised:
        return
    readers = [user.pk for user in users_with_role(Role.GENERAL_MANAGER)]
    messages = [
        Message(
            user_id=reader,
            key=f"staff-proposal:{row.pk}:{row.version}",
            title=f"决定{row.employee.name}的{row.get_kind_display()}建议",
            body=row.fact,
            url=reverse("decide_staff_proposal", args=[row.pk]),
        )
        for row in raised
        for reader in readers
    ]
    notify_many(messages=messages, at=at)
    record_events(
        facts=[
            EventFacts(
                stream=row.employee.stream,
                verb="raise_proposal",
                text=f"提请{row.get_kind_display()}，由总经理决定\n{row.fact}",
                clause=row.clause,
            )
            for row in raised
        ],
        by=None,
        at=at,
    )
