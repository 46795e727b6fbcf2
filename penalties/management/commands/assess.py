"""`manage.py assess FILE`: judge cases from their facts (docs/contract.md)."""

from collections.abc import Callable
from typing import Any

from penalties.rules.assess import assess
from penalties.rules.document import read_case
from yibin_service.foundation.regulation.assess_command import AssessCommand
from yibin_service.foundation.regulation.versions import VersionBook


class Command(AssessCommand):
    help = "Judge one case or a list of cases and print the results as a JSON list."

    def judge(self, versions: VersionBook) -> Callable[[Any], dict[str, Any]]:
        def judged(raw: Any) -> dict[str, Any]:
            facts, p = read_case(raw, versions)
            return assess(facts, p).to_json()

        return judged
