"""What the lists of the API may be narrowed by; an unknown value is an error, an unknown key too."""

from django_filters import rest_framework as filters

from cases.models import Case, CaseState, Customer, FeedbackCard, Tier


class CaseFilterSet(filters.FilterSet):
    """Cases: by step, tier, customer, machine, workshop, defect, and by the time of delivery."""

    state = filters.ChoiceFilter(choices=CaseState.choices)
    tier = filters.ChoiceFilter(choices=Tier.choices)
    customer = filters.NumberFilter(field_name="customer_id")
    machine = filters.NumberFilter(field_name="machine__number")
    workshop = filters.CharFilter(field_name="workshop__name")
    defect = filters.CharFilter(field_name="defect__code")
    filed_from = filters.IsoDateTimeFilter(field_name="filed_at", lookup_expr="gte")
    filed_before = filters.IsoDateTimeFilter(field_name="filed_at", lookup_expr="lt")

    class Meta:
        model = Case
        fields: list[str] = []


class CardFilterSet(filters.FilterSet):
    """Cards: by customer, batch and number."""

    customer = filters.NumberFilter(field_name="customer_id")
    batch_no = filters.CharFilter()
    number = filters.CharFilter()

    class Meta:
        model = FeedbackCard
        fields: list[str] = []


class CustomerFilterSet(filters.FilterSet):
    """Customers: by a part of the name or the first letters of its pinyin."""

    name = filters.CharFilter(lookup_expr="contains")
    initials = filters.CharFilter(lookup_expr="istartswith")

    class Meta:
        model = Customer
        fields: list[str] = []
