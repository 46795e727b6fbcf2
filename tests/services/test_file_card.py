"""Filing a card is its delivery to 技术中心 (P.二.1): once, with its clocks, bound to its regulation version."""

import io
import threading
import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from cases.models import CardDraft, Case, CaseState, ClockKind, Deadline, FeedbackCard
from cases.rules.card_errors import ClerkUnfit, DraftFiled, DraftNotYours, PossibleDuplicate
from cases.services.card_facts import CardFacts, LineFacts
from cases.services.file_card import file_card
from tests.evidence import picture
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.files.errors import FileGone
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.files.services import store_file
from yibin_service.foundation.notices.models import InboxMessage
from yibin_service.foundation.regulation.models import RegulationVersion

pytestmark = pytest.mark.django_db
NOW = at("2026-10-07 10:00")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def file(world: World, facts: CardFacts | None = None, **more: Any) -> Case:
    return file_card(**{"facts": facts or world.card_facts(NOW), "by": world.sales_clerk, "at": NOW, **more})


def faults_of(world: World, **changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        file(world, world.card_facts(NOW, **changes))
    assert not FeedbackCard.objects.exists()
    return refusal.value.faults


def clock(case: Case, kind: ClockKind) -> Deadline:
    return Deadline.objects.get(case=case, kind=kind)


def test_a_filed_card_has_number_lines_and_a_case_waiting_for_triage(world: World) -> None:
    case = file(world)
    assert case.number == case.card.number == "SH-2026-0001"
    assert (case.state, case.tier, case.direct_loss) == (CaseState.FILED, "", Decimal("6750.00"))
    assert (case.machine, case.workshop, case.defect) == (world.machine[7], world.unit["workshop_4"], world.hole)
    assert [(line.position, line.roll_no, line.tonnes) for line in case.card.lines.all()] == [
        (1, "7A261003-08", Decimal("0.862")),
        (2, "7A261003-09", Decimal("0.858")),
    ]
    assert case.clerk == case.card.clerk == case.card.filed_by == world.sales_clerk
    assert case.card.filed_at == case.card.entered_at == case.filed_at == NOW


def test_numbers_follow_each_other_and_begin_anew_with_the_shanghai_year(world: World) -> None:
    last_second, midnight = at("2026-12-31 23:59"), at("2027-01-01 00:00")
    numbers = [
        file(world, world.card_facts(when), at=when, accepts_duplicate=True).number
        for when in (last_second, last_second + timedelta(seconds=59), midnight)
    ]
    assert numbers == ["SH-2026-0001", "SH-2026-0002", "SH-2027-0001"]


def test_a_refused_card_takes_no_number(world: World) -> None:
    faults_of(world, description="短")
    assert file(world).number == "SH-2026-0001"


def test_the_card_is_in_time_after_exactly_72_hours(world: World) -> None:
    case = file(world, world.card_facts(NOW, received_by_sales_at=NOW - 72 * HOUR, opened_at=NOW - 80 * HOUR))
    filing = clock(case, ClockKind.CARD_FILING)
    assert (filing.due_at, filing.acted_at, filing.breached_at) == (NOW, NOW, None)
    assert not case.breaches.exists()


def test_the_card_is_late_a_second_after_72_hours_and_breached_in_the_same_act(world: World) -> None:
    received = NOW - 72 * HOUR - SECOND
    case = file(world, world.card_facts(NOW, received_by_sales_at=received, opened_at=received))
    breach = case.breaches.get()
    assert (breach.kind, breach.due_at, breach.unit) == (
        ClockKind.CARD_FILING, received + 72 * HOUR, world.unit["sales"],
    )
    assert clock(case, ClockKind.CARD_FILING).breached_at == received + 72 * HOUR


def test_the_customer_reported_in_time_72_hours_after_opening_and_late_a_second_later(world: World) -> None:
    received = NOW - HOUR
    for late, opened in ((False, received - 72 * HOUR), (True, received - 72 * HOUR - SECOND)):
        facts = world.card_facts(NOW, received_by_sales_at=received, opened_at=opened)
        case = file(world, facts, accepts_duplicate=True)
        assert clock(case, ClockKind.USER_REPORT).due_at == opened + 72 * HOUR
        assert [breach.kind for breach in case.breaches.all()] == ([ClockKind.USER_REPORT] if late else [])
        assert not any(breach.unit for breach in case.breaches.all()), "a late report is no unit's breach"


def test_an_appearance_problem_is_clocked_from_the_arrival(world: World) -> None:
    facts = world.card_facts(
        NOW, problem_kind="appearance", defect=world.torn_package, opened_at=None, arrived_at=NOW - 30 * HOUR
    )
    case = file(world, facts)
    assert clock(case, ClockKind.USER_REPORT).starts_at == NOW - 30 * HOUR


def test_the_reply_clock_starts_at_delivery_and_runs_three_days_until_triage(world: World) -> None:
    reply = clock(file(world), ClockKind.REPLY)
    assert (reply.starts_at, reply.due_at, reply.is_provisional) == (NOW, at("2026-10-11 00:00"), True)
    assert (reply.acted_at, reply.breached_at) == (None, None)


def test_the_case_is_bound_to_the_version_of_the_shanghai_day_of_receipt(world: World) -> None:
    old = RegulationVersion.objects.get(code="P-试行")
    new = RegulationVersion.objects.create(
        family="P", code="P-2026", title="新版", effective_from=at("2026-10-06 00:00").date(), drafted_at=NOW
    )
    for value in old.parameters.all():
        value.pk, value.version = None, new
        value.save()
    RegulationVersion.objects.filter(pk=new.pk).update(status="enacted", enacted_at=NOW)
    for received, version in ((at("2026-10-05 23:59"), old), (at("2026-10-06 00:00"), new)):
        facts = world.card_facts(NOW, received_by_sales_at=received, opened_at=received - HOUR)
        assert file(world, facts, accepts_duplicate=True).regulation == version


def test_a_receipt_before_the_first_version_is_told_at_its_field(world: World) -> None:
    day = at("1999-12-31 12:00")
    faults = faults_of(world, received_by_sales_at=day, opened_at=day)
    assert list(faults) == ["received_by_sales_at"]


def test_workshop_and_inspection_are_concerned_and_the_warehouse_by_packaging(world: World) -> None:
    def concerned(case: Case) -> set[str]:
        return {row.unit.code for row in case.concerned_units.select_related("unit")}

    assert concerned(file(world)) == {"workshop_4", "quality_inspection"}
    facts = world.card_facts(
        NOW, problem_kind="appearance", defect=world.torn_package, opened_at=None, arrived_at=NOW - 30 * HOUR
    )
    assert concerned(file(world, facts)) == {"workshop_4", "quality_inspection", "warehouse"}


def test_a_roll_of_another_machine_concerns_its_workshop_too(world: World) -> None:
    lines = (
        LineFacts(roll_no="7A-1", tonnes=Decimal("0.8")),
        LineFacts(roll_no="5B-1", tonnes=Decimal("0.9"), machine=world.machine[5], defect=world.inner_inclusion),
    )
    case = file(world, world.card_facts(NOW, lines=lines))
    first, second = case.card.lines.all()
    assert (first.machine.number, first.defect.name) == (7, "洞穿")
    assert (second.machine.number, second.workshop.name, second.defect.name) == (5, "三抄车间", "内夹带")
    assert case.concerned_units.filter(unit=world.unit["workshop_3"]).exists()


def test_the_event_tells_what_was_filed_and_technical_centre_has_the_turn(world: World) -> None:
    case = file(world)
    event = Event.objects.get(stream=case.stream, verb="file_card")
    assert "洞穿，2卷 1.720 吨，预估 6,750.00 元" in event.text
    assert event.actor_title == "销售员 刘玉兰"
    told = set(InboxMessage.objects.values_list("user__username", flat=True))
    assert told == {"tech_engineer", "tech_engineer2", "tech_head"}


def test_the_head_files_for_a_clerk_whose_card_it_is_then(world: World) -> None:
    case = file(world, by=world.sales_head, clerk=world.sales_clerk2)
    assert (case.clerk, case.card.filed_by) == (world.sales_clerk2, world.sales_head)
    assert InboxMessage.objects.filter(user=world.sales_clerk2, title__contains="替您填报").exists()


def test_a_clerk_files_for_nobody_else(world: World) -> None:
    with pytest.raises(ClerkUnfit):
        file(world, clerk=world.sales_clerk2)


def test_a_card_cannot_be_put_into_the_hands_of_someone_outside_sales(world: World) -> None:
    with pytest.raises(ClerkUnfit):
        file(world, by=world.sales_head, clerk=world.tech_head)


@pytest.mark.parametrize("username", ["tech_head", "deputy_gm", "qc_head", "admin", "auditor"])
def test_nobody_outside_sales_files(world: World, username: str) -> None:
    with pytest.raises(NotAllowed):
        file(world, by=world.users[username])


@pytest.mark.parametrize("field", ["received_by_sales_at", "opened_at", "arrived_at"])
def test_a_time_may_be_now_and_not_a_second_later(world: World, field: str) -> None:
    times = {"received_by_sales_at": NOW, "opened_at": NOW, "arrived_at": NOW} | {field: NOW}
    faults = faults_of(world, **times | {field: NOW + SECOND})
    assert faults[field] == "不能晚于现在 2026-10-07 10:00"
    assert file(world, world.card_facts(NOW, **times))


def test_goods_are_opened_before_the_opinion_is_received(world: World) -> None:
    received = NOW - HOUR
    faults = faults_of(world, received_by_sales_at=received, opened_at=received + SECOND)
    assert faults == {"opened_at": "不能晚于收到意见时间 2026-10-07 09:00"}
    assert file(world, world.card_facts(NOW, received_by_sales_at=received, opened_at=received))


def test_goods_are_opened_after_they_arrived(world: World) -> None:
    faults = faults_of(world, arrived_at=NOW - 30 * HOUR, opened_at=NOW - 31 * HOUR)
    assert list(faults) == ["opened_at"]


def test_each_kind_of_problem_needs_its_own_time(world: World) -> None:
    assert list(faults_of(world, opened_at=None)) == ["opened_at"]
    faults = faults_of(world, problem_kind="appearance", defect=world.torn_package)
    assert list(faults) == ["arrived_at"]


def test_a_defect_of_the_other_kind_does_not_fit(world: World) -> None:
    assert list(faults_of(world, defect=world.torn_package)) == ["defect"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("contact_name", "", "请填「客户联系人」"),
        ("contact_name", "长" * 61, "最多 60 字"),
        ("contact_phone", " ", "请填「联系电话」"),
        ("batch_no", "7" * 41, "最多 40 字"),
        ("description", "有洞", "至少写 10个字"),
        ("description", "长" * 4001, "最多 4000 字"),
        ("description", "断纸六次停机四十分钟\x00", "认不出的字符"),
        ("estimated_loss", Decimal("-0.01"), "请填 0 到"),
        ("estimated_loss", Decimal("100000000.00"), "请填 0 到"),
        ("occurred_known_by", "", "依据"),
    ],
)
def test_a_fact_out_of_bounds_is_told_at_its_field(world: World, field: str, value: Any, words: str) -> None:
    faults = faults_of(world, **{field: value})
    assert list(faults) == [field] and words in faults[field]


