"""The assessment commands read enacted versions where the database answers."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from tests.rules.made import case, judge
from tests.world import World, at
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion

pytestmark = pytest.mark.django_db


class Said(io.StringIO):
    """A standard output or error that is kept."""


def assess(document: Any, path: Any) -> tuple[int, str, str]:
    path.write_text(json.dumps(document), encoding="utf-8")
    out, told = Said(), Said()
    try:
        call_command("assess", str(path), stdout=out, stderr=told)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), told.getvalue()
    return 0, out.getvalue(), told.getvalue()


def version_of_2027(status: str) -> None:
    model = RegulationVersion.objects.get(code="P-试行")
    version = RegulationVersion.objects.create(
        family="P", code="P-2027", title="x", effective_from="2027-01-01", drafted_at=at("2026-11-01 09:00")
    )
    for value in model.parameters.all():
        text = "24" if value.key == "card_filing_hours" else value.value
        ParameterValue.objects.create(
            version=version, key=value.key, value=text, clause=value.clause, title=value.title, position=value.position
        )
    if status == "enacted":
        version.status, version.enacted_at = "enacted", at("2026-11-01 10:00")
        version.save()


def test_a_version_known_only_to_the_database_is_found_without_a_notice(world: World, tmp_path: Any) -> None:
    version_of_2027("enacted")
    status, out, told = assess(case(regulation="P-2027"), tmp_path / "case.json")
    assert (status, told) == (0, "")
    (result,) = json.loads(out)
    assert result["deadlines"][0]["due_at"] == "2026-10-06T09:00:00+08:00"


def test_a_draft_is_an_unknown_code(world: World, tmp_path: Any) -> None:
    version_of_2027("draft")
    status, out, told = assess(case(regulation="P-2027"), tmp_path / "case.json")
    assert (status, out) == (2, "")
    assert told.splitlines() == ["regulation: is not the code of an enacted version"]


def test_an_empty_database_is_told_and_the_files_are_read(tmp_path: Any) -> None:
    status, out, told = assess(case(), tmp_path / "case.json")
    assert (status, json.loads(out)) == (0, [judge(case())])
    assert told.startswith("# the database holds no enacted versions")
