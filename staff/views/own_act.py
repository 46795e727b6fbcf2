"""The page of an act of field work: leads back to its list, and knows the person's row on the payroll."""

from typing import Any, ClassVar

from django.urls import reverse

from staff.models import Employee
from staff.selectors.field_people import own_employee
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.services import Answer


class FieldActPage(ActPage):
    """`back_name` is the URL name of the list it leads back to, under `back_words`."""

    template_name = "staff/field_act.html"
    back_name: ClassVar[str] = ""
    back_words: ClassVar[str] = ""
    # Which kept form of the phone this is: then it may be sent without network and goes out once, later.
    kept_as: ClassVar[str] = ""

    def load(self, **kwargs: Any) -> Any:
        """Nothing is there yet."""

    def back_url(self) -> str:
        return reverse(self.back_name)

    def headline(self) -> str:
        return ""

    def consequences(self) -> list[str]:
        return []

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": self.headline(),
            "back_url": self.back_url(),
            "back_words": self.back_words,
            "consequences": self.consequences(),
            "kept_as": self.kept_as,
        }

    def done(self, message: str, url: str = "", **body: Any) -> Answer:
        return Answer(url=url or self.back_url(), message=message, body=body)


class OwnActPage(FieldActPage):
    """An act of a person on the payroll."""

    employee: Employee

    def authorise(self) -> None:
        super().authorise()
        self.employee = own_employee(self.user)
