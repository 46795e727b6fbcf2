"""The page of one act on one case: loads it for this person, heads it, leads back to the case."""

from cases.models import Case
from cases.selectors.visibility import case_for
from yibin_service.foundation.acts.subject_pages import SubjectActPage


class CaseActPage(SubjectActPage):
    """An act at `/cases/<number>/<verb>/`. Somebody else's case is not found, whatever the verb."""

    subject: Case

    def find(self, number: str) -> Case:
        return case_for(self.user, number)
