"""Forms of 派工单, 维修服务单, 客户意见反馈单 and 交办."""

import base64
import binascii
from typing import Any

from django import forms
from django.utils.html import format_html

from cases.models import Case, Customer, ProblemKind, Product
from cases.selectors.catalogue import products
from staff.forms.field import PhoneForm
from staff.forms.person_choices import EmployeeChoice
from staff.models import Employee, ServiceResult
from staff.selectors.dispatches import cases_to_send_out
from staff.services.give_dispatch import DispatchFacts
from staff.services.record_service import PartUsed, ServiceFacts
from staff.services.write_opinion_sheet import OpinionFacts
from yibin_service.foundation.acts.forms import ActForm, DayField, LineField, MomentField, NumberField, TextField
from yibin_service.foundation.acts.row_forms import RowsForm
from yibin_service.foundation.files.forms import AttachmentField

PNG_ADDRESS = "data:image/png;base64,"
LARGEST_SIGNATURE = 300_000  # bytes of PNG
PHONE = {"type": "tel", "inputmode": "tel"}


class CustomerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Customers in use, by pinyin."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Customer.objects.filter(is_active=True).order_by("pinyin"), empty_label="请选择", **kwargs
        )


class CaseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Cases with a service team of 售后服务部: number and customer."""

    def label_from_instance(self, case: Any) -> str:
        return f"{case.number} {case.customer}"


class SignatureWidget(forms.HiddenInput):
    """A pad to draw on; what is drawn travels as a PNG in the hidden field."""

    input_type = "hidden"

    @property
    def is_hidden(self) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        label_id = (attrs or {}).get("id", f"id_{name}")
        return format_html(
            '<div class="q-sign" data-sign><canvas width="900" height="300" id="{0}" tabindex="0" role="img"'
            ' aria-label="客户签名，用手指或鼠标写"></canvas><input type="hidden" name="{1}" value="{2}" data-sign-value>'
            '<button class="q-textbtn" type="button" data-sign-clear>重签</button></div>',
            label_id,
            name,
            value if isinstance(value, str) else "",
        )


class SignatureField(forms.CharField):
    """A drawn signature: cleans to the bytes of the PNG, empty where nothing was drawn."""

    widget = SignatureWidget

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "")
        if not text:
            return b""
        try:
            content = base64.b64decode(text.removeprefix(PNG_ADDRESS), validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError("签名没有读出来：请重签", code="unreadable") from None
        if not text.startswith(PNG_ADDRESS) or len(content) > LARGEST_SIGNATURE:
            raise forms.ValidationError("签名没有读出来：请重签", code="unreadable")
        return content


class DispatchForm(ActForm):
    """Who goes where for what, by when."""

    engineer = EmployeeChoice(label="派给", queryset=Employee.objects.none(), empty_label="请选择")
    customer = CustomerField(label="客户")
    case = CaseField(label="案件", queryset=Case.objects.none(), required=False, empty_label="不是案件派工")
    product = forms.ModelChoiceField(label="产品", queryset=Product.objects.none(), required=False, empty_label="不限")
    task = TextField(label="任务", max_length=2000, help_text="去做什么，要查清什么")
    place = LineField(label="地点", max_length=200, required=False, help_text="空着的，用客户资料里的地址")
    contact = LineField(
        label="联系人与电话", max_length=100, required=False, help_text="空着的，用客户资料里的联系人"
    )
    due_at = MomentField(label="完成期限")

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["engineer"].queryset = people
        fields["case"].queryset = cases_to_send_out()
        fields["product"].queryset = products(set())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        case, customer = given.get("case"), given.get("customer")
        if case and customer and case.customer_id != customer.pk:
            self.add_error("customer", f"案件 {case.number} 的客户是 {case.customer}")
        if customer:
            given["place"] = given.get("place") or customer.address
            given["contact"] = given.get("contact") or f"{customer.contact_name} {customer.contact_phone}".strip()[:100]
        return given

    @property
    def facts(self) -> DispatchFacts:
        return DispatchFacts(**self.content)


class ArriveForm(PhoneForm):
    """When the engineer was there."""

    arrived_at = MomentField(label="到场时间", is_past=True)


class ReasonForm(ActForm):
    """Why an order is taken back."""

    reason = TextField(label="取消的原因", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class QuantityField(NumberField):
    """How many of a part."""

    unit, example, places = "数量", "2 或 1.5", 2


class PartRow(forms.Form):
    """One part used."""

    name = LineField(label="名称", max_length=80)
    quantity = QuantityField(label="数量", is_low_included=False)
    measure = LineField(label="单位", max_length=10, required=False)


class ServiceRecordForm(RowsForm, PhoneForm):
    """维修服务单 as it is filled in at the customer's."""

    row_class = PartRow
    rows_prefix = "parts"

    began_at = MomentField(label="开始", is_past=True)
    ended_at = MomentField(label="结束", is_past=True)
    work = TextField(label="做了什么", max_length=4000, help_text="现象、检查、处理、交代客户的事")
    result = forms.ChoiceField(label="结果", choices=ServiceResult.choices, widget=forms.RadioSelect)
    is_final = forms.BooleanField(
        label="这张派工单到此完工", required=False, help_text="选「已解决」就勾上；还要再去的请去掉",
        widget=forms.CheckboxInput(attrs={"data-ticked-when": "result=solved"}),
    )  # fmt: skip
    photos = AttachmentField(label="现场照片", required=False, only_pictures=True, button="拍照")
    signer_name = LineField(label="客户签字人", max_length=40, required=False)
    signature = SignatureField(label="客户签名", required=False)
    unsigned_reason = LineField(label="没有签字的原因", max_length=200, required=False)

    @property
    def service(self) -> ServiceFacts:
        parts = tuple(
            PartUsed(name=row["name"], quantity=row["quantity"], measure=row["measure"]) for row in self.row_content
        )
        return ServiceFacts(parts=parts, **self.facts("photos"))


class OpinionSheetForm(PhoneForm):
    """客户意见反馈单: what 销售处 needs to go on with the card."""

    customer = CustomerField(label="客户")
    heard_at = MomentField(label="听取时间", is_past=True)
    contact_name = LineField(label="客户联系人", max_length=60)
    contact_phone = LineField(label="联系电话", max_length=40, widget=forms.TextInput(attrs=PHONE))
    problem_kind = forms.ChoiceField(label="问题种类", choices=ProblemKind.choices, widget=forms.RadioSelect)
    product = forms.ModelChoiceField(label="产品", queryset=Product.objects.none(), required=False, empty_label="不清楚")
    batch_no = LineField(label="批号", max_length=40, required=False)
    description = TextField(label="客户意见", max_length=4000, min_length=10, help_text="何时、何处、多少、影响了什么")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["product"].queryset = products(set())

    @property
    def opinion(self) -> OpinionFacts:
        return OpinionFacts(**self.facts("written_at"))


class ErrandForm(ActForm):
    """To whom, what, by when."""

    employee = EmployeeChoice(label="交给", queryset=Employee.objects.none(), empty_label="请选择")
    text = LineField(label="事项", max_length=400)
    due_on = DayField(label="期限")

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["employee"].queryset = people


class ErrandDoneForm(ActForm):
    """How it was done."""

    result = TextField(label="完成情况", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
