"""Take back the finding that a member reported falsely (P.四.5, P.一.5)."""

from datetime import datetime

from cases.models import Misreport, MisreportState
from cases.rules.misreport_errors import NotConfirmed, OwnMisreport
from cases.services.tell import tell_news
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clauses import P_4_5


def check_annullable(misreport: Misreport, by: User) -> None:
    """Raise NotConfirmed unless the finding stands, OwnMisreport for the member."""
    if misreport.annulled_at is not None and misreport.annulled_by is not None:
        raise NotConfirmed(f"{misreport.annulled_by.full_title}已撤销这项认定，没有重复")
    if misreport.state != MisreportState.CONFIRMED:
        raise NotConfirmed(f"这项记录{misreport.get_state_display()}，没有可撤销的认定")
    if misreport.member.user_id == by.pk:
        raise OwnMisreport("对自己的认定请由另一位分管副总经理撤销")


def annul_misreport(misreport: Misreport, *, reason: str, by: User, at: datetime) -> None:
    """It stands no longer: neither fine nor withheld bonus; one taken already is paid back. The people of it are told.

    In the caller's transaction, under the case's lock; what the ledger says of it the caller reverses.
    """
    misreport.state, misreport.annulled_at = MisreportState.REFUSED, at
    misreport.annulled_by, misreport.annul_reason = by, reason[:400]
    misreport.save(update_fields=["state", "annulled_at", "annulled_by", "annul_reason"])
    what = f"撤销对{misreport.member.name}弄虚作假的认定"
    text = f"{what}，奖金不再扣发，已扣的退还\n「{misreport.annul_reason}」"
    record_event(stream=misreport.case.stream, verb="annul_misreport", text=text, by=by, at=at, clause=P_4_5.id)
    _tell(misreport, what, at)


def _tell(misreport: Misreport, what: str, at: datetime) -> None:
    """The member, who brought it up, and who had confirmed it."""
    people = {misreport.member.user_id, misreport.reported_by_id, misreport.decided_by_id}
    users = User.objects.filter(pk__in=[pk for pk in people if pk], is_active=True)
    why = f"奖金不再扣发，已扣的退还。理由：{misreport.annul_reason}"
    tell_news(case=misreport.case, users=users, key=f"misreport-annulled:{misreport.pk}", what=what, why=why, at=at)
