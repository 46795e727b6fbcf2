"""The page of one act on one case: loads it for this person, heads it, leads back to the case."""

from typing import Any

from cases.models import Case
from cases.selectors.visibility import case_for
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.services import Answer


class CaseActPage(ActPage):
    """An act at `/cases/<number>/<verb>/`. Somebody else's case is not found, whatever the verb."""

    subject: Case

    def load(self, **kwargs: Any) -> Case:
        return case_for(self.user, kwargs["number"])

    def page_context(self) -> dict[str, Any]:
        return {
            "case": self.subject,
            "subject_line": f"{self.subject.number} · {self.subject.customer}",
            "back_url": self.subject.get_absolute_url(),
            "consequences": self.consequences(),
        }

    def consequences(self) -> list[str]:
        """What the act leads to, a sentence each: shown beside the form and asked before it is sent."""
        return []

    def done(self, message: str, **body: Any) -> Answer:
        """The answer of an act on this case: back to it, with the strip 「已…」."""
        return Answer(
            url=self.subject.get_absolute_url(),
            message=message,
            body={"case": self.subject.number, "message": message, **body},
        )
