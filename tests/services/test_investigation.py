"""Reports and evidence of the team (P.二.4)."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import CaseState, ConcernedUnit, EvidenceKind, ReportKind
from cases.rules.intake import Cause
from cases.rules.investigation_errors import CaseOver, EvidenceMissing, NotTriaged, OutOfTurn, TeamNotApproved
from cases.selectors.investigation import evidence_check
from cases.services.add_evidence import add_evidence
from cases.services.file_site_report import ReportContent, file_site_report
from tests.cases_made import FILED_AT, give_team, make_case
from tests.uploads import waiting_upload
from tests.world import World
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, NotFound
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.files.errors import FileGone
from yibin_service.foundation.files.services import adopt_attachments
from yibin_service.foundation.notices.models import InboxMessage

pytestmark = pytest.mark.django_db
LATER = FILED_AT + timedelta(days=2)


def content(**changes: Any) -> ReportContent:
    facts: dict[str, Any] = {
        "nature": "洞穿，每卷 3—5处",
        "findings": "现场开卷查看属实。",
        "visited_on": date(2026, 10, 9),
        "missing_evidence_reason": "客户已开完该卷",
    }
    return ReportContent(**facts | changes)


def final(world: World, case, who: str = "tech_engineer2", **changes: Any):
    return file_site_report(
        case=case, kind=ReportKind.FINAL, content=content(**changes), by=getattr(world, who), at=LATER
    )


def teamed(world: World):
    case = make_case(world, tier="larger")
    give_team(case, world)
    return case


def add(world: World, case, who: str, kind: EvidenceKind = EvidenceKind.DEFECT, colour: str = "navy"):
    user = getattr(world, who)
    file = waiting_upload(user, LATER, colour=colour)
    return add_evidence(case=case, kind=kind, attachments=[file], by=user, at=LATER)


def test_a_final_report_follows_the_approved_team(world: World) -> None:
    with pytest.raises(TeamNotApproved, match="批准的服务小组"):
        final(world, make_case(world, tier="larger"))


def test_an_interim_report_need_not_wait_for_the_team(world: World) -> None:
    case = make_case(world, tier="larger")
    report = file_site_report(
        case=case,
        kind=ReportKind.INTERIM,
        content=content(missing_evidence_reason=""),
        by=world.tech_engineer,
        at=LATER,
    )
    assert report.ordinal == 1


def test_an_approved_waiver_stands_for_the_team(world: World) -> None:
    case = make_case(world, tier="larger")
    give_team(case, world, is_waiver=True, reason="样张已寄回")
    assert final(world, case, who="tech_engineer").kind == ReportKind.FINAL


def test_a_minor_case_is_reported_without_a_team(world: World) -> None:
    assert final(world, make_case(world, tier="minor", loss="800"), who="tech_engineer")


def test_a_report_follows_the_triage(world: World) -> None:
    with pytest.raises(NotTriaged):
        final(world, make_case(world), who="tech_engineer")


def test_a_member_without_a_post_in_the_technical_centre_reports(world: World) -> None:
    case = teamed(world)
    assert final(world, case, who="qc_head").by == world.qc_head
    assert "责任认定" in InboxMessage.objects.get(user=world.tech_engineer).title


def test_an_outsider_does_not_report(world: World) -> None:
    for who in ("warehouse_head", "sales_clerk", "deputy_gm"):
        with pytest.raises(NotAllowed):
            final(world, teamed(world), who=who)


def test_a_later_report_stands_beside_the_earlier(world: World) -> None:
    case = teamed(world)
    final(world, case)
    assert final(world, case).ordinal == 2
    assert case.site_reports.count() == 2


def test_missing_evidence_needs_a_reason_that_is_kept(world: World) -> None:
    case = teamed(world)
    with pytest.raises(EvidenceMissing, match="卷标、缺陷照片") as refusal:
        final(world, case, missing_evidence_reason=" ")
    assert refusal.value.field == "missing_evidence_reason"
    assert final(world, case).missing_evidence_reason == "客户已开完该卷"


def test_the_cause_of_the_report_decides_what_is_missing(world: World) -> None:
    case = teamed(world)
    assert "test_report" in evidence_check(case).asked  # by the defect's usual cause
    final(world, case, suspected_cause=Cause.HIDDEN)
    case.refresh_from_db()
    assert evidence_check(case).asked[-2:] == ("unwound_roll", "rewinder_record")


def test_nothing_missing_needs_no_reason(world: World) -> None:
    case = teamed(world)
    for kind in evidence_check(case).asked:
        add(world, case, "tech_engineer2", EvidenceKind(kind))
    assert final(world, case, missing_evidence_reason="").missing_evidence_reason == ""


def test_the_suspected_unit_sees_the_case(world: World) -> None:
    case = teamed(world)
    final(world, case, suspected_unit=world.unit["warehouse"])
    assert ConcernedUnit.objects.filter(case=case, unit=world.unit["warehouse"]).exists()


@pytest.mark.parametrize("day", [date(2026, 10, 5), date(2026, 10, 10)])
def test_a_visit_lies_between_the_opinion_and_today(world: World, day: date) -> None:
    with pytest.raises(InvalidInput) as refusal:
        final(world, teamed(world), visited_on=day)
    assert list(refusal.value.faults) == ["visited_on"]


@pytest.mark.parametrize("day", [date(2026, 10, 6), date(2026, 10, 9)])
def test_a_visit_on_the_first_and_on_this_day_stands(world: World, day: date) -> None:
    assert final(world, teamed(world), visited_on=day)


def test_a_report_without_words_is_refused_at_both_fields(world: World) -> None:
    with pytest.raises(InvalidInput) as refusal:
        final(world, teamed(world), nature=" ", findings="")
    assert set(refusal.value.faults) == {"nature", "findings"}


def test_after_the_reply_no_report_is_added(world: World) -> None:
    with pytest.raises(OutOfTurn):
        final(world, make_case(world, tier="minor", state=CaseState.REPLIED), who="tech_engineer")


def test_evidence_is_numbered_on_through_the_case(world: World) -> None:
    case = teamed(world)
    add(world, case, "sales_clerk")
    second = add(world, case, "tech_engineer2", colour="red")
    assert [str(piece) for piece in second] == ["E-02"]
    assert second[0].attachment.stream == case.stream
    assert "E-02：缺陷照片" in Event.objects.filter(stream=case.stream, verb="add_evidence").last().text


def test_several_files_get_a_number_each(world: World) -> None:
    case = teamed(world)
    user = world.tech_engineer
    files = [waiting_upload(user, LATER, colour=colour) for colour in ("red", "green", "blue")]
    pieces = add_evidence(case=case, kind=EvidenceKind.DEFECT, attachments=files, by=user, at=LATER)
    assert [piece.ordinal for piece in pieces] == [1, 2, 3]


def test_a_member_of_the_team_adds_evidence_without_a_post(world: World) -> None:
    assert add(world, teamed(world), "qc_head")


def test_who_does_not_see_the_case_is_told_nothing_of_it(world: World) -> None:
    with pytest.raises(NotFound):
        add(world, teamed(world), "service_engineer")


def test_a_reader_adds_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        add(world, teamed(world), "auditor")


def test_somebody_elses_upload_is_not_taken(world: World) -> None:
    file = waiting_upload(world.sales_clerk, LATER)
    with pytest.raises(FileGone):
        add_evidence(
            case=teamed(world), kind=EvidenceKind.DEFECT, attachments=[file], by=world.tech_engineer, at=LATER
        )


def came_with_the_card(world: World, case):
    file = waiting_upload(world.sales_clerk, FILED_AT - timedelta(minutes=5))
    return adopt_attachments(attachments=[file], stream=case.stream, by=world.sales_clerk, at=FILED_AT)[0]


def number_from_card(world: World, case, file):
    return add_evidence(
        case=case, kind=EvidenceKind.DEFECT, attachments=[], from_card=[file], by=world.tech_engineer, at=LATER
    )


def test_a_file_of_the_card_is_numbered_where_it_lies_and_once(world: World) -> None:
    case = teamed(world)
    file = came_with_the_card(world, case)
    assert [piece.attachment for piece in number_from_card(world, case, file)] == [file]
    with pytest.raises(FileGone):
        number_from_card(world, case, file)


def test_a_file_of_another_card_is_not_taken(world: World) -> None:
    file = came_with_the_card(world, teamed(world))
    with pytest.raises(FileGone):
        number_from_card(world, teamed(world), file)


def test_evidence_needs_a_file_and_a_time_that_has_been(world: World) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add_evidence(
            case=teamed(world),
            kind=EvidenceKind.DEFECT,
            attachments=[],
            taken_at=LATER + timedelta(minutes=1),
            by=world.tech_engineer,
            at=LATER,
        )
    assert set(refusal.value.faults) == {"uploads", "taken_at"}


def test_evidence_comes_before_the_triage_and_after_the_reply_but_not_after_the_close(world: World) -> None:
    assert add(world, make_case(world), "sales_clerk")
    assert add(world, make_case(world, tier="minor", state=CaseState.REPLIED), "sales_clerk", colour="red")
    with pytest.raises(CaseOver):
        add(world, make_case(world, tier="minor", state=CaseState.CLOSED), "sales_clerk", colour="blue")
