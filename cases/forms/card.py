"""The card as it is written: four sections and the rolls."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cases.forms.card_lines import PREFIX, BaseLineFormSet, LineForm, LineFormSet, RowChoices
from cases.models import Customer, Defect, KnownBy, OpinionSource, ProblemKind, Product
from cases.rules.card_errors import CustomerKnown
from cases.selectors.catalogue import defects, products, sales_people, workshop_machines
from cases.services.add_customer import CustomerFacts, plain_name
from cases.services.card_facts import CardFacts
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.acts.forms import ActForm, LineField, MomentField, MoneyField, TextField
from yibin_service.foundation.files.forms import AttachmentField
from yibin_service.foundation.org.models import PaperMachine

NEW = "new"
EMPTY = [("", "请选择")]


class MachineSelect(forms.Select):
    """Each machine with the first character of its rolls, by which the page guesses it."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        machine = getattr(value, "instance", None)
        if isinstance(machine, PaperMachine) and machine.roll_prefix:
            option["attrs"]["data-prefix"] = machine.roll_prefix
        return option


class MachineField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """「四抄车间 7号机」."""

    widget = MachineSelect

    def label_from_instance(self, machine: Any) -> str:
        return f"{machine.workshop.name} {machine}"


class DefectField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The catalogue, grouped by the kind of problem."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Defect.objects.none(), **kwargs)

    def offer(self, catalogue: Sequence[Defect], empty: str) -> None:
        self.queryset = Defect.objects.filter(pk__in=[row.pk for row in catalogue])
        groups = [
            (label, [(row.pk, row.name) for row in catalogue if row.problem_kind == kind])
            for kind, label in ProblemKind.choices
        ]
        self.widget.choices = [("", empty), *groups]


class SearchBoxValue(forms.HiddenInput):
    """The hidden value of a search box: who goes to its label or its fault lands in the box."""

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}-box" if id_ else ""


