"""Acts by program: the page's form and deed, once under a key; who may come in at all."""

import json
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from rest_framework.authtoken.models import Token

from cases.models import Case, Evidence, HandlingOpinion, OpinionState, TeamProposal, Triage
from tests.cases_made import give_determination, give_report, give_team, make_case, ready_case, submitted
from tests.evidence import picture
from tests.views.acting import client_of
from tests.world import World, at
from yibin_service.foundation.access.services.issue_token import issue_token, revoke_token
from yibin_service.foundation.acts.models import Event

from .programs import get, post, send

pytestmark = pytest.mark.django_db
NOW = at("2026-10-12 10:00")


@pytest.fixture(autouse=True)
def _in_october(travel_to: Any) -> None:
    travel_to(NOW)


def triage(**changes: Any) -> dict[str, Any]:
    return {"direct_loss": "36000.00", "is_liability_clear": "yes", **changes}


def form_of(world: World, who: str, case: Case, verb: str) -> Any:
    return get(world, who, f"cases/{case.number}/{verb}/").json()


def test_an_act_is_done_once_under_its_key(world: World) -> None:
    case, key = make_case(world), str(uuid.uuid4())
    fields = form_of(world, "tech_engineer", case, "triage-case")["fields"]
    body = {name: told["choices"][0]["value"] if told["choices"] else told["value"] for name, told in fields.items() if told["required"]}
    body |= {"seen_version": case.version}
    first, second = (post(world, "tech_engineer", f"cases/{case.number}/triage-case/", body, key) for _ in range(2))
    assert first.status_code == 200, first.content
    assert (first.json()["repeated"], second.json()["repeated"], Triage.objects.filter(case=case).count()) == (False, True, 1)
    assert first.json()["message"].startswith("已")


def test_rows_are_sent_as_a_list_of_objects(world: World) -> None:
    case = make_case(world, tier="major")
    members = [
        {"user": world.users["tech_engineer2"].pk, "discipline": "engineer", "is_leader": True},
        {"user": world.users["qc_head"].pk, "discipline": "quality", "is_leader": False},
        {"name": "张师傅", "unit": world.unit["workshop_4"].pk, "discipline": "equipment"},
    ]
    choices = [key for key, _ in TeamProposal.members.rel.related_model._meta.get_field("discipline").choices]
    members[2]["discipline"] = choices[0]
    answer = post(world, "tech_engineer", f"cases/{case.number}/propose-team/", {"members": members, "reason": "重大"})
    assert answer.status_code == 200, answer.content
    team = TeamProposal.objects.get(case=case)
    assert [(row.name, row.is_leader) for row in team.members.order_by("pk")][0] == ("李志远", True)
    assert team.members.count() == 3


def test_a_program_must_say_which_of_two_acts_it_means(world: World) -> None:
    case = make_case(world, tier="major")
    proposal = give_team(case, world, state="proposed", decided_by=None, decided_at=None)
    address = f"cases/{case.number}/decide-team/"
    told = form_of(world, "deputy_gm", case, "decide-team")
    assert (told["buttons"], told["fields"]["proposal"]["value"]) == ({"decision": ["approve", "return"]}, proposal.pk)
    for decision in ({}, {"decision": "yes"}, {"decision": True}, {"decision": ["approve"]}):
        answer = post(world, "deputy_gm", address, {"proposal": proposal.pk, **decision})
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["decision"])
    assert post(world, "deputy_gm", address, {"proposal": proposal.pk, "decision": "approve"}).json()["state"] == "approved"


def test_lists_and_truths_reach_the_determination(world: World) -> None:
    case = make_case(world, tier="major")
    give_team(case, world)
    give_report(case, world)
    body = {"cause": "transport", "is_sales_mistake": True, "forced_by": [], "missing_evidence_reason": "承运方未留单据"}
    answer = post(world, "tech_engineer", f"cases/{case.number}/propose-determination/", body)
    assert answer.status_code == 200, answer.content
    assert case.determinations.get().is_sales_mistake is True
    wrong = post(world, "tech_engineer", f"cases/{case.number}/propose-determination/", body | {"is_sales_mistake": "no"})
    assert wrong.json()["fields"] == {"is_sales_mistake": ["请送 true 或 false"]}


