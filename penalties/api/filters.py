"""What the lists of money may be narrowed by."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from cases.models import ClockKind
from penalties.models import ClaimState, EntryKind, FineState, NoticeState, SettlementState, Side
from penalties.rules.month import Month, NoMonth
from yibin_service.foundation.acts.api_reads import WholeNumberFilter


class MonthField(forms.CharField):
    """`2026-10`; cleans to the month's first day."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return Month.read(text).first if text else None
        except NoMonth:
            raise forms.ValidationError("请写月份，如 2026-10") from None


class MonthFilter(filters.Filter):
    """A month by its label."""

    field_class = MonthField


class LedgerFilterSet(filters.FilterSet):
    """Entries: by side, kind, unit, month, case, customer, defect, machine, clause; or only what corrects."""

    side = filters.ChoiceFilter(choices=Side.choices, label="承担或损失")
    kind = filters.ChoiceFilter(choices=EntryKind.choices, label="类别")
    unit = filters.CharFilter(field_name="unit__code", label="单位代号")
    month = MonthFilter(field_name="period", label="所属月份，如 2026-10")
    case = filters.CharFilter(field_name="case__number", label="案件号")
    customer = WholeNumberFilter(field_name="case__customer_id", label="客户的 id")
    defect = filters.CharFilter(field_name="case__defect__code", label="缺陷代号")
    machine = WholeNumberFilter(field_name="case__machine__number", label="机号")
    clause = filters.CharFilter(label="依据条款")
    is_correction = filters.BooleanFilter(method="corrections", label="是否红冲或更正")

    def corrections(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        """Those that reverse or correct an earlier entry, or those that do not."""
        found = Q(reverses__isnull=False) | Q(corrects__isnull=False)
        return rows.filter(found if wanted else ~found)


class SettlementFilterSet(filters.FilterSet):
    state = filters.ChoiceFilter(choices=SettlementState.choices, label="状态")
    case = filters.CharFilter(field_name="case__number", label="案件号")


class ClaimFilterSet(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ClaimState.choices, label="状态")
    case = filters.CharFilter(field_name="case__number", label="案件号")


class BreachFilterSet(filters.FilterSet):
    """Missed clocks: by case, clock and what became of the fine."""

    case = filters.CharFilter(field_name="case__number", label="案件号")
    kind = filters.ChoiceFilter(choices=ClockKind.choices, label="时限")
    fine = filters.ChoiceFilter(field_name="fine__state", choices=FineState.choices, label="罚款的状态")
    is_waived = filters.BooleanFilter(field_name="waived_at", lookup_expr="isnull", exclude=True, label="是否豁免")


class NoticeFilterSet(filters.FilterSet):
    """Notices: by month, state and unit."""

    month = MonthFilter(field_name="report__month", label="月份，如 2026-10")
    state = filters.ChoiceFilter(choices=NoticeState.choices, label="状态")
    unit = filters.CharFilter(field_name="unit__code", label="单位代号")
