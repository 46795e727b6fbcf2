"""What the pages of acts of attendance share: facts above the form, consequences beside it, the way back."""

from datetime import date
from typing import Any, TypeVar

from django.urls import reverse

from staff.models import Employee
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.services import Answer

Found = TypeVar("Found")
NOT_THERE = "没有这一条，或您无权查看"


class AttendanceActPage(ActPage):
    """An act of attendance that leads back to a sheet or the list."""

    template_name = "staff/attendance_act.html"

    def load(self, **kwargs: Any) -> Any:
        return None

    def initial(self) -> dict[str, Any]:
        return {"seen_version": getattr(self.subject, "version", None)}

    def back(self) -> str:
        return reverse("attendance")

    def facts(self) -> list[tuple[str, str]]:
        """What the act is about, as label and text."""
        return []

    def consequences(self) -> list[str]:
        return []

    def page_context(self) -> dict[str, Any]:
        return {
            "back_url": self.back(),
            "back_words": "回到考勤",
            "facts": self.facts(),
            "consequences": self.consequences(),
        }

    def done(self, message: str) -> Answer:
        return Answer(url=self.back(), message=message, body={"message": message})


def sheet_of(employee: Employee, month: date) -> str:
    """The address of a person's month."""
    return reverse("attendance_sheet", args=[f"{month:%Y-%m}", employee.number])


def found(row: Found | None) -> Found:
    """The row, or NotFound."""
    if row is None:
        raise NotFound(NOT_THERE)
    return row
