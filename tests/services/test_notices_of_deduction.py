"""Notices of deduction: written with the seal, released by 签收, claimed or objected to, answered, deducted."""

from datetime import date, timedelta

import pytest

from penalties.models import DeductionNotice, NoticeState, ReportState
from penalties.models.ledger import LedgerEntry
from penalties.selectors.notices import notice_for, visible_notices
from penalties.selectors.report_turns import turns
from penalties.services.answer_notice import answer_notice
from penalties.services.answer_objection import answer_objection
from penalties.services.record_deduction import record_deduction
from penalties.services.report_errors import (
    AlreadyAnswered,
    AlreadyDeducted,
    AlreadySigned,
    AnswerMissing,
    NoObjection,
    NotAnsweredYet,
    NotIssuedYet,
    NotReleased,
    ObjectionTooLate,
    OwnObjection,
    SameSigner,
)
from penalties.services.reverse_entry import reverse_entry
from penalties.services.sign_report import sign_report
from tests.booked import (
    ISSUED_AT,
    NOVEMBER,
    OCTOBER,
    SIGNED_AT,
    booked_case,
    issued,
    notice_of,
    october,
    settled,
    signed,
)
from tests.settled import compensation
from tests.world import World, at
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, NotFound
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.org.models import Unit

pytestmark = pytest.mark.django_db
CLAIMED_AT = at("2026-11-02 10:00")
UNTIL = at("2026-11-09 00:00")  # 7 days after the release: 24:00 of the 8th
DEDUCTED_AT = at("2026-11-10 15:00")


@pytest.fixture
def sealed(world: World) -> World:
    october(world)
    issued(world)
    return world


@pytest.fixture
def released(sealed: World) -> World:
    signed(sealed)
    return sealed


def notice(world: World, unit: str = "workshop_4") -> DeductionNotice:
    return DeductionNotice.objects.get(unit=world.unit[unit])


def claim(world: World, objection: str = "", **changes: object) -> DeductionNotice:
    facts: dict = {"notice": notice(world), "objection": objection, "by": world.workshop4_head, "at": CLAIMED_AT}
    return answer_notice(**facts | changes)


def deduct(world: World, **changes: object) -> DeductionNotice:
    facts: dict = {
        "notice": notice(world),
        "deducted_on": date(2026, 11, 10),
        "voucher": "2026-11 工资表 3",
        "by": world.enterprise_management,
        "at": DEDUCTED_AT,
    }
    return record_deduction(**facts | changes)


def told(user: User) -> list[str]:
    rows = InboxMessage.objects.filter(user=user, key__startswith="notice:").order_by("id")
    return list(rows.values_list("title", flat=True))


def test_each_unit_with_a_bonus_gets_one_in_the_order_of_the_units(sealed: World) -> None:
    rows = DeductionNotice.objects.order_by("number").values_list("number", "unit_name", "amount", "state")
    assert [(number, unit, str(amount), state) for number, unit, amount, state in rows] == [
        ("KJ-2026-10-01", "技术中心", "200.00", "sealed"),
        ("KJ-2026-10-02", "四抄车间", "11010.00", "sealed"),
        ("KJ-2026-10-03", "质检处", "2490.00", "sealed"),
    ]


def test_its_lines_are_the_units_entries(sealed: World) -> None:
    lines = notice(sealed, "quality_inspection").lines
    assert [line["amount"] for line in lines] == ["1170.00", "540.00", "780.00"]
    assert lines[0]["formula"] == "3,900.00 元 × 0.3000 = 1,170.00 元"


def test_output_alone_makes_a_notice(world: World) -> None:
    case = booked_case(world)
    settled(case, world, compensation(case, 3, method="output"))
    issued(world)
    found = notice(world)
    assert (str(found.amount), str(found.tonnes), found.is_refund) == ("0.00", "1.050", False)


def test_a_unit_whose_net_is_below_zero_gets_its_money_back(world: World) -> None:
    case = booked_case(world)
    settled(case, world)
    issued(world)
    entry = LedgerEntry.objects.get(side="loss")
    reverse_entry(entry=entry, reason="过磅有错", by=world.tech_head, at=at("2026-11-05 09:00"))
    report = issued(world, NOVEMBER, at("2026-12-01 08:00"))
    found = notice_of(report, world, "workshop_4")
    assert (found.title, str(found.amount), found.number) == ("奖金返还通知单", "-2730.00", "KJ-2026-11-01")


def test_a_unit_whose_month_comes_to_nothing_gets_none(world: World) -> None:
    settled(booked_case(world), world)
    entry = LedgerEntry.objects.get(side="loss")
    reverse_entry(entry=entry, reason="过磅有错", by=world.tech_head, at=at("2026-10-25 09:00"))
    assert issued(world).notices.count() == 0


