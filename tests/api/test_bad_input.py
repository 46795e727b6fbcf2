"""What bad input gets, at every endpoint and every page that takes a form: words at the field, nothing saved, no 500."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.db import connection
from django.test import Client

from tests.addresses import Places, all_addresses, who_may
from tests.views.acting import client_of
from tests.world import World, at
from yibin_service.desk.api.registry import OF_BROWSERS, act_pages
from yibin_service.foundation.acts.api_content import rows_prefix, takes_several
from yibin_service.foundation.acts.pages import ActPage

from .programs import get, send

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02 10:00")
ACTS = {name: page for _, name, page in act_pages() if name not in OF_BROWSERS}
# What people and programs get wrong. The last of them are only for JSON.
BAD = (
    "", "   ", "长" * 7000, "不是数字", "-1", "1e999", "９" * 40, "0.001", "1,2,3", "NaN", "2199-12-31 23:59", "0000-00-00",
    "2026-02-30", "😀👩‍👩‍👧", "<script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "a\x00b", "\u202eabc", str(2**63), str(10**30),
    "00000000-0000-0000-0000-000000000000", "'; DROP TABLE cases_case; --", "../../etc/passwd",
)  # fmt: skip
ROUNDS, STEP = 7, 5  # 7 × 5 goes once around BAD and BAD_JSON
BAD_JSON = (None, True, False, [], [[]], {}, {"a": 1}, ["x"] * 300, 0.1, 10**40, -(10**40))


def events() -> int:
    """How much the books hold: every act that is done leaves an event."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM acts_event")
        return int(cursor.fetchone()[0])


@pytest.fixture
def places(world: World, travel_to: Any) -> Places:
    travel_to(NOW)
    return Places(world, NOW)


def fields_of(page: type[ActPage]) -> Iterator[tuple[str, forms.Field | None]]:
    yield from ((name, kind) for name, kind in page.form_class.base_fields.items() if name != "act_id")
    if rows_prefix(page.form_class):
        yield rows_prefix(page.form_class), None


def nonsense(page: type[ActPage], turn: int) -> dict[str, Any]:
    """A body whose every field is wrong in another way; after ROUNDS turns each field has had a fair share of BAD."""
    body: dict[str, Any] = buttons(page)
    choices = (*BAD, *BAD_JSON)
    for place, (field, kind) in enumerate(fields_of(page)):
        bad = choices[(turn * STEP + place) % len(choices)]
        body[field] = [bad] if kind is not None and takes_several(kind) and isinstance(bad, str) else bad
    row_class = getattr(page.form_class, "row_class", None)
    if row_class and turn % 2:
        body[rows_prefix(page.form_class)] = [dict.fromkeys(row_class.base_fields, choices[turn * STEP % len(choices)])] * 2
    return body


def test_an_act_sent_with_nonsense_answers_with_words(places: Places) -> None:
    takes = all_addresses(is_api=True)
    programs: dict[str, Client] = {}
    for name, page in ACTS.items():
        who = places.world.users[who_may(page)]
        program = programs.setdefault(who.username, client_of(places.world, who.username))
        address = places.address(f"api_{name}", takes[f"api_{name}"], who).removeprefix("/api/")
        for turn in range(ROUNDS):
            body = nonsense(page, turn)
            answered(send(program, address, body), name, body)


def test_a_page_sent_with_nonsense_is_drawn_again(places: Places) -> None:
    takes = all_addresses(is_api=False)
    browsers: dict[str, Client] = {}
    for name, page in ACTS.items():
        who = places.world.users[who_may(page)]
        browser = browsers.setdefault(who.username, client_of(places.world, who.username))
        address = places.address(name, takes[name], who)
        for bad in ("a\x00b", "９" * 40, "2199-12-31 23:59"):
            body = {field: bad for field, _ in fields_of(page)} | {"act_id": bad, "decision": bad, "then": bad}
            answer = browser.post(address, body)
            assert answer.status_code in {302, 400, 403, 404, 409, 413, 422}, (name, bad)


def buttons(page: type[ActPage]) -> dict[str, str]:
    return {key: choices[-1] for key, choices in page.choices_of_button.items()}


def answered(answer: Any, name: str, bad: Any) -> None:
    """An act that asks for nothing is done; any other says in words what to mend."""
    assert answer.status_code in {200, 201, 400, 403, 404, 409, 413, 422}, (name, bad, answer.content)
    assert answer.json()["message"], (name, bad)
    assert "\x00" not in answer.content.decode()


