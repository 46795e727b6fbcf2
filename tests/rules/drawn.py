"""Hypothesis strategies: sound cases and months of every kind, and arbitrary JSON."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

SHANGHAI = timezone(timedelta(hours=8))
FIRST = datetime(2026, 10, 5, 9, tzinfo=SHANGHAI)
TWO_UNITS = ["physical_index", "paper_defect", "passing_off", "rewinding", "brightness", "hidden"]
SIGNERS = ["qc", "warehouse", "carrier"]

money = st.decimals(0, 999_999, places=2, allow_nan=False).map(str)
tonnes = st.integers(1, 99_999).map(lambda kilograms: str(Decimal(kilograms) / 1000))
instants = st.integers(0, 40 * 24 * 3600).map(lambda seconds: FIRST + timedelta(seconds=seconds))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def packagings(draw: st.DrawFn) -> dict[str, Any]:
    signed = draw(st.lists(st.sampled_from(SIGNERS), unique=True))
    forced = (
        [] if len(signed) == len(SIGNERS) else draw(st.lists(st.sampled_from(signed), unique=True)) if signed else []
    )
    return {
        "stage": draw(st.sampled_from(["before_loading", "dispatch", "user_handling"])),
        "warehouse_signed": draw(st.booleans()),
        "signatures": signed,
        "forced_by": forced,
    }


def returns() -> st.SearchStrategy[dict[str, Any]]:
    assessed = st.fixed_dictionaries(
        {"kind": st.just("return"), "tonnes": tonnes, "repulp": st.just(False), "assessed_loss": money}
    )
    repulped = st.fixed_dictionaries({"kind": st.just("return"), "tonnes": tonnes, "repulp": st.just(True)})
    return assessed | repulped


def compensations(methods: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "kind": st.just("compensate"),
            "tonnes": tonnes,
            "ex_works_price": money,
            "method": st.sampled_from(methods),
        }
    )


def exchanges() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"kind": st.just("exchange"), "transport_cost": money, "storage_cost": money})


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A sound case: no contradiction, whatever its cause."""
    cause = draw(st.sampled_from([*TWO_UNITS, "packaging", "transport", "user_misuse", None]))
    times = sorted(draw(st.lists(instants, min_size=5, max_size=5)))
    filed = draw(st.booleans())
    methods = ["price", "output"] if cause in TWO_UNITS or cause is None else ["price"]
    kinds = returns() | compensations(methods) | exchanges()
    return {
        "ref": draw(st.text(st.characters(codec="utf-8"), max_size=20)),
        "as_of": times[4].isoformat(),
        "regulation": "P-试行",
        "received_by_sales_at": times[1].isoformat(),
        "card_filed_at": times[2].isoformat() if filed else None,
        "arrived_at": draw(st.none() | st.just(times[0].isoformat())),
        "opened_at": draw(st.none() | st.just(times[0].isoformat())),
        "replied_at": times[3].isoformat() if filed and draw(st.booleans()) else None,
        "liability_clear": draw(st.booleans()),
        "extra_major": draw(st.booleans()),
        "direct_loss": draw(money),
        "workshop": "四抄车间",
        "machine": 7,
        "cause": cause,
        "packaging": draw(packagings()) if cause == "packaging" else None,
        "sales_mistake": draw(st.booleans()),
        "goodwill_approved": draw(st.booleans()),
        "settlements": draw(st.lists(kinds, max_size=4)),
        "investigation_cost": draw(money),
        "recovered": draw(money) if cause == "transport" else "0.00",
        "late_filing_effect": draw(st.sampled_from(["none", "evidence", "evidence_and_handling", None])),
    }


clock = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


@st.composite
def months(draw: st.DrawFn) -> dict[str, Any]:
    """A sound month of an employee."""
    dates = sorted(draw(st.sets(st.integers(1, 31), max_size=23)))
    return {
        "ref": "E-17",
        "regulation": "S-初版",
        "month": "2026-10",
        "monthly_wage": draw(st.decimals("0.01", 99_999, places=2).map(str)),
        "shift": {"start": "08:30", "end": "17:30"},
        "prior": {
            "demerits": draw(st.integers(0, 4)),
            "absent_days_this_year": draw(st.sampled_from(["0.0", "0.5", "3.0", "4.5", "7.0"])),
            "last_absent_run": [f"2026-09-{30 - back:02}" for back in range(draw(st.integers(0, 6)), 0, -1)],
        },
        "days": [draw(workdays(f"2026-10-{number:02}")) for number in dates],
    }


@st.composite
def workdays(draw: st.DrawFn, on: str) -> dict[str, Any]:
    return {
        "date": on,
        "in": draw(st.none() | clock),
        "out": draw(st.none() | clock),
        "leave": draw(st.booleans()),
        "field": draw(st.booleans()),
        "daily_report": draw(st.integers(0, 9)) > 0,
        "left_post_minutes": draw(st.lists(st.integers(1, 120), max_size=3)),
        "phone_off_hours": draw(st.sampled_from(["0", "12", "12.01"])),
        "unreachable": draw(st.integers(0, 9)) == 0,
    }
