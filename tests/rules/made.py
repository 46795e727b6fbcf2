"""Documents for tests of the rules: a sound one, changed key by key; judged by the versions that come with the product."""

import json
from datetime import date
from functools import cache
from typing import Any

from penalties.rules.assess import assess
from penalties.rules.document import read_case
from staff.rules.document import read_month
from staff.rules.month import assess_month
from yibin_service.foundation.regulation.faults import FaultyDocument
from yibin_service.foundation.regulation.literal_json import one_value
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.versions import VersionBook, VersionDocument, fixture_book, fixture_documents

ABSENT = object()


@cache
def book() -> VersionBook:
    return fixture_book()


def product_rules() -> ParameterSet:
    return book().by_code("P", "P-试行")


def staff_rules() -> ParameterSet:
    return book().by_code("S", "S-初版")


def changed_rules(family: str, code: str, effective_from: str, **values: str | None) -> ParameterSet:
    """The product's own version with some values changed."""
    document = next(one for one in fixture_documents() if one.family == family)
    parameters = tuple({**one, "value": values.get(one["key"], one["value"])} for one in document.parameters)
    return VersionDocument(
        family, code, document.title, date.fromisoformat(effective_from), "", "", parameters
    ).parameter_set()


def case(**changes: Any) -> dict[str, Any]:
    """A case of a paper defect, card in time, not yet answered, with nothing settled; `ABSENT` takes a key out."""
    document = {
        "ref": "S-001",
        "as_of": "2026-10-20T09:00:00+08:00",
        "regulation": None,
        "received_by_sales_at": "2026-10-05T09:00:00+08:00",
        "card_filed_at": "2026-10-07T10:00:00+08:00",
        "arrived_at": None,
        "opened_at": None,
        "replied_at": None,
        "liability_clear": True,
        "extra_major": False,
        "direct_loss": "6750.00",
        "workshop": "四抄车间",
        "machine": 7,
        "cause": "paper_defect",
        "packaging": None,
        "sales_mistake": False,
        "goodwill_approved": False,
        "settlements": [],
        "investigation_cost": "0.00",
        "recovered": "0.00",
        "late_filing_effect": None,
    }
    return {key: value for key, value in (document | changes).items() if value is not ABSENT}


LATE = {"card_filed_at": "2026-10-08T09:00:01+08:00"}


def exchange(cost: str) -> dict[str, Any]:
    """A settlement that costs exactly `cost`."""
    return {"kind": "exchange", "transport_cost": cost, "storage_cost": "0.00"}


def repulped(tonnes: str) -> dict[str, Any]:
    return {"kind": "return", "tonnes": tonnes, "repulp": True}


def compensated(tonnes: str, price: str, method: str = "price") -> dict[str, Any]:
    return {"kind": "compensate", "tonnes": tonnes, "ex_works_price": price, "method": method}


def packaging(stage: str = "dispatch", **changes: Any) -> dict[str, Any]:
    """A case of damaged packaging with one settlement of 1,000.01 CNY."""
    facts = {
        "stage": stage,
        "warehouse_signed": changes.pop("warehouse_signed", True),
        "signatures": changes.pop("signatures", ["qc", "warehouse", "carrier"]),
        "forced_by": changes.pop("forced_by", []),
    }
    return case(**{"cause": "packaging", "packaging": facts, "settlements": [exchange("1000.01")]} | changes)


def as_sent(document: Any) -> Any:
    """What the reader makes of the document once it is written as JSON."""
    return one_value(json.dumps(document).encode())


def judge(document: Any, versions: VersionBook | None = None) -> dict[str, Any]:
    """The result of a case as JSON."""
    facts, p = read_case(as_sent(document), versions or book())
    return assess(facts, p).to_json()


def faults_of(document: Any) -> list[str]:
    """The places of every fault of a case, in order."""
    try:
        judge(document)
    except FaultyDocument as faulty:
        return [fault.place for fault in faulty.faults]
    return []


def lines(result: dict[str, Any]) -> list[tuple[str, str | None, str, str]]:
    """The allocations as (unit, share, amount, clause)."""
    return [(line["unit"], line["share"], line["amount"], line["clause"]) for line in result["allocations"]]


def day(on: str = "2026-10-08", **changes: Any) -> dict[str, Any]:
    """A workday without anything to charge."""
    document = {
        "date": on,
        "in": "08:30",
        "out": "17:30",
        "leave": False,
        "field": False,
        "daily_report": True,
        "left_post_minutes": [],
        "phone_off_hours": "0",
        "unreachable": False,
    }
    renamed = {key.rstrip("_"): value for key, value in changes.items()}
    return {key: value for key, value in (document | renamed).items() if value is not ABSENT}


def month(*days: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An employee's October with these days."""
    document = {
        "ref": "E-17/2026-10",
        "regulation": None,
        "month": "2026-10",
        "monthly_wage": "6525.00",
        "shift": {"start": "08:30", "end": "17:30"},
        "prior": {"demerits": 0, "absent_days_this_year": "0.0", "last_absent_run": []},
        "days": list(days),
    }
    return {key: value for key, value in (document | changes).items() if value is not ABSENT}


def judge_month(document: Any, versions: VersionBook | None = None) -> dict[str, Any]:
    """The result of a month as JSON."""
    return assess_month(*read_month(as_sent(document), versions or book())).to_json()


def month_faults(document: Any) -> list[str]:
    """The places of every fault of a month, in order."""
    try:
        judge_month(document)
    except FaultyDocument as faulty:
        return [fault.place for fault in faulty.faults]
    return []


def charged(*days: dict[str, Any], **changes: Any) -> list[tuple[str, int | None, str]]:
    """The events of a month as (kind, minutes, clause)."""
    events = judge_month(month(*days, **changes))["events"]
    return [(event["kind"], event["minutes"], event["clause"]) for event in events]
