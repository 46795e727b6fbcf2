"""Reads of field work and appraisal: the very rows the pages show to the same person, newest first."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView

from staff.models import CustomerProfile, CustomerVisit
from staff.selectors.appraisal import visible_complaints, visible_sheets_of_appraisal
from staff.selectors.collections import visible_collections
from staff.selectors.daily_reports import visible_reports
from staff.selectors.dispatches import visible_dispatches, visible_records, visible_sheets
from staff.selectors.plans import visible_plans
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.api_reads import StrictFilters, asking

from . import field_filters as filters
from . import field_serializers as serializers


class FieldListAPI(ListAPIView[Any]):
    """A list under one verb; a subclass says which rows this person sees."""

    verb = Verb.READ_FIELD_WORK
    filter_backends = (StrictFilters,)

    def rows(self, user: User) -> QuerySet[Any]:
        raise NotImplementedError(f"{type(self).__name__}.rows")

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.serializer_class.Meta.model.objects.none()  # type: ignore[union-attr]
        user = asking(self.request)
        require(user, self.verb)
        return self.rows(user)


@extend_schema(summary="派工单")
class DispatchListAPI(FieldListAPI):
    serializer_class = serializers.DispatchSerializer
    filterset_class = filters.DispatchFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_dispatches(user)


@extend_schema(summary="维修服务单")
class RecordListAPI(FieldListAPI):
    serializer_class = serializers.RecordSerializer
    filterset_class = filters.RecordFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_records(user)


@extend_schema(summary="客户意见反馈单")
class OpinionSheetListAPI(FieldListAPI):
    serializer_class = serializers.OpinionSheetSerializer
    filterset_class = filters.OpinionSheetFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_sheets(user).select_related("dispatch", "customer", "receiver", "by")


@extend_schema(summary="日报")
class DailyReportListAPI(FieldListAPI):
    serializer_class = serializers.DailyReportSerializer
    filterset_class = filters.DailyReportFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_reports(user)


@extend_schema(summary="下周工作计划")
class PlanListAPI(FieldListAPI):
    serializer_class = serializers.PlanSerializer
    filterset_class = filters.PlanFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_plans(user).prefetch_related("items")


@extend_schema(summary="客户回访")
class VisitListAPI(FieldListAPI):
    serializer_class = serializers.VisitSerializer
    filterset_class = filters.VisitFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return CustomerVisit.objects.select_related("customer", "by")


@extend_schema(summary="客户资料卡")
class ProfileListAPI(FieldListAPI):
    serializer_class = serializers.ProfileSerializer
    filterset_class = filters.ProfileFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return CustomerProfile.objects.select_related("customer", "owner").prefetch_related("products", "contacts")


@extend_schema(summary="代收货款")
class CollectionListAPI(FieldListAPI):
    verb = Verb.READ_COLLECTIONS
    serializer_class = serializers.CollectionSerializer
    filterset_class = filters.CollectionFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_collections(user)


@extend_schema(summary="对人员的客户投诉")
class ComplaintListAPI(FieldListAPI):
    verb = Verb.READ_STAFF
    serializer_class = serializers.ComplaintSerializer
    filterset_class = filters.ComplaintFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_complaints(user)


@extend_schema(summary="月度考核")
class AppraisalListAPI(FieldListAPI):
    verb = Verb.READ_STAFF
    serializer_class = serializers.AppraisalSerializer
    filterset_class = filters.AppraisalFilterSet

    def rows(self, user: User) -> QuerySet[Any]:
        return visible_sheets_of_appraisal(user)
