"""Versions of the regulations as plain data: read from the fixture files, or handed over by a selector; picked by code or by day."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .parameters import NoVersionInForce, ParameterSet, in_force

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "regulation"
PRODUCT_RULES, STAFF_RULES = "P", "S"


class UnknownVersion(LookupError):
    """No enacted version of the regulation has that code."""


class VersionBook:
    """Every enacted version of both regulations."""

    def __init__(self, sets: Iterable[ParameterSet]) -> None:
        self._by_code = {parameter_set.code: parameter_set for parameter_set in sets}
        self._by_family = {
            family: [parameter_set for parameter_set in self._by_code.values() if parameter_set.family == family]
            for family in (PRODUCT_RULES, STAFF_RULES)
        }

    def by_code(self, family: str, code: str) -> ParameterSet:
        """The version of that code, whatever its dates. Raises UnknownVersion, also for the other regulation's code."""
        found = self._by_code.get(code)
        if found is None or found.family != family:
            raise UnknownVersion(code)
        return found

    def on(self, family: str, day: date) -> ParameterSet:
        """The version in force on a day. Raises NoVersionInForce before the first."""
        return in_force(self._by_family[family], day)

    def is_complete(self) -> bool:
        """Whether both regulations have at least one version."""
        return all(self._by_family.values())


@dataclass(frozen=True, slots=True)
class VersionDocument:
    """One fixture file: a version's head and its parameters in the order they are shown."""

    family: str
    code: str
    title: str
    effective_from: date
    approval: str
    note: str
    parameters: tuple[dict[str, Any], ...]

    def parameter_set(self) -> ParameterSet:
        """The typed set. Raises ParameterFault where the file is not complete and sound."""
        raw = {parameter["key"]: parameter["value"] for parameter in self.parameters}
        return ParameterSet(
            code=self.code, family=self.family, title=self.title, effective_from=self.effective_from, raw=raw
        )


def read_document(path: Path) -> VersionDocument:
    """One fixture file as data."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content["effective_from"] = date.fromisoformat(content["effective_from"])
    content["parameters"] = tuple(content["parameters"])
    return VersionDocument(**content)


def fixture_documents(folder: Path = FIXTURES) -> list[VersionDocument]:
    """Every version that comes with the product, by file name."""
    return [read_document(path) for path in sorted(folder.glob("*.json"))]


def fixture_book(folder: Path = FIXTURES) -> VersionBook:
    """The versions that come with the product, for use without a database."""
    return VersionBook(document.parameter_set() for document in fixture_documents(folder))


__all__ = ["FIXTURES", "NoVersionInForce", "UnknownVersion", "VersionBook", "VersionDocument", "fixture_book"]
