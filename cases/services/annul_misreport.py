"""Take back a confirmed false report whose ledger entry was reversed (P.一.5)."""

from datetime import datetime

from cases.models import Misreport, MisreportState
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.services import record_event


def annul_misreport(misreport: Misreport, *, reason: str, by: User, at: datetime) -> None:
    """It stands no longer: neither fine nor withheld bonus; one taken already is paid back. In the caller's transaction, under the case's lock."""
    misreport.state, misreport.comment, misreport.annulled_at = MisreportState.REFUSED, reason[:400], at
    misreport.save(update_fields=["state", "comment", "annulled_at"])
    text = f"撤销对{misreport.member.name}弄虚作假的确认，奖金不再扣发，已扣的退还"
    record_event(stream=misreport.case.stream, verb="annul_misreport", text=text, by=by, at=at)
