"""What is known of a customer."""

from django import forms

from cases.services.add_customer import CustomerFacts
from yibin_service.foundation.acts.forms import ActForm, LineField


class CustomerForm(ActForm):
    """The name is a must; it is entered once in the whole list."""

    name = LineField(label="名称", max_length=120)
    region = LineField(label="地区", max_length=60, required=False, help_text="如 云南昆明")
    address = LineField(label="地址", max_length=200, required=False)
    contact_name = LineField(label="联系人", max_length=60, required=False)
    contact_phone = LineField(
        label="联系电话",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    @property
    def facts(self) -> CustomerFacts:
        return CustomerFacts(**self.content)
