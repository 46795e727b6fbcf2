"""Customers, products and defects as master data."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from cases.models import Customer, Defect, Product
from cases.rules.intake import CAUSE_TITLES
from cases.services.add_customer import plain_name, save_with_keys
from yibin_service.foundation.access.master_data import MasterDataAdmin, keep


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name is one customer's, however it is spaced or capitalised."""

    def clean_name(self) -> str:
        name = plain_name(str(self.cleaned_data["name"]))
        if Customer.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("这个名称的客户已在名录里")
        return name


@admin.register(Customer)
class CustomerAdmin(MasterDataAdmin):
    """A customer taken out of use is no longer offered; the keys it is found by follow its name."""

    form = CustomerForm
    list_display = ("name", "region", "contact_name", "contact_phone", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "initials", "pinyin")
    exclude = ("pinyin", "initials", "added_by")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        def save() -> None:
            if not change:
                obj.added_by = request.user
            save_with_keys(obj)

        keep(request, obj, save=save)


@admin.register(Product)
class ProductAdmin(MasterDataAdmin):
    list_display = ("name", "code", "grade", "basis_weight", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "code")
    known_by = ("code",)


@admin.register(Defect)
class DefectAdmin(MasterDataAdmin):
    """The usual cause is only a proposal for the determination."""

    list_display = ("name", "problem_kind", "cause_title", "position", "is_active")
    list_filter = ("problem_kind", "is_active")
    search_fields = ("name", "code")
    known_by = ("code",)

    @admin.display(description="通常案由")
    def cause_title(self, defect: Defect) -> str:
        return next((title for cause, title in CAUSE_TITLES.items() if cause == defect.usual_cause), "")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The cause is one of the regulation's, or open."""
        if db_field.name == "usual_cause":
            choices = [("", "未定"), *((cause.value, title) for cause, title in CAUSE_TITLES.items())]
            return forms.ChoiceField(label="通常案由", choices=choices, required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
