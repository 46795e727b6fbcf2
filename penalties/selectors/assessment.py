"""试算: one case document judged with the mill's calendar. The command, the API and the page all come here."""

from typing import Any

from penalties.rules.assess import assess
from penalties.rules.document import read_case
from penalties.rules.result import CaseResult
from yibin_service.foundation.org.selectors import CalendarUnknown, is_workday
from yibin_service.foundation.regulation.faults import FaultyDocument, Wording, fault
from yibin_service.foundation.regulation.versions import VersionBook

NO_CALENDAR = Wording("the calendar of that time is not known: {why}", "{why}")


def assess_document(raw: Any, versions: VersionBook) -> CaseResult:
    """The assessment of one document. Raises FaultyDocument with every fault; nothing is saved.

    The calendar is asked only by a version that moves last days off holidays.
    """
    facts, p = read_case(raw, versions)
    try:
        return assess(facts, p, is_workday=is_workday)
    except CalendarUnknown as unknown:
        raise FaultyDocument([fault("card_filed_at", NO_CALENDAR, why=unknown.message)]) from None