def test_a_draft_is_kept_or_submitted_as_said(world: World) -> None:
    case = ready_case(world, tier="minor", loss="800.00")
    body = {"is_compensable": "yes", "text": "退回一卷", "return_ceiling": "0.08万"}
    for then, state in (("save", OpinionState.DRAFT), ("submit", OpinionState.APPROVED)):
        answer = post(world, "tech_engineer", f"cases/{case.number}/draft-opinion/", body | {"then": then})
        assert answer.status_code == 200, answer.content
        assert str(HandlingOpinion.objects.filter(case=case).last().return_ceiling) == "800.00"  # type: ignore[union-attr]
        assert HandlingOpinion.objects.filter(case=case).last().state == state  # type: ignore[union-attr]


def test_a_version_seen_before_a_change_is_refused_with_409(world: World) -> None:
    case = ready_case(world)
    opinion = submitted(case, world)
    case.refresh_from_db()
    step = opinion.steps.get(position=1)
    body = {"step": step.pk, "decision": "approve", "seen_version": case.version - 1}
    answer = post(world, "deputy_gm", f"cases/{case.number}/decide-step/", body)
    assert (answer.status_code, "message" in answer.json()) == (409, True)
    again = post(world, "deputy_gm", f"cases/{case.number}/decide-step/", body | {"seen_version": case.version})
    assert again.status_code == 200, again.content


