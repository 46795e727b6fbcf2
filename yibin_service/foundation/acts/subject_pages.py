"""The page of one act on a numbered thing that has a page of its own: headed by it, leading back to it."""

from typing import Any

from .pages import ActPage
from .services import Answer


class SubjectActPage(ActPage):
    """An act at `/…/<number>/<verb>/`. A subclass writes `find`: the thing for this person, or NotFound."""

    def find(self, number: str) -> Any:
        raise NotImplementedError(f"{type(self).__name__}.find")

    def load(self, **kwargs: Any) -> Any:
        return self.find(kwargs["number"])

    def headline(self) -> str:
        """What the act is about, under the title."""
        return f"{self.subject.number} · {self.subject.customer}"

    def consequences(self) -> list[str]:
        """What the act leads to, a sentence each: shown beside the form and asked before it is sent."""
        return []

    def page_context(self) -> dict[str, Any]:
        return {
            "case": self.subject,
            "subject_line": self.headline(),
            "back_url": self.subject.get_absolute_url(),
            "consequences": self.consequences(),
        }

    def done(self, message: str, **body: Any) -> Answer:
        """The answer of an act: back to the thing's page, with the strip 「已…」."""
        return Answer(
            url=self.subject.get_absolute_url(),
            message=message,
            body={"case": self.subject.number, "message": message, **body},
        )