def test_a_dissolved_units_notice_goes_to_its_successor(world: World) -> None:
    october(world)
    Unit.objects.filter(code="workshop_4").update(is_active=False, successor=world.unit["workshop_3"])
    report = issued(world)
    found = notice_of(report, world, "workshop_3")
    assert (found.unit_name, str(found.amount)) == ("三抄车间", "11010.00")
    assert report.figures["units"][1]["name"] == "四抄车间"


def test_signing_releases_them_tells_each_unit_and_sets_the_end_of_objections(released: World) -> None:
    found = notice(released)
    assert found.report.state == ReportState.SIGNED
    assert (found.state, found.released_at, found.objection_until) == (NoticeState.RELEASED, SIGNED_AT, UNTIL)
    assert told(released.workshop4_head) == ["轮到您：认领奖金扣减通知单 KJ-2026-10-02（四抄车间）"]
    assert Job.objects.filter(kind="notice_sheet").count() == 3


def test_a_report_is_signed_once(released: World) -> None:
    with pytest.raises(AlreadySigned, match="已由企管办 曾丽于 11-01 09:30 签收"):
        sign_report(month=OCTOBER, by=released.enterprise_management, at=CLAIMED_AT)


def test_an_unissued_month_cannot_be_signed(world: World) -> None:
    october(world)
    with pytest.raises(NotIssuedYet):
        sign_report(month=OCTOBER, by=world.enterprise_management, at=ISSUED_AT)


def test_whoever_issued_it_does_not_sign_for_it(world: World) -> None:
    from penalties.services.issue_month_report import issue_month_report

    october(world)
    RoleGrant.objects.create(
        user=world.users["tech_head"], role=Role.ENTERPRISE_MANAGEMENT, granted_at=at("2026-01-01 08:00")
    )
    issue_month_report(month=OCTOBER, by=world.tech_head, at=ISSUED_AT)
    with pytest.raises(SameSigner):
        sign_report(month=OCTOBER, by=world.tech_head, at=SIGNED_AT)


