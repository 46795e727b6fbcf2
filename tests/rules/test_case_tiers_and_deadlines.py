"""P.二  Tier, approval chain and clocks of a case."""

from datetime import date

import pytest

from cases.rules.deadlines import CalendarNeeded
from penalties.rules.assess import assess
from penalties.rules.document import read_case
from tests.rules.made import LATE, as_sent, book, case, changed_rules, exchange, judge, packaging
from yibin_service.foundation.regulation.versions import VersionBook

DEPUTY_READS = {"role": "deputy_gm", "action": "report"}
DEPUTY_APPROVES = {"role": "deputy_gm", "action": "approve"}
MANAGER_READS = {"role": "general_manager", "action": "report"}
MEETING_APPROVES = {"role": "executive_meeting", "action": "approve"}


def clocks(**changes: object) -> dict[str, tuple[str, str]]:
    return {clock["kind"]: (clock["due_at"], clock["state"]) for clock in judge(case(**changes))["deadlines"]}


@pytest.mark.parametrize(
    ("loss", "is_clear", "tier"),
    [
        ("0", True, "minor"),
        ("1000.00", True, "minor"),
        ("1000.01", True, "larger"),
        ("10000.00", True, "larger"),
        ("10000.01", True, "major"),
        ("0", False, "larger"),
        ("300.00", False, "larger"),
        ("1000.00", False, "larger"),
        ("10000.00", False, "larger"),
        ("10000.01", False, "major"),
        ("99999999.99", True, "major"),
    ],
)
def test_the_tier_follows_direct_loss_and_clearness(loss: str, is_clear: bool, tier: str) -> None:
    assert judge(case(direct_loss=loss, liability_clear=is_clear))["tier"] == tier


@pytest.mark.parametrize("loss", ["0", "1000.00", "10000.00", "20000.00"])
def test_a_case_marked_by_the_leaders_is_extra_major_whatever_the_loss(loss: str) -> None:
    assert judge(case(direct_loss=loss, extra_major=True))["tier"] == "extra_major"


def test_a_threshold_makes_a_case_extra_major_from_exactly_its_amount() -> None:
    versions = VersionBook([changed_rules("P", "P-限", "2000-01-01", extra_major_threshold="50000")])
    assert judge(case(direct_loss="49999.99"), versions)["tier"] == "major"
    assert judge(case(direct_loss="50000.00"), versions)["tier"] == "extra_major"


@pytest.mark.parametrize(
    ("changes", "chain", "has_team"),
    [
        ({"direct_loss": "1000"}, [], False),
        ({"direct_loss": "1000.01"}, [DEPUTY_READS], True),
        ({"direct_loss": "10000.01"}, [DEPUTY_APPROVES, MANAGER_READS], True),
        ({"extra_major": True}, [DEPUTY_APPROVES, MANAGER_READS, MEETING_APPROVES], True),
    ],
)
def test_each_tier_has_its_chain_and_team(changes: dict[str, object], chain: list[object], has_team: bool) -> None:
    result = judge(case(**changes))
    assert (result["approval"], result["service_team_required"]) == (chain, has_team)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"direct_loss": "1000"}, "2026-10-11T00:00:00+08:00"),
        ({"direct_loss": "1000.01"}, "2026-10-23T00:00:00+08:00"),
        ({"direct_loss": "10000.01"}, "2026-11-07T00:00:00+08:00"),
        ({"extra_major": True}, "2026-11-07T00:00:00+08:00"),
    ],
)
def test_each_tier_has_its_days_for_the_reply(changes: dict[str, object], due: str) -> None:
    assert clocks(**changes)["reply"][0] == due


def test_the_reply_clock_counts_from_the_mills_day_of_delivery() -> None:
    filed = {"card_filed_at": "2026-10-07T16:00:00Z"}  # 00:00 of the 8th in Shanghai
    assert clocks(**filed)["reply"][0] == "2026-10-24T00:00:00+08:00"


def test_no_reply_clock_runs_before_the_card_is_delivered() -> None:
    assert "reply" not in clocks(card_filed_at=None)


@pytest.mark.parametrize(
    ("replied_at", "as_of", "state"),
    [
        ("2026-10-23T00:00:00+08:00", "2026-11-01T00:00:00+08:00", "met"),
        ("2026-10-23T00:00:01+08:00", "2026-11-01T00:00:00+08:00", "breached"),
        (None, "2026-10-23T00:00:00+08:00", "running"),
        (None, "2026-10-23T00:00:01+08:00", "breached"),
    ],
)
def test_the_reply_is_in_time_up_to_midnight_of_the_last_day(replied_at: str | None, as_of: str, state: str) -> None:
    assert clocks(replied_at=replied_at, as_of=as_of)["reply"][1] == state


