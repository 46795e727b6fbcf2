"""The pages of a filed card: amended, answered, withdrawn, handed on, acknowledged, printed; seen by whom."""

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import AmendmentState, Case, CaseState
from cases.selectors.files import may_open_case_file, may_open_money_file
from cases.selectors.turns_card import turns
from cases.services.save_draft import save_draft
from tests.evidence import picture
from tests.world import World, at
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
FILED = at("2026-10-07 10:00")
NOW = at("2026-10-07 12:00")


@pytest.fixture
def case(world: World, travel_to: Any) -> Case:
    travel_to(NOW + timedelta(seconds=20))
    return world.file_card(FILED)


def log_in(world: World, username: str) -> Client:
    client = Client()
    client.force_login(world.users[username], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(client: Client, case: Case, verb: str) -> Any:
    return client.get(f"/cases/{case.number}/{verb}/")


def send(client: Client, case: Case, verb: str, **fields: Any) -> Any:
    seen = fields.pop("seen_version", Case.objects.get(pk=case.pk).version)
    return client.post(
        f"/cases/{case.number}/{verb}/", {"act_id": str(uuid.uuid4()), "seen_version": seen, **fields}
    )


def as_written(page: Any) -> dict[str, str]:
    """Everything the amendment's form starts with, as a browser would send it back."""
    form = page.context["form"]
    fields = {bound.html_name: bound.value() for bound in form if bound.name not in {"act_id", "seen_version"}}
    fields |= {"lines-TOTAL_FORMS": str(len(form.lines.forms)), "lines-INITIAL_FORMS": "0"}
    for row in form.lines.forms:
        fields |= {bound.html_name: bound.value() for bound in row}
    for name, value in fields.items():
        if hasattr(value, "isoformat"):
            fields[name] = f"{value:%Y-%m-%dT%H:%M}"
    return {name: "" if value is None else str(value) for name, value in fields.items()}


def test_the_amendments_form_starts_from_the_card_and_writes_only_what_changed(world: World, case: Case) -> None:
    clerk = log_in(world, "sales_clerk")
    fields = as_written(page_of(clerk, case, "amend-card"))
    assert (fields["received_by_sales_at"], fields["lines-1-tonnes"]) == ("2026-10-06T10:00", "0.858")
    answer = send(clerk, case, "amend-card", **fields | {"contact_name": "李师傅", "reason": "换了联系人"})
    assert answer.status_code == 302
    amendment = case.card.amendments.get()
    assert list(amendment.changes) == ["contact_name"]
    assert (amendment.changes["contact_name"]["from"], amendment.changes["contact_name"]["to"]) == ("杨德福", "李师傅")


def test_an_unchanged_form_is_told_that_nothing_was_amended(world: World, case: Case) -> None:
    clerk = log_in(world, "sales_clerk")
    fields = as_written(page_of(clerk, case, "amend-card"))
    answer = send(clerk, case, "amend-card", **fields | {"reason": "没有改"})
    assert answer.status_code == 422
    assert "没有要更正的" in answer.content.decode()


def test_a_stale_form_amends_nothing_names_what_changed_and_keeps_the_text(world: World, case: Case) -> None:
    clerk = log_in(world, "sales_clerk")
    fields = as_written(page_of(clerk, case, "amend-card"))
    send(clerk, case, "amend-card", **fields | {"contact_name": "李师傅", "reason": "一"})
    answer = send(clerk, case, "amend-card", seen_version=1, **fields | {"contact_name": "王师傅", "reason": "二"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "客户联系人 杨德福 → 李师傅" in page and "王师傅" in page


def test_a_change_of_times_is_answered_by_technical_centre_on_its_page(world: World, case: Case) -> None:
    clerk, engineer = log_in(world, "sales_clerk"), log_in(world, "tech_engineer")
    fields = as_written(page_of(clerk, case, "amend-card"))
    send(clerk, case, "amend-card", **fields | {"received_by_sales_at": "2026-10-06T15:30", "reason": "通话记录"})
    page = page_of(engineer, case, "answer-amendment")
    assert "2026-10-06 15:30" in page.content.decode()
    amendment = case.card.amendments.get()
    answer = send(engineer, case, "answer-amendment", amendment=amendment.pk, accepts="yes", answer="")
    assert answer.status_code == 302
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.ACCEPTED
    assert "没有等待答复的时间更正" in page_of(engineer, case, "answer-amendment").content.decode()


def test_an_amendment_of_another_card_cannot_be_answered_here(world: World, case: Case) -> None:
    other = world.file_card(FILED, batch_no="other")
    clerk, engineer = log_in(world, "sales_clerk"), log_in(world, "tech_engineer")
    fields = as_written(page_of(clerk, other, "amend-card"))
    send(clerk, other, "amend-card", **fields | {"received_by_sales_at": "2026-10-06T15:30", "reason": "通话记录"})
    theirs = other.card.amendments.get()
    answer = send(engineer, case, "answer-amendment", amendment=theirs.pk, accepts="yes")
    assert answer.status_code == 409
    theirs.refresh_from_db()
    assert theirs.state == AmendmentState.PROPOSED


def test_the_head_withdraws_and_the_page_says_when_it_is_too_late(world: World, case: Case) -> None:
    head = log_in(world, "sales_head")
    assert send(head, case, "withdraw-card", reason="").status_code == 422
    assert send(head, case, "withdraw-card", reason="重复填报").status_code == 302
    assert Case.objects.get(pk=case.pk).state == CaseState.WITHDRAWN
    assert "不能再撤回" in page_of(head, case, "withdraw-card").content.decode()


def test_the_head_hands_the_card_on_to_one_of_the_sales_people(world: World, case: Case) -> None:
    head = log_in(world, "sales_head")
    answer = send(head, case, "reassign-card", to=world.users["tech_head"].pk, reason="x")
    assert answer.status_code == 422
    answer = send(head, case, "reassign-card", to=world.users["sales_clerk2"].pk, reason="区域调整")
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).clerk.username == "sales_clerk2"


def test_technical_centre_acknowledges_once(world: World, case: Case) -> None:
    engineer = log_in(world, "tech_engineer")
    assert send(engineer, case, "acknowledge-receipt").status_code == 302
    answer = send(engineer, case, "acknowledge-receipt")
    assert answer.status_code == 409
    assert "已收卡，没有重复" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("amend-card", {"sales_clerk", "sales_head"}),
        ("answer-amendment", {"tech_engineer", "tech_head"}),
        ("withdraw-card", {"sales_head"}),
        ("reassign-card", {"sales_head"}),
        ("acknowledge-receipt", {"tech_engineer", "tech_head"}),
    ],
)
def test_each_page_opens_to_its_roles_only(world: World, case: Case, verb: str, allowed: set[str]) -> None:
    for username in ("sales_clerk", "sales_head", "tech_engineer", "tech_head", "deputy_gm", "auditor", "qc_head"):
        status = page_of(log_in(world, username), case, verb).status_code
        assert (status != 403) == (username in allowed), username


