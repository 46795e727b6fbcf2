"""Reads of people and imports: the very rows the pages show to the same person. Wages are not among them."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from staff.models import Employee, PunchImport, PunchRow
from staff.selectors.people import visible_employees
from staff.selectors.punch_imports import import_of, rows_of
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.api_reads import StrictFilters, asking


class EmployeeSerializer(serializers.ModelSerializer[Employee]):
    """`manager` is the manager's number, `unit` the unit's code."""

    unit = serializers.SlugRelatedField[Employee](slug_field="code", read_only=True)
    manager = serializers.SlugRelatedField[Employee](slug_field="number", read_only=True)

    class Meta:
        model = Employee
        fields = ["id", "number", "name", "unit", "post", "manager", "phone", "entered_on", "left_on", "version"]


class EmployeeFilterSet(filters.FilterSet):
    """By number or by the unit's code."""

    unit = filters.CharFilter(field_name="unit__code", label="单位代码")
    number = filters.CharFilter(label="工号")

    class Meta:
        model = Employee
        fields = ["number", "unit"]


@extend_schema(summary="员工，不含工资")
class EmployeeListAPI(ListAPIView[Employee]):
    """Those this person may see, the newest entered first."""

    queryset = Employee.objects.none()
    serializer_class = EmployeeSerializer
    filterset_class = EmployeeFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[Employee]:
        user = asking(self.request)
        require(user, Verb.READ_STAFF)
        return visible_employees(user)


class PunchImportSerializer(serializers.ModelSerializer[PunchImport]):
    """How a file was read, and what became of it. `job` is its background work: `/api/jobs/<id>/`."""

    file_name = serializers.CharField(source="file.name", read_only=True)

    class Meta:
        model = PunchImport
        fields = [
            "id", "file_name", "sha256", "job", "state", "trouble", "sheet", "columns", "first_on", "last_on", "row_count",
            "new_count", "known_count", "empty_count", "fault_count", "taken_count", "uploaded_at", "taken_at",
        ]  # fmt: skip


class PunchImportAPI(APIView):
    """One file."""

    @extend_schema(summary="一次打卡导入：识别结果", responses={200: PunchImportSerializer})
    def get(self, request: Request, import_id: int) -> Response:
        require(asking(request), Verb.IMPORT_PUNCHES)
        return Response(PunchImportSerializer(import_of(import_id)).data)


class PunchRowSerializer(serializers.ModelSerializer[PunchRow]):
    """`line` is the row in the file; `verdict` what becomes of it, `detail` why."""

    class Meta:
        model = PunchRow
        fields = ["line", "number", "name", "on", "at", "side", "verdict", "detail"]


class PunchRowFilterSet(filters.FilterSet):
    """By what becomes of them."""

    class Meta:
        model = PunchRow
        fields = ["verdict"]


@extend_schema(summary="一次打卡导入的逐行结果")
class PunchRowListAPI(ListAPIView[PunchRow]):
    """What was understood of the file, and after it was taken what stayed out."""

    queryset = PunchRow.objects.none()
    serializer_class = PunchRowSerializer
    filterset_class = PunchRowFilterSet
    filter_backends = (StrictFilters,)

    def get_queryset(self) -> QuerySet[PunchRow]:
        require(asking(self.request), Verb.IMPORT_PUNCHES)
        return rows_of(import_of(self.kwargs["import_id"]), "")
