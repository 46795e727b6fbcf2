"""`manage.py assess FILE`: judge cases from their facts (docs/contract.md)."""

from typing import Any

from penalties.selectors.assessment import assess_document
from yibin_service.foundation.regulation.assess_command import AssessCommand
from yibin_service.foundation.regulation.versions import VersionBook


class Command(AssessCommand):
    help = "Judge one case or a list of cases and print the results as a JSON list."

    def judge(self, raw: Any, versions: VersionBook) -> dict[str, Any]:
        return assess_document(raw, versions).to_json()
