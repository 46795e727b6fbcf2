"""Parameters younger than a version: it holds what is assumed for them, shows them, and hands them to drafts made from it."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from .models import ParameterValue, RegulationVersion
from .parameter_keys import DEFINITIONS, ParameterKey
from .parameters import is_unsettled
from .versions import fixture_documents


@cache
def described(family: str) -> dict[str, dict[str, Any]]:
    """How the product's own files describe each parameter, in the order they are shown."""
    documents = [document for document in fixture_documents() if document.family == family]
    return {row["key"]: row for document in documents for row in document.parameters}


def settled_once() -> tuple[str, ...]:
    """The keys the product's own files mark 待核定: a version may settle them."""
    return tuple(key for family in DEFINITIONS for key, row in described(family).items() if is_unsettled(row["note"]))


def with_newer(version: RegulationVersion, rows: Iterable[ParameterValue]) -> list[ParameterValue]:
    """The rows of the version, and one, not stored, for every key that came after it; placed as in the product's files."""
    found = list(rows)
    there = {row.key for row in found}
    newer = [key for key, one in DEFINITIONS[version.family].items() if one.assumed is not None and key not in there]
    if not newer:
        return found
    found += [_assumed(version, key) for key in newer]
    places = {key: place for place, key in enumerate(described(version.family))}
    return sorted(found, key=lambda row: (places.get(row.key, len(places)), row.position))


def _assumed(version: RegulationVersion, key: ParameterKey) -> ParameterValue:
    told = described(version.family)[key]
    return ParameterValue(
        version=version,
        key=str(key),
        value=DEFINITIONS[version.family][key].assumed,
        unit=told["unit"],
        clause=told["clause"],
        title=told["title"],
        is_reading=told["reading"],
        note=told["note"],
        position=0,
    )
