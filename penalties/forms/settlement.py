"""Forms of a settlement: agree, carry out, confirm, cancel."""

from decimal import Decimal
from typing import Any

from django import forms

from cases.models import CardLine
from penalties.models import CompensateMethod, Settlement, SettlementKind
from penalties.services.settlement_content import ExecutionContent, SettlementContent
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MoneyField, TextField, TonnesField
from yibin_service.foundation.files.forms import AttachmentField
from yibin_service.foundation.wording import tonnes

YES, NO = "yes", "no"
REPULPING = ((YES, "回抄"), (NO, "不回抄，按核定损失"))
REQUIRED_FIGURES = {
    SettlementKind.RETURN: ("tonnes",),
    SettlementKind.COMPENSATE: ("tonnes",),
    SettlementKind.EXCHANGE: ("transport_cost", "storage_cost"),
}


class AgreeSettlementForm(ActForm):
    """What was agreed. Which figures a kind needs, the service says at the field."""

    kind = forms.ChoiceField(label="方式", choices=SettlementKind.choices, widget=forms.RadioSelect)
    lines = forms.MultipleChoiceField(
        label="纸卷", choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )  # roll numbers
    tonnes = TonnesField(label="吨数", required=False)
    is_repulped = forms.ChoiceField(label="退回以后", choices=REPULPING, widget=forms.RadioSelect, required=False)
    assessed_loss = MoneyField(label="核定损失（元）", required=False)
    method = forms.ChoiceField(
        label="赔的办法", choices=CompensateMethod.choices, widget=forms.RadioSelect, required=False
    )
    ex_works_price = MoneyField(label="出厂价（元/吨）", required=False)
    transport_cost = MoneyField(label="运输费（元）", required=False)
    storage_cost = MoneyField(label="保管费（元）", required=False)
    agreed_with = LineField(label="客户经办人", max_length=80, required=False)
    note = TextField(label="说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    replaces = forms.TypedChoiceField(label="更正哪一笔", choices=(), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, lines: list[CardLine], reversed_ones: list[Settlement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [  # type: ignore[attr-defined]
            (line.roll_no, f"{line.roll_no}　{tonnes(line.tonnes)} 吨") for line in lines
        ]
        self.line_ids = {line.roll_no: line.pk for line in lines}
        if reversed_ones:
            named = [(one.pk, f"第{one.ordinal}笔（已红冲）") for one in reversed_ones]
            self.fields["replaces"].choices = [("", "不是更正"), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]

    @property
    def settlement_content(self) -> SettlementContent:
        given = self.cleaned_data
        answers = {YES: True, NO: False}
        return SettlementContent(
            kind=SettlementKind(given["kind"]),
            line_ids=tuple(self.line_ids[roll_no] for roll_no in given["lines"]),
            tonnes=given["tonnes"],
            is_repulped=answers.get(given["is_repulped"]),
            assessed_loss=given["assessed_loss"],
            method=given["method"],
            ex_works_price=given["ex_works_price"],
            transport_cost=given["transport_cost"],
            storage_cost=given["storage_cost"],
            agreed_with=given["agreed_with"],
            note=given["note"],
            replaces_id=given.get("replaces"),
        )


class ExecuteSettlementForm(ActForm):
    """Document, day and the actual figures of the settlement's kind."""

    document_no = LineField(label="入库单或磅单号", max_length=60)
    executed_on = DayField(is_past=True, label="执行日期")
    tonnes = TonnesField(label="实际吨数")
    assessed_loss = MoneyField(label="核定损失（元）")
    transport_cost = MoneyField(label="实际运输费（元）")
    storage_cost = MoneyField(label="实际保管费（元）")
    documents = AttachmentField(label="单据", max_files=1, required=False, button="拍单据或选文件")

    def __init__(self, *args: Any, settlement: Settlement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = set(REQUIRED_FIGURES[SettlementKind(settlement.kind)])
        if settlement.assessed_loss is not None:
            wanted.add("assessed_loss")
        for name in {"tonnes", "assessed_loss", "transport_cost", "storage_cost"} - wanted:
            del self.fields[name]
        if settlement.kind == SettlementKind.EXCHANGE:
            self.fields["document_no"].label = "运单或出库单号"
            self.fields["document_no"].error_messages["required"] = "请填「运单或出库单号」"

    @property
    def execution_content(self) -> ExecutionContent:
        given: dict[str, Any] = self.cleaned_data
        figures: dict[str, Decimal | None] = {
            name: given.get(name) for name in ("tonnes", "assessed_loss", "transport_cost", "storage_cost")
        }
        return ExecutionContent(document_no=given["document_no"], executed_on=given["executed_on"], **figures)


class DecideForm(ActForm):
    """Confirm, or give back with words."""

    reason = TextField(label="意见", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(ActForm):
    """An act that needs a reason."""

    reason = TextField(label="理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
