"""The settlements of a case document: which keys go with which kind, and every fault with its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yibin_service.foundation.regulation import faults as say
from yibin_service.foundation.regulation import reading as read
from yibin_service.foundation.regulation.faults import Fault, Wording, below
from yibin_service.foundation.regulation.reading import Field, Wrong

from .facts import Compensate, Exchange, Method, Return, Settlement, SettlementKind

WITH_REPULP_FALSE = Wording("must be given when repulp is false", "不回抄的退货必须填写核定损失")
NOT_WITH_REPULP = Wording("must not be given when repulp is true", "回抄的退货不要填写核定损失")

MONEY = read.decimal(2, low=0)
TONNES = Field(read.decimal(3, above=0))
KIND = read.member(SettlementKind)
FIELDS: dict[SettlementKind, dict[str, Field]] = {
    SettlementKind.RETURN: {
        "kind": Field(KIND),
        "tonnes": TONNES,
        "repulp": Field(read.boolean),
        "assessed_loss": Field(MONEY, optional=True),
    },
    SettlementKind.COMPENSATE: {
        "kind": Field(KIND),
        "tonnes": TONNES,
        "ex_works_price": Field(MONEY),
        "method": Field(read.member(Method)),
    },
    SettlementKind.EXCHANGE: {
        "kind": Field(KIND),
        "transport_cost": Field(MONEY),
        "storage_cost": Field(MONEY),
    },
}
ALL_KEYS = {key for fields in FIELDS.values() for key in fields}
MADE: dict[SettlementKind, Callable[..., Settlement]] = {
    SettlementKind.RETURN: Return,
    SettlementKind.COMPENSATE: Compensate,
    SettlementKind.EXCHANGE: Exchange,
}


@dataclass(frozen=True, slots=True)
class FaultySettlement:
    """What could be read of a faulty settlement, for the checks that reach over the whole case."""

    repulp: bool | None = None
    method: Method | None = None


def read_settlements(raw: Any, found: list[Fault]) -> list[Settlement | FaultySettlement]:
    """One element for each of the document's; faults go to `found`."""
    if not isinstance(raw, list):
        found.append(Fault("settlements", say.NOT_LIST))
        return []
    return [_settlement(item, f"settlements[{index}]", found) for index, item in enumerate(raw)]


def _settlement(raw: Any, place: str, found: list[Fault]) -> Settlement | FaultySettlement:
    if not isinstance(raw, dict):
        found.append(Fault(place, say.NOT_OBJECT))
        return FaultySettlement()
    kind = _kind(raw, place, found)
    if kind is None:
        read.note_strange_keys(raw, dict.fromkeys(ALL_KEYS), place, found)
        return FaultySettlement()
    before = len(found)
    values = read.read_object(raw, FIELDS[kind], place, found)
    if kind is SettlementKind.RETURN:
        _check_assessed_loss(raw, values, place, found)
    if len(found) > before:
        return FaultySettlement(values.get("repulp"), values.get("method"))
    del values["kind"]
    return MADE[kind](**values)


def _kind(raw: dict[str, Any], place: str, found: list[Fault]) -> SettlementKind | None:
    """The kind decides which keys belong; without it only keys of no kind at all can be told."""
    try:
        if "kind" not in raw:
            raise Wrong(say.MISSING)
        if raw["kind"] is None:
            raise Wrong(say.NULL)
        return SettlementKind(KIND(raw["kind"]))
    except Wrong as wrong:
        found.append(wrong.at(below(place, "kind")))
        return None


def _check_assessed_loss(raw: dict[str, Any], values: dict[str, Any], place: str, found: list[Fault]) -> None:
    """READING of P.四.4: an assessed loss stands for the fee where nothing is re-pulped, and only there."""
    repulp = values.get("repulp")
    if repulp is False and "assessed_loss" not in raw:
        found.append(Fault(below(place, "assessed_loss"), WITH_REPULP_FALSE))
    if repulp is True and "assessed_loss" in raw:
        found.append(Fault(below(place, "assessed_loss"), NOT_WITH_REPULP))
