"""The page of one act on a case's money."""

from typing import Any

from django.urls import reverse

from cases.models import Case
from penalties.selectors.rows import case_with_money, may_open
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.acts.subject_pages import SubjectActPage


class CaseActPage(SubjectActPage):
    """An act at `/cases/<number>/<verb>/…`. Somebody else's case is not found, whatever the verb.

    财务 opens the cases that have a claim without seeing the case's own page: it leads back to the claims.
    """

    subject: Case

    def find(self, number: str) -> Case:
        return case_with_money(self.user, number)

    def home(self) -> str:
        """Where the act leads back to."""
        url: str = self.subject.get_absolute_url()
        return url if may_open(self.user, self.subject) else reverse("claim_list")

    def page_context(self) -> dict[str, Any]:
        home = self.home()
        words = "回到案件" if home == self.subject.get_absolute_url() else "回到索赔与追偿"
        return super().page_context() | {"back_url": home, "back_words": words}

    def done(self, message: str, **body: Any) -> Answer:
        answer = super().done(message, **body)
        return Answer(url=self.home(), message=answer.message, body=answer.body)