def test_another_clerks_card_is_not_amended(world: World, case: Case) -> None:
    other = log_in(world, "sales_clerk2")
    assert "由经办销售员本人或销售处长办理" in page_of(other, case, "amend-card").content.decode()


@pytest.mark.parametrize("username", ["warehouse_head", "workshop3_head", "service_engineer", "meeting_secretary"])
def test_who_may_not_know_of_the_case_is_told_that_there_is_none(world: World, case: Case, username: str) -> None:
    client = log_in(world, username)
    assert page_of(client, case, "print-card").status_code == 404
    assert client.get("/cases/SH-2026-9999/print-card/").status_code == 404


def test_whoever_may_open_the_case_may_have_its_card_printed_in_the_background(world: World, case: Case) -> None:
    for username in ("sales_clerk", "tech_engineer", "workshop4_head", "auditor"):
        answer = send(log_in(world, username), case, "print-card")
        assert answer.status_code == 302
    assert set(Job.objects.values_list("kind", flat=True)) == {"card_sheet"}


def test_the_section_of_the_card_shows_its_rolls_and_its_money_to_whom_it_concerns(world: World, case: Case) -> None:
    own = log_in(world, "sales_clerk").get(f"/cases/{case.number}/").content.decode()
    colleague = log_in(world, "sales_clerk2").get(f"/cases/{case.number}/").content.decode()
    for page in (own, colleague):
        assert "7A261003-08" in page and "1.720" in page
    assert "6,750.00 元" in own
    assert "6,750.00" not in colleague


