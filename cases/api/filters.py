"""What the lists of the API may be narrowed by; an unknown value is an error, an unknown key too."""

from django_filters import rest_framework as filters

from cases.models import Case, CaseState, Customer, FeedbackCard, Tier
from yibin_service.foundation.acts.api_reads import WholeNumberFilter


class CaseFilterSet(filters.FilterSet):
    """Cases: by step, tier, customer, machine, workshop, defect, and by the time of delivery."""

    state = filters.ChoiceFilter(choices=CaseState.choices, label="步骤")
    tier = filters.ChoiceFilter(choices=Tier.choices, label="级别")
    customer = WholeNumberFilter(field_name="customer_id", label="客户的 id")
    machine = WholeNumberFilter(field_name="machine__number", label="机号")
    workshop = filters.CharFilter(field_name="workshop__name", label="车间名称")
    defect = filters.CharFilter(field_name="defect__code", label="缺陷代号")
    filed_from = filters.IsoDateTimeFilter(field_name="filed_at", lookup_expr="gte", label="送达时间从")
    filed_before = filters.IsoDateTimeFilter(field_name="filed_at", lookup_expr="lt", label="送达时间到（不含）")

    class Meta:
        model = Case
        fields: list[str] = []


class CardFilterSet(filters.FilterSet):
    """Cards: by customer, batch and number."""

    customer = WholeNumberFilter(field_name="customer_id", label="客户的 id")
    batch_no = filters.CharFilter(label="批号")
    number = filters.CharFilter(label="编号")

    class Meta:
        model = FeedbackCard
        fields: list[str] = []


class CustomerFilterSet(filters.FilterSet):
    """Customers: by a part of the name or the first letters of its pinyin."""

    name = filters.CharFilter(lookup_expr="contains", label="名称中的几个字")
    initials = filters.CharFilter(lookup_expr="istartswith", label="拼音首字母")

    class Meta:
        model = Customer
        fields: list[str] = []
