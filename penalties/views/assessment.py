"""试算: a case judged from typed facts or a pasted document, with its derivation. Nothing is saved."""

from typing import Any

from penalties.forms.assessment import CaseForm, settlement_rows
from penalties.rules.result import CaseResult
from penalties.selectors.assessment import assess_document
from penalties.views.assessment_shown import shown
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.regulation.assess_page import AssessPage
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.versions import VersionBook


class AssessCasePage(AssessPage):
    """The case's form."""

    template_name = "penalties/assessment.html"
    family, form_class, list_key = Family.AFTER_SALES, CaseForm, "settlements"

    def usual(self) -> dict[str, Any]:
        return super().usual() | {"as_of": f"{database_now():%Y-%m-%dT%H:%M:%S}"}

    def rows_of(self, sent: Any = None) -> Any:
        return settlement_rows(sent)

    def judge(self, document: Any, versions: VersionBook) -> CaseResult:
        return assess_document(document, versions)

    def shown(self, result: CaseResult | None) -> dict[str, Any]:
        return {"result": result and shown(result)}
