"""The card on paper, read back."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from cases.reports.card_sheet import make_card_sheet
from tests.evidence import picture
from tests.world import World, at
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files import storage
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.jobs.services import request_job

pytestmark = pytest.mark.django_db
NOW = at("2026-10-07 10:00")


def sheet(world: World, by: User, **changes: Any) -> tuple[str, int]:
    """Text and number of pages of the sheet of a newly filed card."""
    from cases.services.file_card import file_card

    photo = store_file(
        content=io.BytesIO(picture()),
        name="洞穿特写.jpg",
        stream=pending_stream(world.sales_clerk),
        by=world.sales_clerk,
        at=NOW,
    )
    facts = world.card_facts(NOW, **changes)
    case = file_card(facts=facts, by=world.sales_clerk, at=NOW, attachments=[photo], accepts_duplicate=True)
    job = request_job(kind="card_sheet", key="", title="卡", arguments={"case": case.pk}, by=by, at=NOW)
    attachment = make_card_sheet(job=job, progress=lambda done, total: None)
    assert attachment.stream == f"job:{job.pk}"
    assert attachment.name == f"售后服务信息卡 {case.number}.pdf"
    with storage.path_of(attachment.file_id).open("rb") as content:
        reader = PdfReader(content)
        return "\n".join(page.extract_text() for page in reader.pages), len(reader.pages)


def test_the_sheet_says_what_the_card_says(world: World) -> None:
    text, pages = sheet(world, world.sales_clerk)
    for words in (
        "SH-2026-0001",
        "昆明滇池印务有限公司",
        "7A261003-08",
        "0.862",
        "1.720",
        "洞穿",
        "洞穿特写.jpg",
        "6,750.00 元",
    ):
        assert words in text
    assert "2026年10月6日" in text, "received"
    assert pages <= 2


def test_a_colleague_prints_it_without_the_money(world: World) -> None:
    text, _ = sheet(world, world.sales_clerk2)
    assert "SH-2026-0001" in text and "6,750.00" not in text


def test_markup_in_a_card_is_printed_as_it_was_written(world: World) -> None:
    text, _ = sheet(world, world.sales_clerk, description="<b>粗</b> =1+1 <img src=x> 断纸六次停机")
    assert "<b>粗</b> =1+1" in text.replace("\n", "")
