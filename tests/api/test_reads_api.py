"""Reading by program: the rows and the money the pages show, in pages, narrowed by known keys only."""

from decimal import Decimal
from typing import Any

import pytest

from penalties.models.ledger import LedgerEntry
from tests.booked import issued, october, signed
from tests.cases_made import make_case, ready_case, submitted
from tests.uploads import waiting_upload
from tests.views.acting import client_of
from tests.world import World, at
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.notices.models import InboxMessage

from .programs import get, post

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02 10:00")


@pytest.fixture(autouse=True)
def _in_november(travel_to: Any) -> None:
    travel_to(NOW)


def test_cases_come_in_pages_newest_first_and_each_once(world: World) -> None:
    numbers = [make_case(world).number for _ in range(5)]
    first = get(world, "tech_head", "cases/", page_size=2).json()
    second = client_of(world, "tech_head").get(first["next"]).json()
    assert [row["number"] for row in first["results"] + second["results"]] == numbers[:0:-1]
    oldest = get(world, "tech_head", "cases/", order="oldest", page_size=1).json()["results"]
    assert [row["number"] for row in oldest] == numbers[:1]


def test_no_page_is_longer_than_a_thousand_rows(world: World) -> None:
    from yibin_service.foundation.acts.api_reads import NewestFirst

    make_case(world)
    assert get(world, "tech_head", "cases/", page_size=10**8).status_code == 200
    assert NewestFirst.max_page_size == 1000


@pytest.mark.parametrize(
    "asked",
    [
        {"page_size": "0"}, {"page_size": "-1"}, {"page_size": "many"}, {"page_size": "٣"}, {"order": "random()"},
        {"ordering": "id"}, {"state": "lost"}, {"customer": "1.5"}, {"customer": "9" * 40}, {"machine": "七"},
        {"filed_from": "yesterday"}, {"customer__name": "x"}, {"workshop": "\x00"},
    ],
)  # fmt: skip
def test_a_list_is_not_narrowed_by_what_it_does_not_know(world: World, asked: dict[str, str]) -> None:
    answer = get(world, "tech_head", "cases/", **asked)
    assert answer.status_code in {400, 422}, answer.content
    assert set(answer.json()["fields"]) == set(asked)


def test_a_cursor_nobody_gave_is_not_found(world: World) -> None:
    assert get(world, "tech_head", "cases/", cursor="x").status_code == 404


def test_cases_are_narrowed(world: World) -> None:
    triaged, filed = make_case(world, tier="major"), make_case(world)
    found = get(world, "tech_head", "cases/", tier="major", machine=7, customer=world.customer.pk).json()["results"]
    assert [row["number"] for row in found] == [triaged.number]
    assert [row["number"] for row in get(world, "tech_head", "cases/", state="filed").json()["results"]] == [filed.number]


def test_a_colleague_sees_the_case_without_its_money(world: World) -> None:
    case = ready_case(world)
    submitted(case, world)
    own, others = (get(world, who, f"cases/{case.number}/").json() for who in ("sales_clerk", "sales_clerk2"))
    assert (own["direct_loss"], others["direct_loss"]) == ("36000.00", None)
    assert (own["card_content"]["estimated_loss"], others["card_content"]["estimated_loss"]) == ("36000.00", None)
    assert (len(own["opinions"]), others["opinions"]) == (1, [])
    assert own["opinions"][0]["return_ceiling"] == "20000.00"
    assert "20" not in str([event["text"] for event in others["events"]])


def test_liability_and_money_of_a_case_are_shut_to_colleagues(world: World) -> None:
    case = ready_case(world)
    assert get(world, "sales_clerk", f"cases/{case.number}/liability/").json()["determinations"][0]["computed"][0]["share"] == "0.7000"
    for address in ("liability", "money"):
        assert get(world, "sales_clerk2", f"cases/{case.number}/{address}/").status_code == 403


def test_the_ledger_is_read_with_exact_sums_of_what_is_filtered(world: World) -> None:
    october(world)
    whole = get(world, "enterprise_management", "ledger/", side="charge", month="2026-10", page_size=2).json()
    assert (len(whole["results"]), whole["sums"]["amount"]) == (2, "14470.00")
    shop = get(world, "enterprise_management", "ledger/", side="charge", unit="workshop_4").json()
    assert shop["sums"]["amount"] == "11010.00"
    assert sum(Decimal(row["amount"]) for row in shop["results"]) == Decimal("11010.00")
    assert get(world, "enterprise_management", "ledger/", is_correction="true").json()["sums"]["count"] == 0


def test_a_unit_reads_what_falls_on_it_and_a_clerk_the_own_cases(world: World) -> None:
    october(world)
    assert get(world, "workshop4_head", "ledger/", side="charge").json()["sums"]["amount"] == "11010.00"
    assert get(world, "workshop3_head", "ledger/").json()["sums"]["count"] == 0
    assert get(world, "sales_clerk2", "ledger/").json()["sums"]["count"] == 0
    entry = LedgerEntry.objects.filter(unit__code="workshop_4").first()
    assert get(world, "workshop4_head", f"ledger/{entry.sequence}/").json()["own_hash"] == entry.own_hash
    assert get(world, "workshop3_head", f"ledger/{entry.sequence}/").status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "october", "1999-01", "2026-10-01"])
