"""The filter bar of the ledger: every choice stands in the address."""

from datetime import date
from typing import Any

from django import forms

from cases.models import Defect
from penalties.models import EntryKind, Side
from penalties.rules.month import Month, NoMonth
from penalties.selectors.ledger import CORRECTIONS, LedgerFilter
from yibin_service.foundation.acts.forms import LineField
from yibin_service.foundation.org.models import PaperMachine, Unit
from yibin_service.foundation.wording import month as month_words

ALL_MONTHS = "all"
CHARGE_KINDS = (
    EntryKind.SHARE, EntryKind.RECOVERY, EntryKind.SHORTFALL, EntryKind.ADVANCE, EntryKind.FINE, EntryKind.INCOME,
)  # fmt: skip
LOSS_KINDS = (EntryKind.RETURN, EntryKind.COMPENSATE, EntryKind.EXCHANGE, EntryKind.EXPENSE, EntryKind.INCOME)
CORRECTION_CHOICE = (CORRECTIONS, "红冲与更正")
SIDES = ((Side.CHARGE.value, "按单位看承担"), (Side.LOSS.value, "按案件看损失"))


class LedgerFilterForm(forms.Form):
    """What the address asks for; what it cannot mean is left out, not refused."""

    month = forms.ChoiceField(label="月份", required=False)
    side = forms.ChoiceField(label="看法", choices=SIDES, required=False)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.all(), required=False, empty_label="全部单位")
    kind = forms.ChoiceField(label="类别", required=False)
    defect = forms.ModelChoiceField(label="缺陷", queryset=Defect.objects.all(), required=False, empty_label="全部")
    machine = forms.ModelChoiceField(
        label="机台", queryset=PaperMachine.objects.all(), required=False, empty_label="全部"
    )
    text = LineField(
        label="案件或客户",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "如 0175、成都锦川"}),
    )

    def __init__(self, data: Any, *, months: list[date], default: date) -> None:
        asked = data.copy()
        asked.setdefault("month", f"{default:%Y-%m}")
        if asked.get("side") not in Side.values:
            asked["side"] = Side.CHARGE.value
        super().__init__(asked, auto_id="filter-%s")
        shown = sorted({*months, default, *_named(asked["month"])}, reverse=True)
        choices = [(f"{month:%Y-%m}", month_words(month)) for month in shown]
        self.fields["month"].choices = [*choices, (ALL_MONTHS, "全部月份")]  # type: ignore[attr-defined]
        kinds = LOSS_KINDS if asked["side"] == Side.LOSS else CHARGE_KINDS
        named = [(kind.value, str(kind.label)) for kind in kinds]
        self.fields["kind"].choices = [("", "全部"), *named, CORRECTION_CHOICE]  # type: ignore[attr-defined]
        if asked["side"] == Side.LOSS:
            del self.fields["unit"]
        self.default = default
        self.is_valid()

    @property
    def wanted(self) -> LedgerFilter:
        """The filter; a value that is not understood asks for nothing."""
        given = self.cleaned_data
        chosen = given.get("month") or f"{self.default:%Y-%m}"
        unit, defect, machine = given.get("unit"), given.get("defect"), given.get("machine")
        return LedgerFilter(
            month=None if chosen == ALL_MONTHS else Month.read(chosen).first,
            side=given.get("side") or Side.CHARGE,
            unit=unit.pk if unit else None,
            kind=given.get("kind") or "",
            defect=defect.pk if defect else None,
            machine=machine.pk if machine else None,
            text=given.get("text") or "",
        )

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is filtered, as (field, words); the month and the side always say what they are and are no chips."""
        given = self.cleaned_data
        labels = dict(self.fields["kind"].choices)  # type: ignore[attr-defined]
        found = [(name, str(given[name])) for name in ("unit", "defect", "machine") if given.get(name)]
        if given.get("kind"):
            found.append(("kind", str(labels[given["kind"]])))
        if given.get("text"):
            found.append(("text", given["text"]))
        return [(name, f"{self.fields[name].label}：{words}") for name, words in found]

    @property
    def sentence(self) -> str:
        """The filter as a printed sentence."""
        wanted = self.wanted
        when = month_words(wanted.month) if wanted.month else "全部月份"
        return "；".join([when, dict(SIDES)[str(wanted.side)], *(words for _, words in self.chips)])


def _named(label: str) -> list[date]:
    """A month that the address names though it has no entries: it is shown as chosen, and empty."""
    try:
        return [Month.read(label).first]
    except NoMonth:
        return []
