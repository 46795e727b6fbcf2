"""A form with rows beneath it: sent, checked and kept as one."""

from typing import Any, ClassVar

from django.forms import BaseFormSet, ChoiceField, Field, Form, ModelChoiceField, formset_factory

from .forms import ActForm


class RowsForm(ActForm):
    """An act's form with a set of rows of `row_class`, drawn as `form.rows`.

    Empty rows are left out of `row_content`. Faults of rows stand at their fields; a fault a service names
    `rows_field` is put above the rows. `row_kwargs` goes to every row's form.
    """

    row_class: ClassVar[type[Form]]
    rows_prefix: ClassVar[str] = "rows"
    rows_field: ClassVar[str] = "rows"
    most_rows: ClassVar[int] = 20
    empty_rows: ClassVar[int] = 1

    def __init__(self, *args: Any, row_kwargs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_initial = self.initial.get("rows")
        factory = formset_factory(
            self.row_class,
            extra=0 if row_initial else self.empty_rows,
            max_num=self.most_rows,
            absolute_max=2 * self.most_rows,  # of what is sent: a made-up number of rows costs no more than a long form
            validate_max=True,
        )
        self.rows: BaseFormSet[Any] = factory(
            data=self.data if self.is_bound else None,
            initial=row_initial,
            prefix=self.rows_prefix,
            form_kwargs={"use_required_attribute": False, **(row_kwargs or {})},
            error_messages={
                "missing_management_form": "表格的行没有送到，请刷新后再填",
                "too_many_forms": f"最多 {self.most_rows}行，请去掉几行",
            },
        )
        for row in self.rows.forms:
            word_missing(row)

    def is_valid(self) -> bool:
        is_sound = self.rows.is_valid() if self.is_bound else False
        return super().is_valid() and is_sound

    @property
    def row_content(self) -> list[dict[str, Any]]:
        """The cleaned rows, blank ones left out."""
        return [row.cleaned_data for row in self.rows.forms if row.has_changed() and row.cleaned_data]

    def add_refusal(self, refusal: Exception) -> None:
        super().add_refusal(refusal)
        if getattr(refusal, "field", "") == self.rows_field:
            self.rows_fault = str(refusal)

    rows_fault: str = ""


def word_missing(row: Form) -> None:
    """Name the field where a row's message of a missing entry is still the framework's own."""
    for name, field in row.fields.items():
        if field.error_messages.get("required") == Field.default_error_messages["required"]:
            asks = "请选" if isinstance(field, ChoiceField | ModelChoiceField) else "请填"
            field.error_messages["required"] = f"{asks}「{field.label or name}」"