def test_a_month_that_is_none_is_told(world: World, month: str) -> None:
    answer = get(world, "auditor", "ledger/", month=month)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["month"])


def test_the_money_of_a_case_is_read_whole_and_by_finance_its_claims(world: World) -> None:
    _, _, carried, _ = october(world)
    whole = get(world, "tech_head", f"cases/{carried.number}/money/").json()
    assert ([row["amount"] for row in whole["settlements"]], len(whole["claims"])) == (["770.00"], 1)
    finance = get(world, "finance", f"cases/{carried.number}/money/").json()
    assert (finance["settlements"], finance["claims"][0]["receipts"][0]["amount"]) == ([], "500.00")


def test_lists_of_settlements_claims_and_breaches_are_their_peoples(world: World) -> None:
    october(world)
    assert len(get(world, "sales_head", "settlements/", state="confirmed").json()["results"]) == 3
    assert get(world, "sales_clerk2", "settlements/").json()["results"] == []
    assert len(get(world, "finance", "claims/").json()["results"]) == 1
    late = get(world, "deputy_gm", "breaches/", fine="confirmed").json()["results"]
    assert [row["fine"]["amount"] for row in late] == ["200.00"]
    for address in ("settlements/", "claims/", "breaches/"):
        assert get(world, "auditor", address).status_code == 403


def test_reports_and_notices_are_read_as_sealed(world: World) -> None:
    october(world)
    issued(world)
    assert get(world, "workshop4_head", "notices/").json()["results"] == []
    signed(world)
    listed = get(world, "enterprise_management", "reports/").json()["results"]
    assert [(row["month"], (row["report"] or {}).get("state")) for row in listed] == [("2026-11", None), ("2026-10", "signed")]
    month = get(world, "enterprise_management", "reports/2026-10/").json()
    assert (month["is_sealed"], month["figures"]["summary"]["loss"]) == (True, "14270.00")
    own = get(world, "workshop4_head", "notices/", month="2026-10").json()["results"]
    assert [(row["unit"], row["amount"]) for row in own] == [("workshop_4", "11010.00")]
    assert len(get(world, "workshop4_head", f"notices/{own[0]['number']}/").json()["lines"]) > 1
    assert get(world, "workshop3_head", f"notices/{own[0]['number']}/").status_code == 404


def test_customers_are_found_by_name_and_initials(world: World) -> None:
    for asked in ({"name": "滇池"}, {"initials": "kmdc"}):
        assert [row["id"] for row in get(world, "sales_clerk", "customers/", **asked).json()["results"]] == [world.customer.pk]
    assert get(world, "auditor", "customers/").status_code == 403


def test_messages_are_ones_own_and_are_read_up_to_the_last_seen(world: World) -> None:
    rows = [
        InboxMessage.objects.create(user=world.users[who], key=f"{who}:{n}", title="轮到您", created_at=NOW)
        for who in ("tech_head", "auditor")
        for n in range(2)
    ]
    listed = get(world, "tech_head", "inbox/", is_unread="true").json()["results"]
    assert [row["id"] for row in listed] == [rows[1].pk, rows[0].pk]
    assert post(world, "tech_head", "inbox/read/", {"until": rows[0].pk}).json()["read"] == 1
    assert [row["id"] for row in get(world, "tech_head", "inbox/", is_unread="true").json()["results"]] == [rows[1].pk]
    assert InboxMessage.objects.filter(read_at=None, user=world.users["auditor"]).count() == 2


@pytest.mark.parametrize("until", ["", None, "x", -1, "9" * 30, [1], True])
def test_a_message_number_that_is_none_is_told(world: World, until: Any) -> None:
    assert list(post(world, "tech_head", "inbox/read/", {"until": until}).json()["fields"]) == ["until"]


def test_a_job_is_its_askers(world: World) -> None:
    job = request_job(kind="card_sheet", key="", title="信息卡", arguments={"case": 0}, by=world.sales_clerk, at=NOW)
    assert get(world, "sales_clerk", f"jobs/{job.pk}/").json()["state"] == job.state
    assert [row["id"] for row in get(world, "sales_clerk", "jobs/").json()["results"]] == [str(job.pk)]
    assert get(world, "sales_head", f"jobs/{job.pk}/").status_code == 404


def test_a_file_is_its_uploaders_until_an_act_takes_it(world: World) -> None:
    upload = waiting_upload(world.sales_clerk, NOW)
    opened = get(world, "sales_clerk", f"files/{upload.pk}/")
    assert (opened.status_code, opened["Content-Type"]) == (200, "image/jpeg")
    assert get(world, "sales_head", f"files/{upload.pk}/").status_code == 404
    assert client_of(world, "sales_head").delete(f"/api/files/{upload.pk}/").status_code == 204
    assert get(world, "sales_clerk", f"files/{upload.pk}/").status_code == 200
    assert client_of(world, "sales_clerk").delete(f"/api/files/{upload.pk}/").status_code == 204
    assert get(world, "sales_clerk", f"files/{upload.pk}/").status_code == 404


def test_oneself_is_told_with_what_one_may_do(world: World) -> None:
    me = get(world, "workshop4_head", "me/").json()
    assert (me["roles"], me["unit"], "answer_notice" in me["verbs"]) == (["unit_head"], "workshop_4", True)
