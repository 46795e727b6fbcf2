"""The situations told in the YAML files beside this one."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.made import case, day, judge, judge_month, month
from yibin_service.foundation.regulation.clauses import BY_ID

HERE = Path(__file__).parent


def scenarios(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def drawn(result: dict[str, Any], key: str) -> Any:
    """A part of a case's result in the short form of the files."""
    match key:
        case "lines":
            return [[line["unit"], line["share"], line["amount"]] for line in result["allocations"]]
        case "fines":
            return [[fine["unit"], fine["amount"]] for fine in result["fines"]]
        case "clocks":
            return [[clock["kind"], clock["state"]] for clock in result["deadlines"]]
    return result[key]


@pytest.mark.parametrize("told", scenarios("cases.yaml"), ids=lambda told: told["name"])
def test_a_case_comes_out_as_told(told: dict[str, Any]) -> None:
    result = judge(case(**told["given"]))
    assert {key: drawn(result, key) for key in told["expect"]} == told["expect"]
    assert told["clause"] in {step["clause"] for step in result["basis"]}


@pytest.mark.parametrize("told", scenarios("months.yaml"), ids=lambda told: told["name"])
def test_a_month_comes_out_as_told(told: dict[str, Any]) -> None:
    assert told["clause"] in BY_ID
    days = [day(on) | changes for on, changes in told["days"].items()]
    result = judge_month(month(*days, **told.get("given", {})))
    assert {key: result[key] for key in told["expect"]} == told["expect"]
