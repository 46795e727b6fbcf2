"""One case as a JSON document: every fault with its place, or the facts with the version they are judged by."""

from datetime import datetime
from typing import Any

from cases.rules.deadlines import card_filing_due, state_of
from cases.rules.intake import Cause
from liability.rules.determine import determine
from liability.rules.facts import LiabilityFacts, Packaging, PackagingStage, Signer
from yibin_service.foundation.regulation import faults as say
from yibin_service.foundation.regulation import reading as read
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.faults import Fault, FaultyDocument, Wording, fault
from yibin_service.foundation.regulation.money import ZERO
from yibin_service.foundation.regulation.parameters import ParameterSet
from yibin_service.foundation.regulation.reading import Field
from yibin_service.foundation.regulation.version_choice import choose_version
from yibin_service.foundation.regulation.versions import PRODUCT_RULES, VersionBook

from .assess import replaces_allocation
from .consistency import fee_fault, output_faults, recovery_fault
from .facts import CaseFacts, LateFilingEffect, Method
from .settlement_document import read_settlements

PACKAGING_NEEDED = Wording("must be given with cause packaging", "原因为外包装破损时必须填写")
PACKAGING_SUPERFLUOUS = Wording("must not be given unless the cause is packaging", "原因不是外包装破损时不要填写")
FORCED_BY_NONSIGNER = Wording("must list signers only", "强制发运方应在已签字的各方之中")
FORCED_THOUGH_SIGNED = Wording("must be empty when all three signed", "三方都已签字时应为空")

MONEY = read.decimal(2, low=0)
YES_OR_NO = Field(read.boolean, optional=True, default=False)
INSTANT_OR_NONE = Field(read.instant, nullable=True, optional=True)
MONEY_OR_ZERO = Field(MONEY, optional=True, default=ZERO)
# In the contract's order, which is also the order faults are told in.
CASE_FIELDS: dict[str, Field] = {
    "ref": Field(read.text),
    "as_of": Field(read.instant),
    "regulation": Field(read.text, nullable=True, optional=True),
    "received_by_sales_at": Field(read.instant),
    "card_filed_at": INSTANT_OR_NONE,
    "arrived_at": INSTANT_OR_NONE,
    "opened_at": INSTANT_OR_NONE,
    "replied_at": INSTANT_OR_NONE,
    "liability_clear": Field(read.boolean),
    "extra_major": YES_OR_NO,
    "direct_loss": Field(MONEY),
    "workshop": Field(read.name),
    "machine": Field(read.whole(low=1), nullable=True),
    "cause": Field(read.member(Cause), nullable=True, optional=True),
    "packaging": Field(read.anything, nullable=True, optional=True),
    "sales_mistake": YES_OR_NO,
    "goodwill_approved": YES_OR_NO,
    "settlements": Field(read.anything, optional=True, default=[]),
    "investigation_cost": MONEY_OR_ZERO,
    "recovered": MONEY_OR_ZERO,
    "late_filing_effect": Field(read.member(LateFilingEffect), nullable=True, optional=True),
}
PACKAGING_FIELDS: dict[str, Field] = {
    "stage": Field(read.member(PackagingStage)),
    "warehouse_signed": Field(read.boolean),
    "signatures": Field(read.anything),
    "forced_by": Field(read.anything),
}
# (act, what it follows): the act may not be the earlier one.
SEQUENCE = (
    ("received_by_sales_at", "arrived_at"),
    ("received_by_sales_at", "opened_at"),
    ("card_filed_at", "received_by_sales_at"),
    ("replied_at", "card_filed_at"),
)
ACTS = ("received_by_sales_at", "card_filed_at", "arrived_at", "opened_at", "replied_at")


def read_case(raw: Any, versions: VersionBook) -> tuple[CaseFacts, ParameterSet]:
    """The facts of one document and the version they are bound to. Raises FaultyDocument with every fault found."""
    found: list[Fault] = []
    values = read.read_object(raw, CASE_FIELDS, "", found)
    if not isinstance(raw, dict):
        raise FaultyDocument(found)
    _read_parts(values, found)
    _check_sequence(values, found)
    version = _version(values, versions, found)
    if found or version is None:
        found.extend(_contradictions(values, version))
        raise FaultyDocument(read.in_key_order(found, CASE_FIELDS))
    del values["regulation"]
    values["settlements"] = tuple(values["settlements"])
    return CaseFacts(**values), version


def _read_parts(values: dict[str, Any], found: list[Fault]) -> None:
    """Replace the raw settlements and packaging by what they mean; what is faulty is taken out."""
    if "settlements" in values:
        raw = values["settlements"]
        values["settlements"] = read_settlements(raw, found)
        if not isinstance(raw, list):
            del values["settlements"]
    if "packaging" in values:
        raw = values["packaging"]
        values["packaging"] = None if raw is None else _packaging(raw, found)
        _check_packaging_is_due(values, raw, found)
        if raw is not None and values["packaging"] is None:
            del values["packaging"]


