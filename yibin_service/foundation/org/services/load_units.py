"""Bring in the units and paper machines that the mill begins with."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from yibin_service.foundation.org.models import PaperMachine, Unit, UnitName

FIXTURE = Path(__file__).resolve().parents[4] / "fixtures" / "org" / "units.json"


@transaction.atomic
def load_units(*, path: Path = FIXTURE) -> int:
    """Add the units, names and machines of the file that are missing; what the site has since changed stays.

    Gives the number of rows added: 0 when it has been run before.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    added = sum(_add_unit(entry, place) for place, entry in enumerate(content["units"]))
    return added + sum(_add_machine(entry) for entry in content["machines"])


def _add_unit(entry: dict[str, Any], place: int) -> int:
    unit, is_new = Unit.objects.get_or_create(
        code=entry["code"], defaults={"kind": entry["kind"], "name": entry["name"], "position": place}
    )
    if is_new:
        UnitName.objects.create(unit=unit, name=entry["name"], effective_from=date.fromisoformat(entry["from"]))
    return int(is_new)


def _add_machine(entry: dict[str, Any]) -> int:
    _, is_new = PaperMachine.objects.get_or_create(
        number=entry["number"],
        defaults={"workshop": Unit.objects.get(code=entry["workshop"]), "roll_prefix": entry["roll_prefix"]},
    )
    return int(is_new)