@pytest.mark.parametrize("who", ["tech_head", "deputy_gm", "finance", "auditor"])
def test_only_enterprise_management_signs(sealed: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        sign_report(month=OCTOBER, by=getattr(sealed, who), at=SIGNED_AT)


def test_a_sealed_notice_is_not_the_units_to_see_or_claim(sealed: World) -> None:
    assert not visible_notices(sealed.workshop4_head).exists()
    assert visible_notices(sealed.enterprise_management).count() == 3
    with pytest.raises(NotReleased):
        claim(sealed)


def test_a_unit_sees_and_claims_its_own_only(released: World) -> None:
    assert [row.unit_name for row in visible_notices(released.workshop4_head)] == ["四抄车间"]
    assert [row.unit_name for row in visible_notices(released.sales_head)] == []
    assert not visible_notices(released.sales_clerk).exists()
    with pytest.raises(NotFound):
        notice_for(released.qc_head, "KJ-2026-10-02")
    with pytest.raises(NotFound):
        claim(released, by=released.qc_head)
    with pytest.raises(NotFound):
        claim(released, by=released.tech_head)
    with pytest.raises(NotAllowed):
        claim(released, by=released.enterprise_management)


def test_a_claimed_notice_goes_to_enterprise_management(released: World) -> None:
    found = claim(released)
    assert (found.state, found.answered_by, found.answered_at) == (
        NoticeState.ACKNOWLEDGED,
        released.workshop4_head,
        CLAIMED_AT,
    )
    assert told(released.enterprise_management) == ["轮到您：登记扣减 KJ-2026-10-02（四抄车间）"]


def test_a_notice_is_claimed_once(released: World) -> None:
    claim(released)
    with pytest.raises(AlreadyAnswered, match="四抄车间负责人 邓刚 11-02 10:00 已认领，没有重复"):
        claim(released, "金额不对")


@pytest.mark.parametrize(("late", "is_taken"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_objections_end_with_the_stored_instant(released: World, late: timedelta, is_taken: bool) -> None:
    when = UNTIL + late
    if is_taken:
        assert claim(released, "第2笔不是我车间的", at=when).state == NoticeState.OBJECTED
    else:
        with pytest.raises(ObjectionTooLate, match="异议期已于 11-08 24:00 截止"):
            claim(released, "第2笔不是我车间的", at=when)
        assert claim(released, at=when).state == NoticeState.ACKNOWLEDGED


def test_an_objection_is_answered_before_the_deduction(released: World) -> None:
    claim(released, "第2笔不是我车间的")
    assert told(released.tech_head)[-1] == "轮到您：答复四抄车间对 KJ-2026-10-02 的异议"
    with pytest.raises(NotAnsweredYet, match="四抄车间有异议，技术中心答复后才能登记"):
        deduct(released)
    found = answer_objection(notice=notice(released), answer="卷号首位为 7，维持", by=released.tech_engineer, at=CLAIMED_AT)
    assert (found.objection_answer, found.is_objection_open) == ("卷号首位为 7，维持", False)
    assert told(released.workshop4_head)[-1] == "技术中心已答复 KJ-2026-10-02 的异议"
    assert deduct(released).state == NoticeState.DEDUCTED


def test_an_answer_needs_words_and_an_objection(released: World) -> None:
    with pytest.raises(NoObjection, match="没有异议"):
        answer_objection(notice=notice(released), answer="维持", by=released.tech_head, at=CLAIMED_AT)
    claim(released, "不同意")
    with pytest.raises(AnswerMissing):
        answer_objection(notice=notice(released), answer="  ", by=released.tech_head, at=CLAIMED_AT)
    answer_objection(notice=notice(released), answer="维持", by=released.tech_head, at=CLAIMED_AT)
    with pytest.raises(NoObjection, match="已经答复"):
        answer_objection(notice=notice(released), answer="维持", by=released.tech_head, at=CLAIMED_AT)


def test_technical_centres_head_does_not_answer_the_own_objection(released: World) -> None:
    own = notice(released, "technical_center")
    answer_notice(notice=own, objection="客户方原因", by=released.tech_head, at=CLAIMED_AT)
    with pytest.raises(OwnObjection):
        answer_objection(notice=own, answer="维持", by=released.tech_head, at=CLAIMED_AT)
    assert [turn.verb for turn in turns(released.tech_head, CLAIMED_AT) if turn.case_number == own.number] == []
    answer_objection(notice=own, answer="维持", by=released.tech_engineer, at=CLAIMED_AT)


@pytest.mark.parametrize(("late", "is_taken"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_without_an_answer_the_deduction_waits_for_the_end_of_objections(
    released: World, late: timedelta, is_taken: bool
) -> None:
    when = UNTIL + late
    if is_taken:
        assert deduct(released, at=when, deducted_on=date(2026, 11, 9)).state == NoticeState.DEDUCTED
    else:
        with pytest.raises(NotAnsweredYet, match="四抄车间还没有认领；11-08 24:00 以后"):
            deduct(released, at=when, deducted_on=date(2026, 11, 9))


def test_a_deduction_is_recorded_once(released: World) -> None:
    claim(released)
    deduct(released)
    with pytest.raises(AlreadyDeducted, match="2026-11-10 已登记，凭证 2026-11 工资表 3，没有重复"):
        deduct(released)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"deducted_on": date(2026, 11, 11)}, "deducted_on"),
        ({"deducted_on": date(2026, 10, 31)}, "deducted_on"),
        ({"voucher": " "}, "voucher"),
        ({"voucher": "凭" * 61}, "voucher"),
    ],
)
def test_a_deduction_names_a_day_and_a_voucher(released: World, changes: dict, field: str) -> None:
    claim(released)
    with pytest.raises(InvalidInput) as refused:
        deduct(released, **changes)
    assert set(refused.value.faults) == {field}


@pytest.mark.parametrize("who", ["finance", "tech_head", "workshop4_head", "auditor"])
def test_only_enterprise_management_records_deductions(released: World, who: str) -> None:
    claim(released)
    with pytest.raises(NotAllowed):
        deduct(released, by=getattr(released, who))


def test_figures_stay_through_the_whole_life(released: World) -> None:
    before = (notice(released).amount, notice(released).lines, notice(released).report.figures_hash)
    claim(released, "不同意")
    answer_objection(notice=notice(released), answer="维持", by=released.tech_head, at=CLAIMED_AT)
    deduct(released)
    after = notice(released)
    assert (after.amount, after.lines, after.report.figures_hash) == before
    verbs = Event.objects.filter(stream=after.stream).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["release_notice", "answer_notice", "answer_objection", "record_deduction"]


def test_each_step_stands_in_the_queue_of_whoever_is_next(sealed: World) -> None:
    def queue(user: User, when: object = CLAIMED_AT) -> list[tuple[str, str]]:
        return [(turn.verb, turn.case_number) for turn in turns(user, when)]  # type: ignore[arg-type]

    assert queue(sealed.enterprise_management) == [("签收月报", "2026-10")]
    assert queue(sealed.workshop4_head) == []
    signed(sealed)
    assert queue(sealed.enterprise_management) == []
    assert queue(sealed.workshop4_head) == [("认领通知单", "KJ-2026-10-02")]
    claim(sealed, "不同意")
    assert ("答复异议", "KJ-2026-10-02") in queue(sealed.tech_engineer)
    answer_objection(notice=notice(sealed), answer="维持", by=sealed.tech_head, at=CLAIMED_AT)
    assert queue(sealed.enterprise_management) == [("登记扣减", "KJ-2026-10-02")]
    deduct(sealed)
    assert queue(sealed.enterprise_management) == []
    overdue = [("登记扣减", "KJ-2026-10-01"), ("登记扣减", "KJ-2026-10-03")]
    assert queue(sealed.enterprise_management, DEDUCTED_AT) == overdue
