"""JSON as a browser would have sent it, so that pages and API share one form and one set of messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from .errors import InvalidInput
from .forms import ActForm
from .pages import ActPage

OWN_FIELDS = frozenset({"act_id"})
UNKNOWN = "没有这一项"


@dataclass
class Typing:
    """Form data being written from JSON, and what could not be written."""

    data: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))
    faults: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, place: str, value: Any, kind: forms.Field | None) -> None:
        """Write one value under `name`; a fault is told at `place`. Null and false are what a browser leaves out."""
        fault = fault_of(value, kind)
        if fault:
            self.faults[place] = fault
        elif isinstance(value, list):
            self.data.setlist(name, [str(one) for one in value])
        elif value is True:
            self.data[name] = "on"
        elif value is not None and value is not False:
            self.data[name] = str(value)


def fault_of(value: Any, kind: forms.Field | None) -> str:
    """Why the value is of the wrong type for the field; empty when it is not. A field not known yet takes any single value."""
    if isinstance(value, Mapping):
        return "这里不收对象"
    if isinstance(value, list):
        if kind is None or not takes_several(kind):
            return "这里只收一个值，不收列表"
        return "列表里只收文字和数字" if any(isinstance(one, list | Mapping | bool | None) for one in value) else ""
    if isinstance(kind, forms.BooleanField):
        return "" if value is None or isinstance(value, bool) else "请送 true 或 false"
    return "这里不收真假，请送文字或数字" if isinstance(value, bool) and kind is not None else ""


def takes_several(kind: forms.Field) -> bool:
    """Whether the field is a list: several choices, or uploaded files (which know their owner)."""
    return isinstance(kind, forms.MultipleChoiceField | forms.ModelMultipleChoiceField) or hasattr(kind, "owner")


def typed_content(sent: Mapping[str, Any], page: ActPage) -> QueryDict:
    """The body as the data of the page's form. Raises InvalidInput naming every unknown key and wrong type."""
    form_class = page.form_class
    typing = Typing()
    prefix = rows_prefix(form_class)
    for key, value in (({prefix: []} if prefix else {}) | dict(sent)).items():
        if key in OWN_FIELDS or key not in known_keys(form_class, page):
            typing.faults[key] = UNKNOWN
        elif key == prefix:
            _put_rows(typing, form_class, value)
        else:
            typing.put(key, key, value, form_class.base_fields.get(key))
    typing.faults |= dict(_faults_of_buttons(sent, page))
    if typing.faults:
        raise InvalidInput(typing.faults)
    return typing.data


def known_keys(form_class: type[ActForm], page: ActPage | type[ActPage]) -> set[str]:
    """Every key the body may have."""
    keys = {*form_class.base_fields, *page.choices_of_button, *page.further_keys, rows_prefix(form_class)}
    return keys - OWN_FIELDS - {""}


def rows_prefix(form_class: type[ActForm]) -> str:
    """The key of the form's rows; empty where it has none."""
    return str(getattr(form_class, "rows_prefix", ""))


def _faults_of_buttons(sent: Mapping[str, Any], page: ActPage) -> Iterator[tuple[str, str]]:
    """A program has no default: which of two acts is meant must be said."""
    for name, choices in page.choices_of_button.items():
        if sent.get(name) not in choices:
            yield name, f"请写明 {' 或 '.join(choices)}"


def _put_rows(typing: Typing, form_class: type[ActForm], rows: Any) -> None:
    prefix = rows_prefix(form_class)
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        typing.faults[prefix] = "请送一个由对象组成的列表"
        return
    kinds = form_class.row_class.base_fields  # type: ignore[attr-defined]
    typing.data[f"{prefix}-TOTAL_FORMS"], typing.data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), "0"
    for place, row in enumerate(rows):
        for key, value in row.items():
            where = f"{prefix}[{place}].{key}"
            if key in kinds:
                typing.put(f"{prefix}-{place}-{key}", where, value, kinds[key])
            else:
                typing.faults[where] = UNKNOWN


def faults_of(form: ActForm) -> dict[str, str]:
    """The form's messages by field; those of rows as `rows[0].name`, those of the whole under `$`."""
    faults = {("$" if name == "__all__" else name): str(messages[0]) for name, messages in form.errors.items()}
    prefix, rows = rows_prefix(type(form)), getattr(form, "rows", None)
    if prefix and rows is not None:
        for place, row in enumerate(rows.forms):
            for name, messages in row.errors.items():
                faults[f"{prefix}[{place}].{'$' if name == '__all__' else name}"] = str(messages[0])
        if rows.non_form_errors():
            faults[prefix] = str(rows.non_form_errors()[0])
    return faults or {"$": "内容不完整"}
