"""`manage.py assess_attendance FILE`: judge employees' months from their punches (docs/contract.md)."""

from typing import Any

from staff.rules.document import read_month
from staff.rules.month import assess_month
from yibin_service.foundation.regulation.assess_command import AssessCommand
from yibin_service.foundation.regulation.versions import VersionBook


class Command(AssessCommand):
    help = "Judge one employee's month or a list of them and print the results as a JSON list."

    def judge(self, raw: Any, versions: VersionBook) -> dict[str, Any]:
        return assess_month(*read_month(raw, versions)).to_json()
