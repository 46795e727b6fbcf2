"""The rolls of a card: a table that takes what Excel gives, empty rows left out."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from cases.models import Defect
from cases.services.card_facts import LineFacts
from cases.services.check_card import HEAVIEST, MOST_LINES, WIDEST
from yibin_service.foundation.acts.forms import LineField, NumberField, TonnesField
from yibin_service.foundation.org.models import PaperMachine

PREFIX = "lines"
AS_CARD = ("", "随卡")


class MetresField(NumberField):
    """Metres with three places."""

    unit, example, places = "米数", "1.240", 3


class LineForm(forms.Form):
    """One roll. Machine and defect stay empty where they are the card's."""

    roll_no = LineField(label="卷号", max_length=40)
    tonnes = TonnesField(label="重量（吨）", high=HEAVIEST)
    width = MetresField(label="门幅（米）", required=False, low=Decimal(0), is_low_included=False, high=WIDEST)
    note = LineField(label="现象", max_length=200, required=False)
    machine = forms.TypedChoiceField(label="机台", required=False, empty_value=None)
    defect = forms.TypedChoiceField(label="缺陷", required=False, empty_value=None)

    def __init__(self, *args: Any, choices: "RowChoices", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows, drawn in (
            ("machine", choices.machines, choices.machine_choices),
            ("defect", choices.defects, choices.defect_choices),
        ):
            field = cast(forms.TypedChoiceField, self.fields[name])
            field.choices, field.coerce = drawn, rows.get
            field.error_messages["invalid_choice"] = f"「{field.label}」没有这一项，请从列表中选"
        self.fields["roll_no"].error_messages["required"] = "请填「卷号」"
        self.fields["tonnes"].error_messages["required"] = "请填「重量（吨）」，如 0.871"
        for name, most in (("roll_no", 40), ("note", 200)):
            self.fields[name].error_messages["max_length"] = f"最多 {most} 字，请删短些"
        for name in ("tonnes", "width"):
            self.fields[name].widget.attrs["class"] = "text-end"

    def number(self, number: int | str) -> None:
        """Tell the row's place in every label: 「第3卷 重量（吨）」."""
        for name, field in self.fields.items():
            field.label = f"第{number}卷 {self.base_fields[name].label}"

    @property
    def is_blank(self) -> bool:
        """Nothing was typed into the row; a machine guessed for it alone is nothing."""
        return not any(str(self[name].value() or "").strip() for name in ("roll_no", "tonnes", "width", "note"))

    @property
    def has_errors(self) -> bool:
        return self.is_bound and bool(self.errors)


class RowChoices:
    """Machines and defects a roll may have, read once for all rows."""

    def __init__(self, machines: Iterable[PaperMachine], defects: Iterable[Defect]) -> None:
        self.machines = {str(row.pk): row for row in machines}
        self.defects = {str(row.pk): row for row in defects}
        self.machine_choices = [AS_CARD, *((key, str(row)) for key, row in self.machines.items())]
        self.defect_choices = [AS_CARD, *((key, row.name) for key, row in self.defects.items())]


class BaseLineFormSet(BaseFormSet):  # type: ignore[type-arg]
    """Rows as typed: none is 'initial', so an emptied row is simply not there."""

    def __init__(self, *, data: Any, rows: list[dict[str, Any]], choices: RowChoices) -> None:
        self.rows, self.choices = rows[:MOST_LINES], choices
        super().__init__(data=data, prefix=PREFIX)

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        if self.is_bound:
            return int(super().total_form_count())
        return max(len(self.rows), 1)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        shared = {"choices": self.choices}
        if index is None or self.is_bound or index >= len(self.rows):
            return shared
        return {**shared, "initial": self.rows[index]}

    def _construct_form(self, i: int, **kwargs: Any) -> LineForm:
        form: LineForm = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.number(i + 1)
        return form

    @property
    def empty_form(self) -> LineForm:
        """The row the page adds; it puts the number in."""
        form: LineForm = super().empty_form
        form.number("__number__")
        return form

    @cached_property
    def kept(self) -> list[LineForm]:
        """The rows that say something, in order."""
        return [form for form in self.forms if not form.is_blank]

    @property
    def shown(self) -> list[LineForm]:
        """The rows to draw: those that say something, or one empty one."""
        return self.kept or self.forms[:1]

    def full_clean(self) -> None:
        super().full_clean()
        for form in self.forms:
            if form.is_blank and form.errors:
                form.errors.clear()

    def clean(self) -> None:
        if not self.kept:
            raise forms.ValidationError("请至少填一卷：卷号和重量", code="none")

    def is_valid(self) -> bool:
        self.errors  # noqa: B018  (cleans)
        return not self.non_form_errors() and not any(form.errors for form in self.kept)

    def add_fault(self, field: str, message: str) -> None:
        """Put what the service said of `lines` or of `lines-2-tonnes` (the third kept row) in its place."""
        parts = field.split("-")
        if len(parts) == 3 and int(parts[1]) < len(self.kept):
            self.kept[int(parts[1])].add_error(parts[2], message)
        else:
            self.non_form_errors().append(message)

    @property
    def facts(self) -> tuple[LineFacts, ...]:
        """The cleaned rows as the service takes them."""
        return tuple(LineFacts(**form.cleaned_data) for form in self.kept)


LineFormSet = formset_factory(
    LineForm, formset=BaseLineFormSet, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES + 50, validate_max=True
)