@pytest.mark.parametrize(
    ("filed_at", "as_of", "state"),
    [
        ("2026-10-08T09:00:00+08:00", "2026-10-20T09:00:00+08:00", "met"),
        ("2026-10-08T09:00:01+08:00", "2026-10-20T09:00:00+08:00", "breached"),
        ("2026-10-05T09:00:00+08:00", "2026-10-20T09:00:00+08:00", "met"),
        (None, "2026-10-08T09:00:00+08:00", "running"),
        (None, "2026-10-08T09:00:01+08:00", "breached"),
    ],
)
def test_the_card_is_in_time_up_to_the_seventy_second_hour(filed_at: str | None, as_of: str, state: str) -> None:
    assert clocks(card_filed_at=filed_at, as_of=as_of)["card_filing"] == ("2026-10-08T09:00:00+08:00", state)


@pytest.mark.parametrize(
    ("opened_at", "state"), [("2026-10-02T09:00:00+08:00", "met"), ("2026-10-02T08:59:59+08:00", "breached")]
)
def test_the_user_reports_within_72_hours_of_opening(opened_at: str, state: str) -> None:
    assert clocks(opened_at=opened_at)["user_report"][1] == state


@pytest.mark.parametrize(
    "cause", ["physical_index", "paper_defect", "passing_off", "rewinding", "brightness", "hidden", "user_misuse"]
)
def test_intrinsic_causes_take_the_clock_of_opening(cause: str) -> None:
    times = {"opened_at": "2026-10-04T08:00:00+08:00", "arrived_at": "2026-10-03T08:00:00+08:00"}
    assert clocks(cause=cause, **times)["user_report"][0] == "2026-10-07T08:00:00+08:00"


def test_transport_takes_the_clock_of_arrival() -> None:
    times = {"opened_at": "2026-10-04T08:00:00+08:00", "arrived_at": "2026-10-03T08:00:00+08:00"}
    assert clocks(cause="transport", **times)["user_report"][0] == "2026-10-06T08:00:00+08:00"


def test_packaging_takes_the_clock_of_arrival() -> None:
    result = judge(packaging(opened_at="2026-10-04T08:00:00+08:00", arrived_at="2026-10-03T08:00:00+08:00"))
    assert result["deadlines"][1]["due_at"] == "2026-10-06T08:00:00+08:00"


@pytest.mark.parametrize(
    "changes",
    [
        {"cause": None, "opened_at": "2026-10-04T08:00:00+08:00"},
        {"arrived_at": "2026-10-04T08:00:00+08:00"},
        {"cause": "transport", "opened_at": "2026-10-04T08:00:00+08:00"},
    ],
)
def test_without_the_start_of_its_clock_no_user_report_is_judged(changes: dict[str, object]) -> None:
    assert "user_report" not in clocks(**changes)


def test_clocks_stand_in_the_order_card_report_reply() -> None:
    assert list(clocks(opened_at="2026-10-04T08:00:00+08:00")) == ["card_filing", "user_report", "reply"]


def test_a_late_user_report_is_nobodys_fine() -> None:
    assert judge(case(opened_at="2026-09-01T08:00:00+08:00", settlements=[exchange("1.00")]))["fines"] == []


def test_results_carry_the_mills_offset_whatever_was_sent() -> None:
    sent = {
        "received_by_sales_at": "2026-10-05T01:00:00Z",
        "card_filed_at": "2026-10-06T21:00:00-05:00",
        "as_of": "2026-10-20T01:00:00Z",
    }
    assert clocks(**sent)["card_filing"] == ("2026-10-08T09:00:00+08:00", "met")


def test_the_clocks_of_a_changed_version_are_its_own() -> None:
    versions = VersionBook([changed_rules("P", "P-快", "2000-01-01", card_filing_hours="24", larger_reply_days="10")])
    result = judge(case(**LATE), versions)
    assert [clock["due_at"] for clock in result["deadlines"]] == [
        "2026-10-06T09:00:00+08:00",
        "2026-10-19T00:00:00+08:00",
    ]


def test_a_version_that_moves_holidays_asks_the_calendar() -> None:
    versions = VersionBook([changed_rules("P", "P-节", "2000-01-01", reply_holiday_shift="是")])
    facts, p = read_case(as_sent(case()), versions)
    result = assess(facts, p, is_workday=lambda day: day != date(2026, 10, 22))
    assert result.to_json()["deadlines"][-1]["due_at"] == "2026-10-24T00:00:00+08:00"


def test_a_version_that_moves_holidays_is_not_judged_without_a_calendar() -> None:
    versions = VersionBook([changed_rules("P", "P-节", "2000-01-01", reply_holiday_shift="是")])
    with pytest.raises(CalendarNeeded):
        assess(*read_case(as_sent(case()), versions))


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-12-31T15:59:59Z", "P-试行"), ("2026-12-31T16:00:00Z", "P-2027")],
)
def test_the_version_is_the_one_of_the_mills_day_of_receipt(day: str, code: str) -> None:
    versions = VersionBook([book().by_code("P", "P-试行"), changed_rules("P", "P-2027", "2027-01-01")])
    changes = {"received_by_sales_at": day, "card_filed_at": None, "as_of": "2027-02-01T00:00:00+08:00"}
    assert judge(case(**changes), versions)["regulation"] == code


def test_a_version_may_be_named_whatever_the_day() -> None:
    early = {"received_by_sales_at": "1999-01-05T09:00:00+08:00", "card_filed_at": None}
    assert judge(case(regulation="P-试行", **early))["regulation"] == "P-试行"