def stored(world: World, case: Case, stream: str) -> Attachment:
    return store_file(content=io.BytesIO(picture()), name="照片.jpg", stream=stream, by=world.sales_clerk, at=NOW)


def test_files_of_a_case_open_to_whoever_may_open_the_case(world: World, case: Case) -> None:
    photo = stored(world, case, case.stream)
    openers = {name for name, user in world.users.items() if may_open_case_file(user, photo)}
    assert {"sales_clerk2", "tech_engineer", "workshop4_head", "qc_head", "deputy_gm", "auditor"} <= openers
    assert not openers & {"warehouse_head", "workshop3_head", "service_engineer", "hr", "admin", "finance"}


def test_vouchers_open_to_whoever_may_see_the_money(world: World, case: Case) -> None:
    voucher = stored(world, case, f"case-money:{case.pk}")
    assert may_open_money_file(world.sales_clerk, voucher)
    assert not may_open_money_file(world.sales_clerk2, voucher)
    assert not may_open_money_file(world.users["admin"], voucher)


@pytest.mark.parametrize("stream", ["case:", "case:abc", "case:²", "case:99999999999999999999", "case:-1"])
def test_a_garbled_stream_opens_to_nobody(world: World, case: Case, stream: str) -> None:
    photo = stored(world, case, case.stream)
    photo.stream = stream
    assert not may_open_case_file(world.users["tech_head"], photo)


def test_own_drafts_wait_for_the_clerk_with_the_clock_that_runs(world: World, case: Case) -> None:
    typed = {"customer_text": ["昆明滇池"], "received_by_sales_at": ["2026-10-05T10:30"], "batch_no": ["7A"]}
    save_draft(draft_id=uuid.uuid4(), typed=typed, by=world.sales_clerk, at=NOW)
    save_draft(draft_id=uuid.uuid4(), typed={"received_by_sales_at": ["昨天"]}, by=world.sales_clerk, at=NOW)
    found = turns(world.sales_clerk, NOW, 50)
    assert {(turn.customer, turn.due_at) for turn in found} == {
        ("客户未填", None),
        ("昆明滇池", at("2026-10-08 10:30")),
    }
    assert turns(world.sales_clerk2, NOW, 50) == []


def test_a_proposed_time_waits_for_technical_centre(world: World, case: Case) -> None:
    clerk = log_in(world, "sales_clerk")
    fields = as_written(page_of(clerk, case, "amend-card"))
    send(clerk, case, "amend-card", **fields | {"received_by_sales_at": "2026-10-06T15:30", "reason": "通话记录"})
    (turn,) = turns(world.tech_engineer, NOW, 50)
    assert (turn.verb, turn.case_number) == ("答复时间更正", case.number)
    assert "收到意见时间 2026-10-06 10:00 → 2026-10-06 15:30" in turn.consequence
    assert turns(world.users["deputy_gm"], NOW, 50) == []


def test_turns_take_a_constant_number_of_queries(world: World, case: Case, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        typed = {"defect": [str(world.hole.pk)], "received_by_sales_at": ["2026-10-05T10:30"], "batch_no": [str(number)]}
        save_draft(draft_id=uuid.uuid4(), typed=typed, by=world.sales_clerk, at=NOW)
    clerk = world.sales_clerk
    assert clerk.roles
    with django_assert_max_num_queries(14):
        assert len(turns(clerk, NOW, 50)) == 12
