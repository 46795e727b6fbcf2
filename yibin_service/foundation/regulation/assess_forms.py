"""What the two 试算 pages have in common: typed fields become the contract's document, its faults go back to the fields."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet

from yibin_service.foundation.acts.forms import UnreadableNumber, read_decimal

from .faults import Fault

TYPED_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?")
MOST_LETTERS = 24


def number_typed(text: str) -> str:
    """A number as typed (全角, thousands separators, 0.82万) in the contract's form; unreadable text stays as it is."""
    try:
        return f"{read_decimal(text).normalize():f}"
    except UnreadableNumber:
        return text


def instant_typed(text: str) -> str | None:
    """A time as the native picker gives it, in the mill's offset; None for nothing, unreadable text as it is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = TYPED_INSTANT.fullmatch(plain)
    if match is None:
        return plain or None
    return f"{match[1]}T{match[2]}{match[3] or ':00'}+08:00"


class NumberText(forms.CharField):
    """A number that the contract's own reader judges."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_LETTERS, required=False, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return number_typed(text) if text else ""


class InstantText(forms.CharField):
    """A time that the contract's own reader judges."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> str | None:
        return instant_typed(super().clean(value))


class DocumentForm(forms.Form):
    """Fields whose faults come from the contract's reader, by their places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def document(self, listed: list[dict[str, Any]]) -> dict[str, Any]:
        """The contract's object of what was typed, with its list."""
        raise NotImplementedError

    def tell(self, place: str, message: str) -> bool:
        """Put a message at the field of that place; False where the form has none."""
        name = place.partition("[")[0].replace(".", "_")
        if name not in self.fields:
            return False
        self.add_error(name, message)
        return True


class DocumentRow(forms.Form):
    """One row of a document's list; `names` maps the contract's keys to fields that are called otherwise."""

    names: ClassVar[dict[str, str]] = {}

    def document(self) -> dict[str, Any]:
        """The contract's object of what was typed."""
        raise NotImplementedError


def documents_of(rows: "BaseFormSet[Any]") -> tuple[list[dict[str, Any]], list[int]]:
    """The filled rows as the contract's objects, and which rows they were."""
    used = [index for index, row in enumerate(rows.forms) if row.has_changed()]
    return [rows.forms[index].document() for index in used], used


def faults_at_fields(form: DocumentForm, rows: Any, prefix: str, used: list[int], faults: Iterable[Fault]) -> None:
    """Tell each fault at its field; those of rows (`settlements[1].tonnes`) in the row that was typed there."""
    row_place = re.compile(re.escape(prefix) + r"\[([0-9]+)\](?:\.([a-z_]+))?.*")
    for fault in faults:
        match = row_place.fullmatch(fault.place)
        if match and int(match[1]) < len(used):
            row = rows.forms[used[int(match[1])]]
            name = row.names.get(match[2], match[2])
            row.add_error(name if name in row.fields else next(iter(row.fields)), fault.chinese)
        elif not form.tell(fault.place, fault.chinese):
            form.add_error(None, f"{fault.place}：{fault.chinese}" if fault.place else fault.chinese)


class PastedForm(forms.Form):
    """The document itself, as the command takes it."""

    document = forms.CharField(
        label="JSON",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "q-mono"}),
        max_length=200_000,
        error_messages={"required": "请粘贴一份 JSON", "max_length": "太长：一次试算一份"},
        strip=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def tell_all(self, faults: Iterable[Fault]) -> None:
        """Every fault with its place, under the text."""
        for fault in faults:
            self.add_error("document", f"{fault.place or '全文'}：{fault.chinese}")