def test_an_act_in_flight_answers_409(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(**_: Any) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("yibin_service.foundation.acts.api.perform_act", stuck)
    case = make_case(world)
    answer = post(world, "tech_engineer", f"cases/{case.number}/acknowledge-receipt/")
    assert (answer.status_code, "没有重复" in answer.json()["message"]) == (409, True)


def test_an_act_out_of_step_is_told_by_get_and_post_alike(world: World) -> None:
    case = make_case(world)
    for answer in (
        get(world, "tech_engineer", f"cases/{case.number}/submit-opinion/"),
        post(world, "tech_engineer", f"cases/{case.number}/submit-opinion/"),
    ):
        assert answer.status_code in {409, 422} and answer.json()["message"]


def test_what_is_said_before_the_form_is_read_is_who_and_what(world: World) -> None:
    case = make_case(world)
    nonsense = {"nonsense": 1}
    assert post(world, "auditor", f"cases/{case.number}/triage-case/", nonsense).status_code == 403
    assert post(world, "tech_engineer", "cases/SH-2026-9999/triage-case/", nonsense).status_code == 404
    assert post(world, "tech_engineer", f"cases/{case.number}/triage-case/", nonsense).status_code == 422


def test_a_file_is_uploaded_once_and_taken_by_an_act(world: World) -> None:
    case, program, key = make_case(world, tier="major"), client_of(world, "tech_engineer"), str(uuid.uuid4())

    def upload() -> Any:
        file = SimpleUploadedFile("洞穿.jpg", picture(), content_type="image/jpeg")
        return program.post("/api/files/", {"file": file}, headers={"Idempotency-Key": key})

    first, second = upload(), upload()
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    body = {"kind": "defect", "uploads": [first.json()["id"]], "caption": "第一卷"}
    assert post(world, "tech_engineer2", f"cases/{case.number}/add-evidence/", body).status_code == 422
    answer = post(world, "tech_engineer", f"cases/{case.number}/add-evidence/", body)
    assert answer.status_code == 200, answer.content
    assert str(Evidence.objects.get(case=case).attachment_id) == first.json()["id"]


def test_uploads_that_are_none_are_told(world: World) -> None:
    program = client_of(world, "tech_engineer")
    assert program.post("/api/files/", {}).status_code in {400, 422}
    assert program.post("/api/files/", {"file": "text"}).status_code in {400, 422}
    renamed = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00" + b"\0" * 64, content_type="image/jpeg")
    answer = program.post("/api/files/", {"file": renamed})
    assert (answer.status_code, bool(answer.json()["message"])) == (422, True)
    assert send(program, "files/", {"file": "x"}).status_code == 415


def test_a_token_opens_the_api_until_it_is_taken_back(world: World, client: Client) -> None:
    user = world.users["tech_head"]
    first = issue_token(user=user, by=user, at=NOW)
    second = issue_token(user=user, by=user, at=NOW)
    asked = [client.get("/api/me/", headers={"Authorization": f"Token {key}"}).status_code for key in (first, second)]
    assert (asked, Token.objects.filter(user=user).count()) == ([401, 200], 1)
    assert revoke_token(user=user, by=user, at=NOW) is True
    assert client.get("/api/me/", headers={"Authorization": f"Token {second}"}).status_code == 401
    trail = Event.objects.filter(stream=f"user:{user.pk}")
    assert ([event.verb for event in trail], any(second in event.text for event in trail)) == (
        ["issue_token", "issue_token", "revoke_token"],
        False,
    )


def test_a_token_of_a_closed_account_opens_nothing(world: World, client: Client) -> None:
    user = world.users["tech_head"]
    key = issue_token(user=user, by=user, at=NOW)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/api/me/", headers={"Authorization": f"Token {key}"}).status_code == 401


def test_a_password_that_must_be_changed_shuts_the_token_too(world: World, client: Client) -> None:
    user = world.users["tech_head"]
    key = issue_token(user=user, by=user, at=NOW)
    type(user).objects.filter(pk=user.pk).update(must_change_password=True)
    answer = client.get("/api/me/", headers={"Authorization": f"Token {key}"})
    assert (answer.status_code, "改密码" in answer.json()["message"]) == (403, True)


def test_the_command_prints_a_token_and_takes_it_back(world: World, client: Client) -> None:
    out = StringIO()
    call_command("create_token", "tech_head", stdout=out)
    assert client.get("/api/me/", headers={"Authorization": f"Token {out.getvalue().strip()}"}).status_code == 200
    call_command("create_token", "tech_head", "--revoke", stdout=StringIO(), stderr=StringIO())
    assert not Token.objects.exists()
    with pytest.raises(CommandError, match="nobody"):
        call_command("create_token", "nobody")


def test_ones_own_page_gives_and_ends_a_token(world: World) -> None:
    browser = client_of(world, "tech_head")
    shown = browser.post("/me/token/")
    assert Token.objects.get().key in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert Token.objects.get().key not in browser.get("/me/").content.decode()
    browser.post("/me/token/end/")
    assert not Token.objects.exists()


def test_a_session_acts_only_with_its_csrf_token(world: World) -> None:
    case = make_case(world)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.users["tech_engineer"], backend="django.contrib.auth.backends.ModelBackend")
    answer = send(browser, f"cases/{case.number}/acknowledge-receipt/", {})
    assert answer.status_code == 403 and answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "5", '"x"', "[]", '{"a": 1, "a": 2}', '{"a": NaN}', '{"a": "\\ud800"}', "[" * 100_000, b"\xff\xfe"],
)
def test_a_body_that_is_no_object_is_told(world: World, body: Any) -> None:
    case = make_case(world)
    answer = send(client_of(world, "tech_engineer"), f"cases/{case.number}/waive-site-visit/", body)
    assert answer.status_code in {400, 422}, answer.content
    assert answer.json()["message"]


def test_a_body_of_many_megabytes_is_told(world: World) -> None:
    body = json.dumps({"reason": "长" * 2_000_000})
    answer = send(client_of(world, "tech_engineer"), f"cases/{make_case(world).number}/waive-site-visit/", body)
    assert (answer.status_code, "太长" in answer.json()["message"]) == (400, True)


def test_forms_are_no_json(world: World) -> None:
    answer = client_of(world, "tech_engineer").post("/api/cards/", {"batch_no": "x"})
    assert (answer.status_code, "JSON" in answer.json()["message"].upper()) == (415, True)


def test_a_determination_is_confirmed_by_another(world: World) -> None:
    case = make_case(world, tier="major")
    row = give_determination(case, world)
    row.state, row.decided_by, row.decided_at = "proposed", None, None
    row.save()
    body = {"determination": row.pk, "decision": "confirm"}
    assert post(world, "tech_engineer", f"cases/{case.number}/confirm-determination/", body).status_code == 403
    assert post(world, "tech_head", f"cases/{case.number}/confirm-determination/", body).json()["state"] == "confirmed"
