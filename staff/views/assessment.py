"""试算考勤: an employee's month judged from typed punches or a pasted document. Nothing is saved."""

from typing import Any

from staff.forms.assessment import MonthForm, day_rows
from staff.rules.document import read_month
from staff.rules.event_words import flag_words
from staff.rules.facts import EVENT_TITLES
from staff.rules.month import assess_month
from staff.rules.result import MonthResult
from yibin_service.foundation.regulation.assess_page import AssessPage
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.selectors import parameter_set
from yibin_service.foundation.regulation.versions import VersionBook


class AssessAttendancePage(AssessPage):
    """The month's form."""

    template_name = "staff/assessment.html"
    family, form_class, list_key = Family.STAFF, MonthForm, "days"

    def usual(self) -> dict[str, Any]:
        return super().usual() | {"shift_start": "08:30", "shift_end": "17:30"}

    def rows_of(self, sent: Any = None) -> Any:
        return day_rows(sent)

    def judge(self, document: Any, versions: VersionBook) -> MonthResult:
        return assess_month(*read_month(document, versions))

    def shown(self, result: MonthResult | None) -> dict[str, Any]:
        if result is None:
            return {"result": None}
        p = parameter_set(result.regulation)
        return {
            "result": result,
            "events": [(event, EVENT_TITLES[event.kind]) for event in result.events],
            "flags": [flag_words(flag, p) for flag in result.flags],
        }
