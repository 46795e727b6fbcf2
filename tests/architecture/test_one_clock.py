"""Time is read once, at the edge, from the database; rules, models, selectors and services are told it."""

import ast
from pathlib import Path

from .sources import name_of, python_of_the_product

TOLD = {"rules", "services", "selectors", "models", "regulation", "reports", "importers"}
READS_A_CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}


def test_no_room_that_is_told_the_time_looks_at_a_clock():
    found = [place for path in python_of_the_product() if _is_told(path) for place in _clock_readings(path)]
    assert found == []


def _is_told(path: Path) -> bool:
    return bool(TOLD & {*path.parts, path.stem})


def _clock_readings(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (name, node.func.attr) in READS_A_CLOCK and not (name == "timezone" and node.args):
                found.append(f"{name_of(path)}:{node.lineno} {name}.{node.func.attr}()")
    return found