def _check_packaging_is_due(values: dict[str, Any], raw: Any, found: list[Fault]) -> None:
    """`packaging` stands with its cause, always and only."""
    if "cause" not in values:
        return
    if values["cause"] is Cause.PACKAGING and raw is None:
        found.append(Fault("packaging", PACKAGING_NEEDED))
    if values["cause"] is not Cause.PACKAGING and raw is not None:
        found.append(Fault("packaging", PACKAGING_SUPERFLUOUS))


def _packaging(raw: Any, found: list[Fault]) -> Packaging | None:
    before = len(found)
    values = read.read_object(raw, PACKAGING_FIELDS, "packaging", found)
    for key in ("signatures", "forced_by"):
        if key in values:
            values[key] = read.member_list(Signer, values[key], f"packaging.{key}", found)
    signed, forced = values.get("signatures"), values.get("forced_by")
    if signed is not None and forced is not None:
        if len(signed) == len(Signer) and forced:
            found.append(Fault("packaging.forced_by", FORCED_THOUGH_SIGNED))
        elif not forced <= signed:
            found.append(Fault("packaging.forced_by", FORCED_BY_NONSIGNER))
    return Packaging(**values) if len(found) == before else None


def _check_sequence(values: dict[str, Any], found: list[Fault]) -> None:
    """No act stands before what it follows, and none after the instant asked about."""
    for act, followed in SEQUENCE:
        at, earlier = values.get(act), values.get(followed)
        if at is not None and earlier is not None and at < earlier:
            found.append(fault(act, say.BEFORE, other=followed))
    if values.get("replied_at") is not None and "card_filed_at" in values and values["card_filed_at"] is None:
        found.append(fault("replied_at", say.WITHOUT, other="card_filed_at"))
    as_of: datetime | None = values.get("as_of")
    if as_of is not None:
        found.extend(fault(act, say.AFTER, other="as_of") for act in ACTS if (at := values.get(act)) and at > as_of)


def _version(values: dict[str, Any], versions: VersionBook, found: list[Fault]) -> ParameterSet | None:
    """The version named, or the one in force on the mill's day of receipt."""
    if "regulation" not in values:
        return None
    received: datetime | None = values.get("received_by_sales_at")
    day = None if received is None else local_day(received)
    return choose_version(versions, PRODUCT_RULES, values["regulation"], day, found)


def _contradictions(values: dict[str, Any], p: ParameterSet | None) -> list[Fault]:
    """What can be said of the sound part of a faulty document: the checks whose facts could all be read."""
    if p is None:
        return []
    found = []
    settlements = values.get("settlements", [])
    if any(getattr(item, "repulp", None) is True for item in settlements) and "machine" in values:
        found.append(fee_fault(values["machine"], values.get("workshop"), p))
    if {"cause", "packaging", "goodwill_approved"} <= values.keys() and _packaging_agrees(values):
        facts = LiabilityFacts(values["cause"], "", values["packaging"], values["goodwill_approved"])
        found.extend(_contradictions_of_shares(values, facts, p))
    return [contradiction for contradiction in found if contradiction is not None]


def _packaging_agrees(values: dict[str, Any]) -> bool:
    return (values["cause"] is Cause.PACKAGING) == (values["packaging"] is not None)


def _contradictions_of_shares(values: dict[str, Any], facts: LiabilityFacts, p: ParameterSet) -> list[Fault | None]:
    determination = determine(facts, p)
    settlements = values.get("settlements", [])
    found: list[Fault | None] = []
    if settlements and "recovered" in values:
        found.append(recovery_fault(values["recovered"], determination))
    is_late = _is_late(values, p)
    if is_late is not None and not replaces_allocation(values["late_filing_effect"], is_late, determination):
        by_output = [index for index, item in enumerate(settlements) if getattr(item, "method", None) is Method.OUTPUT]
        found.extend(output_faults(by_output, determination))
    return found


def _is_late(values: dict[str, Any], p: ParameterSet) -> bool | None:
    """Whether the card was late; None where that cannot be told, False at once where nothing hangs on it."""
    if "late_filing_effect" not in values:
        return None
    if values["late_filing_effect"] is not LateFilingEffect.EVIDENCE_AND_HANDLING:
        return False
    if not {"as_of", "received_by_sales_at", "card_filed_at"} <= values.keys():
        return None
    due_at = card_filing_due(values["received_by_sales_at"], p)
    return state_of(due_at, acted_at=values["card_filed_at"], now=values["as_of"]).is_breach