def test_facts_at_their_bounds_are_taken_and_kept_as_written(world: World) -> None:
    text = "=1+1 <b>洞</b> 😀 -2 @SUM(A1)"
    facts = world.card_facts(
        NOW, contact_name="名" * 60, batch_no="7" * 40, description=text, estimated_loss=Decimal("99999999.99")
    )
    card = file(world, facts).card
    card.refresh_from_db()
    assert (card.description, card.estimated_loss) == (text, Decimal("99999999.99"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tonnes": Decimal("0")}, "lines-1-tonnes"),
        ({"tonnes": Decimal("-1")}, "lines-1-tonnes"),
        ({"tonnes": Decimal("100.000")}, "lines-1-tonnes"),
        ({"width": Decimal("0")}, "lines-1-width"),
        ({"roll_no": ""}, "lines-1-roll_no"),
        ({"roll_no": "7a261003-08"}, "lines-1-roll_no"),
        ({"note": "长" * 201}, "lines-1-note"),
    ],
)
def test_a_faulty_roll_is_told_with_its_row(world: World, changes: dict[str, Any], field: str) -> None:
    first, second = world.card_facts(NOW).lines
    faults = faults_of(world, lines=(first, replace(second, **changes)))
    assert list(faults) == [field]
    assert faults[field].startswith("第2卷")


