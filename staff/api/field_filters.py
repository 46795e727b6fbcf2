"""What the lists of field work and appraisal may be narrowed by."""

from typing import Any

from django_filters import rest_framework as filters

from staff.models import (
    AppraisalSheet,
    AppraisalState,
    CollectedPayment,
    ComplaintKind,
    ComplaintState,
    Credit,
    CustomerClass,
    CustomerProfile,
    CustomerVisit,
    DailyReport,
    DispatchOrder,
    DispatchState,
    NewProductWish,
    OpinionSheet,
    PlanState,
    QualityVerdict,
    ServiceComplaint,
    ServiceRecord,
    ServiceResult,
    WeeklyPlan,
)
from yibin_service.foundation.acts.api_reads import WholeNumberFilter


def person(field: str, label: str = "工号") -> Any:
    """By the number of an employee."""
    return filters.CharFilter(field_name=f"{field}__number", label=label)


def since(field: str, label: str) -> Any:
    return filters.DateFilter(field_name=field, lookup_expr="gte", label=f"{label}从")


def until(field: str, label: str) -> Any:
    return filters.DateFilter(field_name=field, lookup_expr="lte", label=f"{label}到（含）")


def from_instant(field: str, label: str) -> Any:
    return filters.IsoDateTimeFilter(field_name=field, lookup_expr="gte", label=f"{label}从")


def before_instant(field: str, label: str) -> Any:
    return filters.IsoDateTimeFilter(field_name=field, lookup_expr="lt", label=f"{label}到（不含）")


class DispatchFilterSet(filters.FilterSet):
    """By state, engineer, customer, case and the time of giving."""

    state = filters.ChoiceFilter(choices=DispatchState.choices, label="状态")
    engineer = person("engineer")
    customer = WholeNumberFilter(field_name="customer_id", label="客户的 id")
    case = filters.CharFilter(field_name="case__number", label="案件号")
    given_from, given_before = from_instant("given_at", "派工时间"), before_instant("given_at", "派工时间")

    class Meta:
        model = DispatchOrder
        fields: list[str] = []


class RecordFilterSet(filters.FilterSet):
    """By order, writer, result and the end of the work."""

    dispatch = filters.CharFilter(field_name="dispatch__number", label="派工单号")
    by = person("by")
    result = filters.ChoiceFilter(choices=ServiceResult.choices, label="结果")
    ended_from, ended_before = from_instant("ended_at", "结束时间"), before_instant("ended_at", "结束时间")

    class Meta:
        model = ServiceRecord
        fields: list[str] = []


class OpinionSheetFilterSet(filters.FilterSet):
    """By order, writer, customer and the time of handing on."""

    dispatch = filters.CharFilter(field_name="dispatch__number", label="派工单号")
    by = person("by")
    customer = WholeNumberFilter(field_name="customer_id", label="客户的 id")
    handed_from, handed_before = from_instant("handed_at", "送到时间"), before_instant("handed_at", "送到时间")

    class Meta:
        model = OpinionSheet
        fields: list[str] = []


class DailyReportFilterSet(filters.FilterSet):
    """By person and day."""

    employee = person("employee")
    since, until = since("on", "日期"), until("on", "日期")

    class Meta:
        model = DailyReport
        fields: list[str] = []


class PlanFilterSet(filters.FilterSet):
    """By person, week and state."""

    employee = person("employee")
    week = filters.DateFilter(label="周一")
    state = filters.ChoiceFilter(choices=PlanState.choices, label="状态")

    class Meta:
        model = WeeklyPlan
        fields: list[str] = []


class VisitFilterSet(filters.FilterSet):
    """By customer, visitor, day and what was gathered."""

    customer = WholeNumberFilter(field_name="customer_id", label="客户的 id")
    by = person("by")
    quality = filters.ChoiceFilter(choices=QualityVerdict.choices, label="质量反映")
    credit = filters.ChoiceFilter(choices=Credit.choices, label="信用")
    new_product = filters.ChoiceFilter(choices=NewProductWish.choices, label="新产品意向")
    since, until = since("visited_on", "回访日期"), until("visited_on", "回访日期")

    class Meta:
        model = CustomerVisit
        fields: list[str] = []


class ProfileFilterSet(filters.FilterSet):
    """By customer, class, who visits it, region."""

    customer = WholeNumberFilter(field_name="customer_id", label="客户的 id")
    customer_class = filters.ChoiceFilter(choices=CustomerClass.choices, label="客户类别")
    owner = person("owner")
    region = filters.CharFilter(field_name="customer__region", label="地区")

    class Meta:
        model = CustomerProfile
        fields: list[str] = []


class CollectionFilterSet(filters.FilterSet):
    """By collector, customer, day, and whether 财务 has it."""

    collector = person("collector")
    customer = WholeNumberFilter(field_name="customer_id", label="客户的 id")
    is_handed = filters.BooleanFilter(field_name="handed_on", lookup_expr="isnull", exclude=True, label="已交财务")
    since, until = since("collected_on", "收款日期"), until("collected_on", "收款日期")

    class Meta:
        model = CollectedPayment
        fields: list[str] = []


class ComplaintFilterSet(filters.FilterSet):
    """By person, state, kind, the month it counts in."""

    employee = person("employee")
    state = filters.ChoiceFilter(choices=ComplaintState.choices, label="状态")
    kind = filters.ChoiceFilter(choices=ComplaintKind.choices, label="投诉什么")
    counts_in = filters.DateFilter(label="计入月份（该月 1 日）")
    since, until = since("received_on", "接到日期"), until("received_on", "接到日期")

    class Meta:
        model = ServiceComplaint
        fields: list[str] = []


class AppraisalFilterSet(filters.FilterSet):
    """By person, month and state; not by grade, which a person may not see yet."""

    employee = person("employee")
    month = filters.DateFilter(label="月份（该月 1 日）")
    state = filters.ChoiceFilter(choices=AppraisalState.choices, label="状态")

    class Meta:
        model = AppraisalSheet
        fields: list[str] = []