class CardFactsForm(ActForm):
    """What filing and amending a card have in common: product, problem, times, loss."""

    rows_prefix, row_class = PREFIX, LineForm  # for programs, which send the rolls as a list

    customer = forms.CharField(label="客户", required=False, widget=SearchBoxValue)
    customer_text = LineField(label="客户", max_length=120, required=False, widget=forms.HiddenInput)
    received_by_sales_at = MomentField(
        is_past=True, label="收到意见时间", help_text="电话、微信、来函收到的时刻，送达期限由此起算"
    )
    received_known_by = forms.ChoiceField(label="收到时间依据", choices=EMPTY + KnownBy.choices)
    source = forms.ChoiceField(label="意见来源", choices=OpinionSource.choices)
    contact_name = LineField(label="客户联系人", max_length=60)
    contact_phone = LineField(
        label="联系电话", max_length=40, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    )
    product = forms.ModelChoiceField(label="产品", queryset=Product.objects.none(), empty_label="请选择")
    machine = MachineField(
        label="机台", queryset=PaperMachine.objects.none(), empty_label="请选择", help_text="按卷号首位自动认出，可改"
    )
    batch_no = LineField(label="批号", max_length=40)
    problem_kind = forms.ChoiceField(label="问题种类", choices=ProblemKind.choices, widget=forms.RadioSelect)
    defect = DefectField(label="缺陷")
    arrived_at = MomentField(is_past=True, label="到货时间", required=False)
    opened_at = MomentField(is_past=True, label="开包时间", required=False)
    occurred_known_by = forms.ChoiceField(label="时间依据", choices=EMPTY + KnownBy.choices)
    estimated_loss = MoneyField(
        label="预估直接损失（元）",
        help_text="可写 8200、8,200 或 0.82万",
        widget=forms.TextInput(attrs={"data-reads": "money"}),
    )
    description = TextField(
        label="问题描述", max_length=4000, min_length=10, help_text="写清何时、何处、多少、影响了什么"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_catalogue()
        self._word()

    def _offer_catalogue(self) -> None:
        fields: Any = self.fields
        machines, catalogue = workshop_machines(self._held("machine")), defects(self._held("defect"))
        fields["product"].queryset = products(self._held("product"))
        fields["machine"].queryset = machines
        fields["defect"].offer(catalogue, "请选择")
        self.lines: BaseLineFormSet = LineFormSet(
            data=self.data if self.is_bound else None,
            rows=self.initial.get("lines", []),
            choices=RowChoices(machines, catalogue),
        )

    @property
    def rows(self) -> BaseLineFormSet:
        """The rolls, by the name the API knows rows by."""
        return self.lines

    def _held(self, name: str) -> set[int]:
        """What a filed card has already: it stays a choice though taken out of the catalogue since."""
        held = [self.initial.get(name), *(row.get(name) for row in self.initial.get("lines", []))]
        return {pk for pk in held if isinstance(pk, int)}

    def _word(self) -> None:
        loss = self.fields["estimated_loss"].error_messages
        loss["required"] = "请填金额；不清楚先填估计数，技术中心会再核"
        for validator in self.fields["description"].validators:
            if validator.__class__.__name__ == "MinLengthValidator":
                validator.message = "至少写 10个字：何时、何处、多少、影响了什么"

    def is_valid(self) -> bool:
        """The card and its rolls are judged together, so that everything to mend is told at once."""
        return all([super().is_valid(), self.lines.is_valid()])

    def add_refusal(self, refusal: Exception) -> None:
        """Faults of rolls go to their rows, the rest to the card's fields."""
        faults: Mapping[str, str] = getattr(refusal, "faults", None) or {getattr(refusal, "field", ""): str(refusal)}
        for field, message in faults.items():
            if field == "lines" or field.startswith("lines-"):
                self.lines.add_fault(field, message)
            else:
                self.add_error(field if field in self.fields else None, message)

    @property
    def customer_shown(self) -> str:
        """What stands in the search box."""
        return str(self["customer_text"].value() or "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, text = cleaned.get("customer", ""), plain_name(cleaned.get("customer_text", ""))
        cleaned["customer"] = self._known_customer(chosen, text)
        if cleaned["customer"] is None and "customer" not in self.errors:
            words = "请从列表中选客户；名录里没有的，选最后一项「新增客户」" if text else "请填「客户」"
            self.add_error("customer", words)
        return cleaned

    def _known_customer(self, chosen: str, text: str) -> Customer | None:
        """The one that was picked, or the one whose name was typed in full."""
        rows = Customer.objects.filter(is_active=True)
        if chosen.isdecimal() and chosen.isascii() and len(chosen) < 18:
            return rows.filter(pk=int(chosen)).first()
        return rows.filter(name__iexact=text).first() if text else None

    def facts(self, customer: Customer | None = None) -> CardFacts:
        """The cleaned card as its service takes it; `customer` where it is not one of the list."""
        given = {name: self.cleaned_data[name] for name in CardFactsForm.base_fields if name in CARD_FACT_NAMES}
        given["customer"] = customer or given["customer"]
        return CardFacts(lines=self.lines.facts, **given)


CARD_FACT_NAMES = frozenset(CardFacts.__dataclass_fields__)


class AmendCardForm(CardFactsForm):
    """A filed card with what is to be corrected, and why."""

    reason = TextField(
        label="更正的原因",
        max_length=400,
        help_text="写进时间线，技术中心看得到",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CardForm(CardFactsForm):
    """A new card: whose it is, the customer picked or added, and the photos."""

    clerk = forms.ModelChoiceField(label="经办销售员", queryset=User.objects.none(), required=False)
    region = LineField(label="地区", max_length=60, required=False)
    attachments = AttachmentField(label="照片与文件", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Role.SALES_HEAD in user.roles:
            clerk: Any = self.fields["clerk"]
            clerk.queryset, clerk.empty_label = sales_people().exclude(pk=user.pk), f"{user}（本人）"
        else:
            del self.fields["clerk"]
        self.new_customer: CustomerFacts | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        name = plain_name(given.get("customer_text", ""))
        if given.get("customer") != NEW or not name:
            return super().clean()
        self.new_customer = CustomerFacts(
            name=name,
            region=given.get("region", ""),
            contact_name=given.get("contact_name", ""),
            contact_phone=given.get("contact_phone", ""),
        )
        return given

    def add_refusal(self, refusal: Exception) -> None:
        """A customer that is known already is told at the search box."""
        if isinstance(refusal, CustomerKnown):
            refusal.field = "customer"
        super().add_refusal(refusal)