def test_nonsense_in_a_card_names_every_field_and_files_nothing(places: Places) -> None:
    before = events()
    for bad in ("不是数字", "<b>x</b>", "9" * 5000, "a\x00b"):
        body = {field: bad for field, kind in fields_of(ACTS["card_new"]) if field != "attachments" and kind is not None}
        body |= {"attachments": [bad], "lines": [{"roll_no": bad, "tonnes": bad, "machine": bad, "defect": bad}]}
        answer = send(client_of(places.world, "sales_clerk"), "cards/", body | {"clerk": None})
        assert answer.status_code == 422
        assert {"customer", "product", "machine", "defect", "estimated_loss", "lines[0].tonnes"} <= set(answer.json()["fields"])
    assert events() == before


@pytest.mark.parametrize(
    "address",
    ["cases/", "cards/", "customers/", "ledger/", "settlements/", "claims/", "breaches/", "notices/", "inbox/"],
)
def test_reads_asked_with_nonsense_answer_with_words(world: World, address: str) -> None:
    who = {"breaches/": "tech_head", "notices/": "tech_head"}.get(address, "sales_head")
    program = client_of(world, who)
    assert program.get(f"/api/{address}").status_code == 200
    keys = ("state", "tier", "customer", "machine", "month", "case", "unit", "kind", "filed_from", "is_unread", "name", "cursor")
    for place, key in enumerate((*keys, "page_size", "order")):
        for bad in BAD[place % 3 :: 3]:
            answer = program.get(f"/api/{address}?{urlencode({key: bad})}")
            assert answer.status_code in {200, 400, 404, 414, 422}, (address, key, bad)
            assert answer.status_code == 200 or answer.json()["message"]


@pytest.mark.parametrize("part", ["%00", "%ED%A0%80", "9" * 40, "..%2f..", "<b>", "%F0%9F%98%80", "-1"])
def test_an_address_of_nothing_is_not_found(world: World, part: str) -> None:
    program = client_of(world, "tech_head")
    for stem in (
        "cases/{}/", "api/cases/{}/", "api/cases/{}/money/", "api/cases/{}/liability/", "api/cases/{}/triage-case/",
        "api/reports/{}/", "reports/{}/", "api/notices/{}/", "notices/{}/", "api/ledger/{}/", "ledger/{}/", "api/jobs/{}/",
        "api/files/{}/", "regulation/versions/{}/", "api/regulation/versions/{}/", "regulation/clauses/{}/", "inbox/{}/",
        "cases/SH-2026-0001/waive-breach/{}/", "customers/{}/", "accounts/{}/", "cards/drafts/{}/",
    ):  # fmt: skip
        assert program.get("/" + stem.format(part)).status_code in {403, 404}, stem


@pytest.mark.parametrize("bad", BAD)
def test_pages_asked_with_nonsense_are_drawn(world: World, bad: str) -> None:
    who = {name: client_of(world, name) for name in ("tech_head", "sales_head", "admin")}
    for page, username, keys in (
        ("cases/", "tech_head", ("q", "state", "tier", "before", "after", "customer", "month", "text")),
        ("cards/", "sales_head", ("q", "state", "before")),
        ("customers/", "sales_head", ("q", "before")),
        ("customers/options/", "sales_head", ("q",)),
        ("cards/clocks/", "sales_head", ("received_by_sales_at", "estimated_loss", "machine", "customer", "batch_no", "defect")),
        ("search/", "tech_head", ("q",)),
        ("ledger/", "tech_head", ("month", "side", "unit", "kind", "defect", "machine", "text", "after", "before")),
        ("settlements/", "sales_head", ("state", "before")),
        ("breaches/", "tech_head", ("state", "before")),
        ("notices/", "tech_head", ("month", "state", "page")),
        ("reports/", "tech_head", ("page",)),
        ("inbox/", "tech_head", ("page",)),
        ("jobs/", "tech_head", ("page",)),
        ("workbench/watch/", "tech_head", ("seen",)),
        ("regulation/compare/", "tech_head", ("before", "after")),
        ("accounts/", "admin", ("q", "role", "page", "text")),
        ("role-changes/", "admin", ("page", "before", "q")),
        ("letters/", "admin", ("page",)),
    ):
        answer = who[username].get(f"/{page}?{urlencode(dict.fromkeys(keys, bad))}")
        assert answer.status_code in {200, 204, 302, 404, 422}, (page, bad)


def test_a_program_is_never_shown_a_page_of_html(world: World) -> None:
    for address in ("nothing/", "cases/%00/", "ledger/x/"):
        answer = get(world, "tech_head", address)
        assert (answer.status_code, answer["Content-Type"], bool(answer.json()["message"])) == (404, "application/json", True)


def test_when_the_product_fails_a_program_gets_a_number_to_report(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("cases.api.reads.visible_cases", broken)
    program = client_of(world, "tech_head")
    program.raise_request_exception = False
    answer = program.get("/api/cases/")
    assert (answer.status_code, answer["X-Error-Number"] in answer.json()["message"]) == (500, True)
