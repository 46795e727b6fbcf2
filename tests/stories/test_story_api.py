"""The month of `figures.py` played through the REST API by every role, to the workbook of the sealed report."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from rest_framework.test import APIClient

from tests.evidence import picture
from tests.stories import figures
from tests.stories.beat import played
from tests.stories.script import Step
from tests.stories.workbook import differences
from tests.world import World

HIDDEN = ("step", "proposal", "determination", "finding", "seen_version")


@pytest.mark.django_db(transaction=True)
def test_three_cases_played_by_program_come_to_the_figures_worked_out_by_hand(
    world: World, travel_to: Callable
) -> None:
    for step in played(world, travel_to):
        act(world, step)
    reader = program(world, "enterprise_management")
    report = reader.get("/api/reports/2026-10/").json()["report"]
    book = load_workbook(io.BytesIO(content(reader.get(f"/api/files/{report['workbook']}/"))))
    assert differences(book, figures.WORKBOOK) == []
    assert notices(reader) == figures.NOTICES


def act(world: World, step: Step) -> None:
    """Read the form, then send it with what the page would have carried along; twice, as a lost answer would."""
    client, address = program(world, step.who), f"/api{step.address}"
    form = client.get(address)
    assert form.status_code == 200, (step, form.json())
    body = dict(step.fields)
    body |= {name: kind["value"] for name, kind in form.json()["fields"].items() if name in HIDDEN and kind["value"]}
    body |= {step.rows_name: list(step.rows)} if step.rows_name else {}
    body |= {name: [upload(client, file)] for name, file in step.files.items()}
    body |= {step.button[0]: step.button[1]} if step.button else {}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = client.post(address, body, format="json", headers=key)
    assert first.status_code in {200, 201}, (step, first.json())
    again = client.post(address, body, format="json", headers=key)
    assert again.json() == first.json() | {"repeated": True}, step


def program(world: World, who: str) -> APIClient:
    client = APIClient()
    client.force_login(world.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: APIClient, name: str) -> str:
    file = SimpleUploadedFile(name, picture(colour="teal"), "image/jpeg")
    answer = client.post("/api/files/", {"file": file}, format="multipart")
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def notices(reader: APIClient) -> dict[str, tuple[str, str]]:
    rows = reader.get("/api/notices/").json()["results"]
    return {row["number"]: (row["unit_name"], row["amount"]) for row in rows}
