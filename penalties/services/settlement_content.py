"""What is written down of a settlement, checked for sense, and what it comes to by the rule."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.models import Case
from liability.rules.facts import Party
from penalties.models import CompensateMethod, SettlementKind
from penalties.rules.consistency import fee_fault
from penalties.rules.facts import Compensate, Exchange, Method, Return
from penalties.rules.facts import Settlement as SettlementFact
from penalties.rules.settlement import settlement_loss
from penalties.selectors.case_facts import CaseStanding, printed_workshop
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.regulation.parameters import ParameterSet

AMOUNT_FIELDS = {
    SettlementKind.RETURN: "tonnes",
    SettlementKind.COMPENSATE: "tonnes",
    SettlementKind.EXCHANGE: "transport_cost",
}


@dataclass(frozen=True)
class SettlementContent:
    """A settlement as agreed with the user. Tonnes and price go with 退 and 赔, the two costs with 换.

    `line_ids` are the rolls of the card that it takes in; `replaces_id` a reversed settlement that it enters anew.
    """

    kind: SettlementKind
    line_ids: tuple[int, ...]
    tonnes: Decimal | None = None
    is_repulped: bool | None = None
    assessed_loss: Decimal | None = None
    method: str = ""
    ex_works_price: Decimal | None = None
    transport_cost: Decimal | None = None
    storage_cost: Decimal | None = None
    agreed_with: str = ""
    note: str = ""
    replaces_id: int | None = None

    @property
    def amount_field(self) -> str:
        """The field that an amount too large is shown at."""
        if self.kind == SettlementKind.RETURN and self.is_repulped is False:
            return "assessed_loss"
        return AMOUNT_FIELDS[self.kind]

    def columns(self) -> dict[str, object]:
        """The row's own columns: those of other kinds stay empty."""
        is_return, is_paid = self.kind == SettlementKind.RETURN, self.kind == SettlementKind.COMPENSATE
        is_exchange = self.kind == SettlementKind.EXCHANGE
        return {
            "tonnes": None if is_exchange else self.tonnes,
            "is_repulped": self.is_repulped if is_return else None,
            "assessed_loss": self.assessed_loss if is_return and not self.is_repulped else None,
            "method": self.method if is_paid else "",
            "ex_works_price": self.ex_works_price if is_paid else None,
            "transport_cost": self.transport_cost if is_exchange else None,
            "storage_cost": self.storage_cost if is_exchange else None,
        }


@dataclass(frozen=True)
class ExecutionContent:
    """What was really carried out: the document's number and day, and the actual figures of the kind."""

    document_no: str
    executed_on: date
    tonnes: Decimal | None = None
    assessed_loss: Decimal | None = None
    transport_cost: Decimal | None = None
    storage_cost: Decimal | None = None


def settlement_amount(case: Case, content: SettlementContent, standing: CaseStanding) -> Decimal:
    """What the settlement comes to, counted by price. Raises InvalidInput with every fault at its field (P.四.4)."""
    faults = _missing(content) | _against_rules(case, content, standing)
    if faults:
        raise InvalidInput(faults)
    amount = by_price(fact_of(content), case, standing.parameters)
    if amount <= 0:
        raise InvalidInput({content.amount_field: "这样算下来是 0.00 元，没有可结算的；请核对各项数字"})
    return amount


def by_price(fact: SettlementFact, case: Case, p: ParameterSet) -> Decimal:
    """The rule's amount with output counted as money."""
    return settlement_loss(fact, machine=case.machine.number, output_share=None, p=p).by_price


def fact_of(content: SettlementContent) -> SettlementFact:
    """The content as the rules take it; every field of its kind is there."""
    if content.kind == SettlementKind.EXCHANGE:
        assert content.transport_cost is not None and content.storage_cost is not None
        return Exchange(content.transport_cost, content.storage_cost)
    assert content.tonnes is not None
    if content.kind == SettlementKind.RETURN:
        return Return(content.tonnes, bool(content.is_repulped), content.assessed_loss)
    assert content.ex_works_price is not None
    return Compensate(content.tonnes, content.ex_works_price, Method(content.method))


def _missing(content: SettlementContent) -> dict[str, str]:
    faults = {} if content.line_ids else {"lines": "请选这笔结算的纸卷"}
    if content.kind == SettlementKind.EXCHANGE:
        costs = {"transport_cost": content.transport_cost, "storage_cost": content.storage_cost}
        return faults | {name: "换要填发生的运输费和保管费，没有就填 0" for name, cost in costs.items() if cost is None}
    if content.tonnes is None or content.tonnes <= 0:
        faults["tonnes"] = "请填吨数，如 0.871"
    if content.kind == SettlementKind.COMPENSATE:
        if content.ex_works_price is None or content.ex_works_price <= 0:
            faults["ex_works_price"] = "请填出厂价，如 6350"
        if content.method not in CompensateMethod.values:
            faults["method"] = "请选「按出厂价」或「扣车间产量」"
        return faults
    if content.is_repulped is None:
        faults["is_repulped"] = "请选是否回抄"
    elif not content.is_repulped and content.assessed_loss is None:
        faults["assessed_loss"] = "不回抄的退货要填核定损失"
    return faults


def _against_rules(case: Case, content: SettlementContent, standing: CaseStanding) -> dict[str, str]:
    if content.kind == SettlementKind.RETURN and content.is_repulped:
        p = standing.parameters
        fault = fee_fault(case.machine.number, printed_workshop(case, p), p)
        return {"is_repulped": f"{fault.chinese}；可改为不回抄、填核定损失"} if fault else {}
    if content.kind != SettlementKind.COMPENSATE or content.method != CompensateMethod.OUTPUT:
        return {}
    determination = standing.result.determination
    if not standing.is_determined or determination.open is not None:
        return {"method": "责任认定后才能扣车间产量；现在请选「按出厂价」"}
    if not determination.fraction_of(Party.WORKSHOP):
        return {"method": "责任认定里车间没有份额，不能扣产量；请选「按出厂价」"}
    return {}
