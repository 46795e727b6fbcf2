"""Every requirement is pinned exactly, and what they pull in is pinned too."""

import re
from importlib import metadata

import pytest

from .sources import ROOT

LISTS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[A-Za-z0-9,._-]+\])?==(?P<version>[A-Za-z0-9.+!]+)$")


def _lines(name: str) -> list[str]:
    lines = (line.strip() for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def _pins(name: str) -> dict[str, str]:
    found = (PIN.match(line) for line in _lines(name))
    return {re.sub(r"[-_.]+", "-", match["name"]).lower(): match["version"] for match in found if match}


@pytest.mark.parametrize("name", [*LISTS, "constraints.txt"])
def test_every_line_is_an_exact_pin(name: str):
    assert [line for line in _lines(name) if not PIN.match(line)] == []


@pytest.mark.parametrize("name", LISTS)
def test_the_constraints_say_the_same_as_the_requirements(name: str):
    constraints = _pins("constraints.txt")
    assert {each: version for each, version in _pins(name).items() if constraints.get(each) != version} == {}


def test_everything_installed_beside_them_is_pinned_too():
    installed = {re.sub(r"[-_.]+", "-", each.name).lower() for each in metadata.distributions()}
    assert installed - _pins("constraints.txt").keys() - {"pip", "setuptools", "wheel"} == set()
