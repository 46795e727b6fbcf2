"""The 处理意见书: what stands on it, who signed, made by the worker."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from cases.models import ApprovalStep, HandlingOpinion
from cases.reports.opinion_sheet import boxes_of
from cases.services.approve_step import approve_step
from cases.services.draft_opinion import draft_opinion
from liability.selectors.determined import liability_lines
from tests.cases_made import content, ready_case, submitted
from tests.world import World, at
from yibin_service.desk.papers import make_opinion_sheet
from yibin_service.foundation.files.storage import path_of
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.services import request_job

pytestmark = pytest.mark.django_db
NOON = at("2026-10-12 12:00")


@pytest.fixture
def opinion(world: World) -> HandlingOpinion:
    draft = submitted(ready_case(world), world, improvement="换成形网", improvement_unit=world.unit["workshop_4"])
    step = ApprovalStep.objects.get(opinion=draft, role="deputy_gm")
    approve_step(step=step, comment="抓紧办理", by=world.deputy_gm, at=NOON)
    return HandlingOpinion.objects.get(pk=draft.pk)


def sheet_of(opinion: HandlingOpinion, world: World) -> str:
    job: Job = request_job(
        kind="opinion_sheet",
        key=str(opinion.pk),
        title="处理意见书",
        arguments={"opinion": opinion.pk},
        by=world.tech_engineer,
        at=NOON,
    )
    attachment = make_opinion_sheet(job=job, progress=lambda done, total: None)
    pages = PdfReader(io.BytesIO(path_of(attachment.file.sha256).read_bytes())).pages
    return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


def test_the_sheet_names_customer_ceilings_shares_and_decision(world: World, opinion: HandlingOpinion) -> None:
    text = sheet_of(opinion, world)
    for words in (
        opinion.case.number,
        "昆明滇池印务有限公司",
        "退20,000.00元、换5,000.00元，合计25,000.00元",
        "四抄车间70%（P.三.4）、质检处30%（P.三.4）",
        "四抄车间：换成形网",
        "同意。抓紧办理",
        "分管副总经理周建华·系统审批",
    ):
        assert words in text


def test_the_boxes_follow_the_chain_and_an_open_one_stays_empty(world: World, opinion: HandlingOpinion) -> None:
    boxes = boxes_of(opinion)
    assert [box.title for box in boxes] == ["技术中心意见", "分管副总经理审批意见", "总经理阅示"]
    assert [bool(box.who) for box in boxes] == [True, True, False]


def test_a_void_approval_is_not_printed_as_given(world: World, opinion: HandlingOpinion) -> None:
    draft_opinion(case=opinion.case, content=content(text="改过"), by=world.tech_engineer, at=NOON)
    opinion.refresh_from_db()
    assert [bool(box.who) for box in boxes_of(opinion)] == [True, False, False]


def test_shares_a_person_decided_stand_in_place_of_the_computed(world: World, opinion: HandlingOpinion) -> None:
    determination = opinion.case.determinations.get()
    determination.manual_shares = [{"unit": "warehouse", "name": "物资处", "share": "1.0000", "clause": "P.三.5乙"}]
    determination.save()
    assert [(line.unit, line.share) for line in liability_lines(opinion.case_id)] == [("物资处", Decimal("1.0000"))]
