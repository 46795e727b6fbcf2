"""The description of the API: whole, sound, made of the forms, drawn without anything from outside."""

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.views.acting import client_of
from tests.world import World
from yibin_service.desk.api.registry import OF_BROWSERS, act_pages


@pytest.fixture(scope="module")
def schema() -> Any:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_schema_is_sound_and_made_without_a_warning(schema: Any) -> None:
    validate_schema(schema)
    assert not GENERATOR_STATS._warn_cache and not GENERATOR_STATS._error_cache


def test_every_act_has_an_endpoint_with_its_key_and_its_fields(schema: Any) -> None:
    described = {item["post"]["operationId"]: item["post"] for item in schema["paths"].values() if "post" in item}
    for _, name, page in act_pages():
        if name in OF_BROWSERS:
            continue
        act = described[name]
        body = act["requestBody"]["content"]["application/json"]["schema"]
        assert set(page.form_class.base_fields) - {"act_id"} <= set(body["properties"]), name
        assert body["additionalProperties"] is False
        assert "Idempotency-Key" in [one["name"] for one in act["parameters"]], name


def test_a_card_is_described_with_its_rolls(schema: Any) -> None:
    body = schema["paths"]["/api/cards/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"roll_no", "tonnes"} <= set(body["properties"]["lines"]["items"]["properties"])
    assert body["properties"]["estimated_loss"]["format"] == "decimal"
    assert "batch_no" in body["required"]


@pytest.mark.django_db
def test_the_page_lists_every_endpoint(world: World, schema: Any) -> None:
    page = client_of(world, "tech_engineer").get("/api/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert all(f">{path}</code>" in text for path in schema["paths"])


@pytest.mark.django_db
def test_the_schema_is_for_those_who_have_logged_in(world: World, client: Any) -> None:
    assert client.get("/api/schema/").status_code == 401
    assert client.get("/api/docs/").status_code == 302
    assert client_of(world, "auditor").get("/api/schema/").status_code == 200
