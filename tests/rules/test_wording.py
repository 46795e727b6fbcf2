"""Figures, times and periods as people read them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibin_service.foundation import wording
from yibin_service.foundation.wording import SHANGHAI, DueState

NOW = datetime(2026, 11, 23, 9, 42, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("33988.90"), "33,988.90"),
        (Decimal("-2940"), "−2,940.00"),
        (Decimal("0"), "0.00"),
        (Decimal("-0.00"), "0.00"),
        (Decimal("99999999.99"), "99,999,999.99"),
        (None, ""),
    ],
)
def test_money_has_separators_two_places_and_a_true_minus(amount: Decimal | None, words: str) -> None:
    assert wording.money(amount) == words


def test_zero_is_blank_in_sparse_columns_only() -> None:
    assert wording.money_or_blank(Decimal("0.00")) == ""
    assert wording.money_or_blank(Decimal("0.01")) == "0.01"


def test_a_difference_carries_its_sign() -> None:
    assert wording.signed_money(Decimal("3398.89")) == "+3,398.89"
    assert wording.signed_money(Decimal("-3398.89")) == "−3,398.89"
    assert wording.signed_money(Decimal("0")) == "0.00"


def test_units_stand_after_a_space_and_measure_words_without_one() -> None:
    assert wording.yuan(Decimal("200")) == "200.00 元"
    assert wording.yuan(None) == ""
    assert wording.count(1234, "笔") == "1,234笔"


def test_tonnes_have_three_places() -> None:
    assert wording.tonnes(Decimal("12.6")) == "12.600"
    assert wording.tonnes(Decimal("1234.5")) == "1,234.500"


@pytest.mark.parametrize(
    ("fraction", "words"), [("0.7", "70%"), ("1", "100%"), ("0.3333", "33.33%"), ("0.125", "12.50%"), ("0", "0%")]
)
def test_a_share_shows_places_only_when_not_whole(fraction: str, words: str) -> None:
    assert wording.share(Decimal(fraction)) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=2, hours=14, minutes=59), "2天14小时"),
        (timedelta(days=7, minutes=59), "7天"),
        (timedelta(hours=24), "1天"),
        (timedelta(hours=23, minutes=59), "23小时"),
        (timedelta(hours=6), "6小时"),
        (timedelta(hours=5, minutes=59, seconds=59), "5小时59分"),
        (timedelta(hours=5), "5小时"),
        (timedelta(minutes=59, seconds=59), "59分钟"),
        (timedelta(seconds=59), "不到1分钟"),
    ],
)
def test_a_span_is_rounded_down_in_two_steps(length: timedelta, words: str) -> None:
    assert wording.span(length) == words
    assert wording.span(-length) == words


def test_a_period_that_ends_at_midnight_is_written_24_of_its_last_day() -> None:
    assert wording.end(datetime(2026, 11, 26, tzinfo=SHANGHAI), 2026) == "11-25 24:00"
    assert wording.end(datetime(2026, 11, 25, 18, tzinfo=SHANGHAI), 2026) == "11-25 18:00"


def test_an_end_at_new_year_belongs_to_the_old_one() -> None:
    assert wording.end(datetime(2027, 1, 1, tzinfo=SHANGHAI), 2026) == "12-31 24:00"
    assert wording.end(datetime(2027, 1, 1, tzinfo=SHANGHAI), 2027) == "2026-12-31 24:00"


def test_what_happened_at_midnight_stays_on_its_own_day() -> None:
    assert wording.instant(datetime(2026, 11, 1, tzinfo=SHANGHAI), 2026) == "11-01 00:00"


def test_instants_are_told_in_shanghai_time() -> None:
    assert wording.instant(datetime.fromisoformat("2026-10-31T16:30:00+00:00"), 2026) == "11-01 00:30"


def test_days_carry_the_year_only_when_it_is_another() -> None:
    assert wording.day(date(2026, 11, 25), 2026) == "11-25"
    assert wording.day(date(2025, 11, 25), 2026) == "2025-11-25"
    assert wording.printed_day(date(2026, 11, 1)) == "2026年11月1日"
    assert wording.month(date(2026, 10, 1)) == "2026年10月"
    assert wording.weekday(NOW) == "星期一"


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(hours=24, seconds=1), DueState.RUNNING),
        (timedelta(hours=24), DueState.SOON),
        (timedelta(hours=6, seconds=1), DueState.SOON),
        (timedelta(hours=6), DueState.URGENT),
        (timedelta(0), DueState.URGENT),
        (timedelta(seconds=-1), DueState.LATE),
    ],
)
def test_an_open_deadline_changes_state_at_the_warnings_and_after_its_end(left: timedelta, state: DueState) -> None:
    assert wording.due(NOW + left, NOW).state == state


def test_a_deadline_met_on_the_instant_is_met() -> None:
    assert wording.due(NOW, NOW, done_at=NOW).words == "按时"
    assert wording.due(NOW, NOW, done_at=NOW - timedelta(hours=19)).words == "按时 · 早19小时"


def test_a_deadline_met_a_second_late_is_late() -> None:
    due = wording.due(NOW, NOW, done_at=NOW + timedelta(seconds=1))
    assert (due.state, due.is_late) == (DueState.LATE_DONE, True)


def test_a_waived_and_a_not_started_deadline_say_so() -> None:
    assert wording.due(NOW - timedelta(days=1), NOW, is_waived=True).words == "已豁免"
    assert wording.due(None, NOW).words == "未起算"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("18785.15", "人民币壹万捌仟柒佰捌拾伍元壹角伍分"),
        ("12345.07", "人民币壹万贰仟叁佰肆拾伍元零柒分"),
        ("200", "人民币贰佰元整"),
        ("10.50", "人民币壹拾元伍角整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("0", "人民币零元整"),
        ("100000.00", "人民币壹拾万元整"),
        ("100000001.00", "人民币壹亿零壹元整"),
        ("10010.01", "人民币壹万零壹拾元零壹分"),
        ("-600", "人民币负陆佰元整"),
    ],
)
def test_a_sum_is_written_out_as_on_cheques(amount: str, words: str) -> None:
    assert wording.capital_yuan(Decimal(amount)) == words


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2))
def test_a_sum_written_out_reads_back_as_itself(amount: Decimal) -> None:
    words = wording.capital_yuan(amount).removeprefix("人民币")
    assert _read(words) == amount


def _read(words: str) -> Decimal:
    """Reads 大写 back with the other program, part by part."""
    whole, _, rest = words.rpartition("元")
    total = Decimal(str(cn2an.cn2an(whole, "smart"))) if whole else Decimal(0)
    for unit, worth in (("角", "0.1"), ("分", "0.01")):
        if unit in rest:
            digit = rest[rest.index(unit) - 1]
            total += wording.DIGITS.index(digit) * Decimal(worth)
    return total


def test_a_sum_beyond_all_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        wording.capital_yuan(Decimal(10) ** 12)
