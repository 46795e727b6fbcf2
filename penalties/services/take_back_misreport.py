"""撤销认定: take back a confirmed false report with all that followed from it (P.四.5, P.一.5)."""

from datetime import datetime

from django.db import transaction

from cases.models import Misreport
from cases.services.annul_misreport import annul_misreport, check_annullable
from cases.services.lock_case import lock_case, touch_case
from penalties.selectors.case_facts import source_of
from penalties.selectors.ledger_state import entries_from
from penalties.services.guards import check_reason
from penalties.services.lock_ledger import lock_ledger
from penalties.services.reverse_entry import Reversal, undo
from penalties.services.tell_annulled_notice import tell_annulled_notice
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require


@transaction.atomic
def take_back_misreport(
    *, misreport: Misreport, reason: str, by: User, at: datetime, seen_version: int | None = None
) -> Reversal:
    """The finding falls, once: 销售处's fine, where one was posted, is reversed as any entry is; the bonus is paid back.

    Payroll sees it in the month then open, the people of a released notice are told. Returns what the ledger got, empty
    where nobody was fined. Raises StalePage, NotConfirmed, OwnMisreport, ReasonMissing.
    """
    require(by, Verb.ANNUL_MISREPORT)
    case = lock_case(case_id=misreport.case_id, seen_version=seen_version)
    rows = Misreport.objects.select_related("member__unit", "member__user", "annulled_by", "case__customer")
    misreport = rows.get(pk=misreport.pk)
    check_annullable(misreport, by)
    reason = check_reason(reason, "撤销的理由")
    lock_ledger()
    entries = entries_from(case, source_of(misreport))
    if entries:
        reversal = undo(case=case, entry=entries[0], fact=misreport, reason=reason, by=by, at=at)
    else:
        reversal = Reversal((), ())
        annul_misreport(misreport, reason=reason, by=by, at=at)
        tell_annulled_notice(misreport, at=at)
    touch_case(case)
    return reversal
