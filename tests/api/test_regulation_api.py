"""Regulation versions over HTTP: read by all, drafted by one, enacted by another."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.world import World, at

pytestmark = pytest.mark.django_db
HEAD = {"title": "售后制度（2027）", "effective_from": "2027-01-01", "note": ""}


@pytest.fixture
def call(client: Client, world: World, travel_to: Any) -> Any:
    travel_to(at("2026-11-20 10:00"))

    def post(who: str, path: str, body: dict[str, Any], key: str | None = None) -> Any:
        client.force_login(world.users[who])
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        address = f"/api/regulation/versions/{path}/"
        return client.post(address, json.dumps(body), content_type="application/json", headers=headers)

    return post


def draft(call: Any, key: str | None = None) -> Any:
    return call("enterprise_management", "P-试行/draft", HEAD | {"code": "P-2027"}, key)


def test_versions_are_listed_and_read_with_their_parameters(client: Client, world: World) -> None:
    client.force_login(world.users["auditor"])
    listed = client.get("/api/regulation/").json()["results"]
    assert [version["code"] for version in listed] == ["P-试行", "S-初版"]
    version = client.get("/api/regulation/versions/P-试行/").json()
    assert version["parameters"][0] | {"note": ""} == {
        "key": "card_filing_hours",
        "value": "72",
        "unit": "小时",
        "clause": "P.二.1",
        "title": "信息卡送达期限",
        "is_reading": False,
        "note": "",
    }


def test_an_unknown_version_is_not_found(client: Client, world: World) -> None:
    client.force_login(world.users["auditor"])
    assert client.get("/api/regulation/versions/P-没有/").status_code == 404


def test_a_version_is_drafted_edited_and_enacted(call: Any, client: Client) -> None:
    assert draft(call).status_code == 200
    edited = call("enterprise_management", "P-2027/edit", HEAD | {"card_filing_hours": "48", "seen_version": 0})
    assert (edited.status_code, edited.json()["revision"]) == (200, 1)
    enacted = call("deputy_gm", "P-2027/enact", {"approval": "宜纸办〔2026〕31号", "seen_version": 1})
    assert enacted.status_code == 200
    version = client.get("/api/regulation/versions/P-2027/").json()
    values = {parameter["key"]: parameter["value"] for parameter in version["parameters"]}
    assert (version["status"], values["card_filing_hours"], values["reply_fine"]) == ("enacted", "48", "200.00")


def test_the_same_key_drafts_once(call: Any) -> None:
    key = str(uuid.uuid4())
    assert draft(call, key).json()["repeated"] is False
    assert draft(call, key).json()["repeated"] is True


def test_faulty_values_are_told_by_their_keys(call: Any) -> None:
    draft(call)
    answer = call("enterprise_management", "P-2027/edit", HEAD | {"card_filing_hours": "三天", "seen_version": 0})
    assert answer.status_code == 422
    assert answer.json()["fields"]["card_filing_hours"] == ["请填整数"]


def test_a_parameter_that_does_not_exist_is_told(call: Any) -> None:
    draft(call)
    answer = call("enterprise_management", "P-2027/edit", HEAD | {"bonus": "1", "seen_version": 0})
    assert answer.status_code == 422 and "bonus" in answer.json()["fields"]


def test_others_neither_draft_nor_enact(call: Any) -> None:
    assert call("deputy_gm", "P-试行/draft", HEAD | {"code": "P-2027"}).status_code == 403
    draft(call)
    assert call("enterprise_management", "P-2027/enact", {"approval": "x"}).status_code == 403


def test_a_program_settles_what_was_to_be_settled(call: Any, client: Client) -> None:
    head = {"title": "人员制度（2027）", "effective_from": "2027-01-01", "note": ""}
    assert call("service_manager", "S-初版/draft", head | {"code": "S-2027"}).status_code == 200
    edited = call("service_manager", "S-2027/edit", head | {"standing_grade_a_from": "settled", "seen_version": 0})
    assert (edited.status_code, edited.json()["revision"]) == (200, 1)
    rows = {row["key"]: row for row in client.get("/api/regulation/versions/S-2027/").json()["parameters"]}
    assert "待核定" not in rows["grade_a_from"]["note"] and "待核定" in rows["grade_b_from"]["note"]
    assert rows["grade_a_from"]["is_reading"] is True
    wrong = call("service_manager", "S-2027/edit", head | {"standing_attendance_fine": "settled", "seen_version": 1})
    assert wrong.status_code in {400, 422}