def test_a_card_has_at_least_one_roll_and_at_most_two_hundred(world: World) -> None:
    rolls = tuple(LineFacts(roll_no=f"7A-{n}", tonnes=Decimal("0.5")) for n in range(201))
    assert list(faults_of(world, lines=())) == ["lines"]
    assert list(faults_of(world, lines=rolls)) == ["lines"]
    assert file(world, world.card_facts(NOW, lines=rolls[:200])).card.lines.count() == 200


def test_the_same_customer_batch_and_defect_within_seven_days_is_warned_about_with_its_number(world: World) -> None:
    file(world, at=NOW)
    week_later = NOW + timedelta(days=7)
    with pytest.raises(PossibleDuplicate) as refusal:
        file(world, world.card_facts(week_later), at=week_later)
    assert refusal.value.numbers == ("SH-2026-0001",)
    assert "7天内" in refusal.value.message


def test_a_second_after_the_seven_days_there_is_no_warning(world: World) -> None:
    file(world, at=NOW)
    later = NOW + timedelta(days=7, seconds=1)
    assert file(world, world.card_facts(later), at=later).number == "SH-2026-0002"


@pytest.mark.parametrize("changes", [{"batch_no": "7A999"}, {"defect": "inner_inclusion"}])
def test_another_batch_or_defect_is_no_duplicate(world: World, changes: dict[str, Any]) -> None:
    file(world)
    facts = {key: world.defects[value] if key == "defect" else value for key, value in changes.items()}
    assert file(world, world.card_facts(NOW, **facts)).number == "SH-2026-0002"


