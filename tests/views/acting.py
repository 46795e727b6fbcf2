"""Sending an act the way a browser does."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from cases.models import Case
from tests.world import World


def client_of(world: World, who: str) -> Client:
    """A browser in which this person has logged in."""
    client = Client()
    client.force_login(world.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(case: Case, verb: str) -> str:
    return f"/cases/{case.number}/{verb}/"


def show(world: World, who: str, case: Case, verb: str) -> Any:
    return client_of(world, who).get(address(case, verb))


def send(world: World, who: str, case: Case, verb: str, **fields: Any) -> HttpResponse:
    """Post the form of the act with a fresh id and the version as it is now, unless `fields` names others."""
    case.refresh_from_db()
    data = {"act_id": str(uuid.uuid4()), "seen_version": case.version, **fields}
    return client_of(world, who).post(address(case, verb), data)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())
