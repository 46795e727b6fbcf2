"""Forms of 客户资料卡, visits and collected payments."""

from decimal import Decimal
from typing import Any

from django import forms

from cases.models import Product
from cases.selectors.catalogue import products
from staff.forms.dispatch import PHONE, CustomerField
from staff.forms.field import PhoneForm
from staff.forms.person_choices import EmployeeChoice
from staff.models import Credit, CustomerClass, Employee, NewProductWish, QualityVerdict, VisitWay
from staff.services.keep_profile import ContactFacts, ProfileFacts
from staff.services.record_visit import VisitFacts
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MoneyField, TextField
from yibin_service.foundation.acts.row_forms import RowsForm

SMALL = {"rows": 2}


class ContactRow(forms.Form):
    """A person at the customer's."""

    name = LineField(label="姓名", max_length=40)
    post = LineField(label="职务", max_length=40, required=False)
    phone = LineField(label="电话", max_length=40, required=False, widget=forms.TextInput(attrs=PHONE))


class ProfileForm(RowsForm):
    """What is kept of a customer."""

    row_class = ContactRow
    rows_prefix = "contacts"

    customer_class = forms.ChoiceField(label="客户类别", choices=CustomerClass.choices, help_text="决定多久回访一次")
    owner = EmployeeChoice(label="回访人", queryset=Employee.objects.none(), empty_label="请选择")
    products = forms.ModelMultipleChoiceField(
        label="在用产品", queryset=Product.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    warranty_until = DayField(label="质保至", required=False)
    usage = TextField(label="使用情况", max_length=1000, required=False, help_text="机型、用途、用量、储存条件")

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].queryset = people
        held = [row.pk if isinstance(row, Product) else row for row in self.initial.get("products", [])]
        fields["products"].queryset = products(held)

    @property
    def profile(self) -> ProfileFacts:
        contacts = [ContactFacts(**row) for row in self.row_content]
        given = self.content
        return ProfileFacts(contacts=contacts, **{**given, "products": list(given["products"])})


class VisitForm(PhoneForm):
    """The four kinds of information a visit gathers."""

    customer = CustomerField(label="客户")
    visited_on = DayField(label="回访日期", is_past=True)
    way = forms.ChoiceField(label="方式", choices=VisitWay.choices)
    contact = LineField(label="接待人", max_length=60, required=False)
    quality = forms.ChoiceField(label="质量反映", choices=QualityVerdict.choices, widget=forms.RadioSelect)
    quality_text = TextField(label="质量反映说明", max_length=2000, required=False, widget=forms.Textarea(attrs=SMALL))
    problems = TextField(label="存在问题", max_length=2000, required=False, widget=forms.Textarea(attrs=SMALL))
    needs = TextField(label="客户需求", max_length=2000, required=False, widget=forms.Textarea(attrs=SMALL))
    competitor = LineField(label="竞争厂家", max_length=80, required=False)
    competitor_text = TextField(label="竞争动态", max_length=2000, required=False, widget=forms.Textarea(attrs=SMALL))
    credit = forms.ChoiceField(label="客户信用", choices=Credit.choices, widget=forms.RadioSelect)
    new_product = forms.ChoiceField(label="新产品意向", choices=NewProductWish.choices, widget=forms.RadioSelect)
    new_product_text = TextField(
        label="新产品调查", max_length=2000, required=False, widget=forms.Textarea(attrs=SMALL)
    )

    @property
    def visit(self) -> VisitFacts:
        return VisitFacts(**self.facts())


class CollectionForm(PhoneForm):
    """Money taken from a customer."""

    customer = CustomerField(label="客户")
    amount = MoneyField(label="金额（元）", low=Decimal(0), is_low_included=False)
    collected_on = DayField(label="收款日期", is_past=True)
    note = LineField(label="用途、凭据", max_length=200, required=False)


class ConfirmCollectionForm(ActForm):
    """财务's receipt."""

    handed_on = DayField(label="交财务日期", is_past=True)
    receipt_no = LineField(label="财务收据号", max_length=40)