def test_a_duplicate_may_be_filed_all_the_same(world: World) -> None:
    file(world)
    assert file(world, accepts_duplicate=True).number == "SH-2026-0002"


def upload(world: World, by: str = "sales_clerk") -> Attachment:
    user = world.users[by]
    return store_file(
        content=io.BytesIO(picture()), name="洞穿.jpg", stream=pending_stream(user), by=user, at=NOW
    )


def test_photos_uploaded_before_belong_to_the_case(world: World) -> None:
    photo = upload(world)
    case = file(world, attachments=[photo])
    photo.refresh_from_db()
    assert photo.stream == case.stream
    assert "附件 1个" in Event.objects.get(stream=case.stream, verb="file_card").text


def test_somebody_elses_photo_stops_the_filing_and_nothing_is_half_saved(world: World) -> None:
    with pytest.raises(FileGone):
        file(world, attachments=[upload(world, by="sales_clerk2")])
    assert not FeedbackCard.objects.exists()
    assert not Event.objects.filter(verb="file_card").exists()


def test_a_draft_is_filed_once(world: World) -> None:
    draft = CardDraft.objects.create(owner=world.sales_clerk, saved_at=NOW)
    case = file(world, draft_id=draft.pk)
    draft.refresh_from_db()
    assert draft.card == case.card
    with pytest.raises(DraftFiled, match="SH-2026-0001"):
        file(world, draft_id=draft.pk, accepts_duplicate=True)


def test_a_draft_that_was_never_saved_is_no_fault(world: World) -> None:
    assert file(world, draft_id=uuid.uuid4())


def test_nobody_files_from_another_persons_draft(world: World) -> None:
    draft = CardDraft.objects.create(owner=world.sales_clerk2, saved_at=NOW)
    with pytest.raises(DraftNotYours):
        file(world, draft_id=draft.pk)


@pytest.mark.django_db(transaction=True)
def test_cards_filed_at_the_same_moment_have_neighbouring_numbers_without_gap_or_twin(world: World) -> None:
    problems: list[BaseException] = []

    def file_three() -> None:
        try:
            for _ in range(3):
                file(world, accepts_duplicate=True)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=file_three) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    numbers = sorted(FeedbackCard.objects.values_list("number", flat=True))
    assert numbers == [f"SH-2026-{n:04d}" for n in range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_two_windows_filing_one_draft_at_the_same_moment_file_it_once(world: World) -> None:
    draft = CardDraft.objects.create(owner=world.sales_clerk, saved_at=NOW)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def file_it() -> None:
        try:
            together.wait()
            file(world, draft_id=draft.pk, accepts_duplicate=True)
            outcomes.append("filed")
        except DraftFiled:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=file_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["filed", "refused"]
    assert FeedbackCard.objects.count() == 1


def test_filing_takes_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    file(world)
    facts = world.card_facts(NOW, batch_no="other")
    clerk = world.sales_clerk
    assert clerk.roles
    with django_assert_max_num_queries(19):
        file_card(facts=facts, by=clerk, at=NOW)
