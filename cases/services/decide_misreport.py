"""Confirm a false report, or find that it was none (P.四.5)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from cases.models import Case, Misreport, MisreportState
from cases.rules.misreport_errors import MisreportDecided, OwnMisreport
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_news
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.org.models import UnitKind
from yibin_service.foundation.regulation.clauses import P_4_5


@transaction.atomic
def confirm_misreport(
    *,
    misreport: Misreport,
    comment: str = "",
    transfer: str = "",
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Misreport:
    """The report stands: the member's bonus of the month is withheld and, of a salesperson, 销售处 is fined as well.

    READING: a salesperson is a member named for 销售处. The fine is posted in this transaction. Raises StalePage,
    MisreportDecided, OwnMisreport.
    """
    case, misreport = _take(misreport, by, seen_version)
    misreport.is_of_sales = misreport.member.unit.kind == UnitKind.SALES
    misreport.transfer = transfer.strip()
    _decide(misreport, MisreportState.CONFIRMED, comment.strip(), by, at)
    touch_case(case)
    text = f"确认{misreport.member.name}弄虚作假，扣发 {misreport.fact_on:%Y-%m} 奖金"
    text += f"\n岗位调整：{misreport.transfer}" if misreport.transfer else ""
    record_event(stream=case.stream, verb="confirm_misreport", text=text, by=by, at=at, clause=P_4_5.id)
    _tell(case, misreport, text, at)
    # The ledger stands above the cases: it is known by its name in the settings only.
    import_string(settings.AFTER_MISREPORT)(case=case, misreport=misreport, by=by, at=at)
    return misreport


@transaction.atomic
def refuse_misreport(
    *, misreport: Misreport, comment: str, by: User, at: datetime, seen_version: int | None = None
) -> Misreport:
    """The report does not stand; the words said stay. Raises StalePage, MisreportDecided, OwnMisreport, InvalidInput."""
    case, misreport = _take(misreport, by, seen_version)
    if not comment.strip():
        raise InvalidInput({"comment": "请写不属实的理由：它会告诉提出的人"})
    _decide(misreport, MisreportState.REFUSED, comment.strip(), by, at)
    touch_case(case)
    text = f"核实{misreport.member.name}的报告：不构成弄虚作假\n「{misreport.comment}」"
    record_event(stream=case.stream, verb="refuse_misreport", text=text, by=by, at=at, clause=P_4_5.id)
    _tell(case, misreport, text, at)
    return misreport


def _take(misreport: Misreport, by: User, seen_version: int | None) -> tuple[Case, Misreport]:
    require(by, Verb.CONFIRM_MISREPORT)
    case = lock_case(case_id=misreport.case_id, seen_version=seen_version)
    misreport = Misreport.objects.select_related("member__unit", "decided_by").get(pk=misreport.pk)
    if misreport.state != MisreportState.REPORTED:
        who = misreport.decided_by.full_title if misreport.decided_by else ""
        raise MisreportDecided(f"{who}已核实：{misreport.get_state_display()}，没有重复")
    if by.pk in {misreport.reported_by_id, misreport.member.user_id}:
        raise OwnMisreport("提出的人和被提出的人不能核实，请由另一位分管副总经理核实")
    return case, misreport


def _decide(misreport: Misreport, state: MisreportState, comment: str, by: User, at: datetime) -> None:
    misreport.state, misreport.comment = state, comment
    misreport.decided_by, misreport.decided_at = by, at
    misreport.save(update_fields=["state", "comment", "decided_by", "decided_at", "is_of_sales", "transfer"])


def _tell(case: Case, misreport: Misreport, text: str, at: datetime) -> None:
    people = {misreport.reported_by_id, misreport.member.user_id}
    users = User.objects.filter(pk__in=[pk for pk in people if pk], is_active=True)
    key = f"misreport-decided:{misreport.pk}"
    tell_news(case=case, users=users, key=key, what=text.splitlines()[0], why=misreport.comment, at=at)
