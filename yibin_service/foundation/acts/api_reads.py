"""What every read of the API has in common: the person, pages, filters that refuse what they do not know."""

from typing import Any, cast

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from yibin_service.foundation.access.models import User

from .errors import InvalidInput

ORDER_WORDS = "先后：newest 新的在前（默认），oldest 旧的在前"


def asking(request: Any) -> User:
    """Who asks. The views are shut to visitors before this is called."""
    return cast(User, request.user)


def read(summary: str, *parameters: OpenApiParameter, name: str | None = None) -> Any:
    """Describes a read that answers one object; `name` where the address does not give a good one."""
    answers = {200: OpenApiTypes.OBJECT}
    return extend_schema(operation_id=name, summary=summary, parameters=list(parameters), responses=answers)


class NewestFirst(CursorPagination):
    """Keyset pages: `?cursor=…&page_size=…&order=newest|oldest`, 50 rows unless told, never more than 1,000."""

    page_size = 50
    max_page_size = 1000
    page_size_query_param = "page_size"
    page_size_query_description = "一页几行：不写为 50，最多 1000"
    cursor_query_description = "从哪里接着读：照抄上一次应答里的 next 或 previous"
    key = ordering = "id"

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        order = request.query_params.get("order", "newest")
        if order not in {"newest", "oldest"}:
            raise InvalidInput({"order": "请写 newest 或 oldest"})
        return (f"-{self.key}",) if order == "newest" else (self.key,)

    def get_page_size(self, request: Request) -> int:
        typed = request.query_params.get(self.page_size_query_param, "")
        if typed and not (typed.isascii() and typed.isdigit() and int(typed[:9]) > 0):
            raise InvalidInput({self.page_size_query_param: "请写 1 至 1000 的整数"})
        return min(int(typed[:9]), self.max_page_size) if typed else self.page_size

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        order = {
            "name": "order",
            "in": "query",
            "required": False,
            "description": ORDER_WORDS,
            "schema": {"type": "string"},
        }
        return [*super().get_schema_operation_parameters(view), order]


class StrictFilters(DjangoFilterBackend):
    """Refuses a key it does not know instead of passing over it."""

    paging = frozenset({"cursor", "page_size", "order", "format"})

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        known = sorted(set(view.filterset_class.base_filters) | self.paging)
        unknown = [key for key in request.query_params if key not in known]
        if unknown:
            raise InvalidInput(dict.fromkeys(unknown, f"不能按这一项查，可用：{'、'.join(known)}"))
        rows: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return rows


class WholeNumberField(filters.NumberFilter.field_class):
    """An id or a number of a machine: what cannot be stored as one is refused, not searched."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=2**31 - 1, decimal_places=0, **kwargs)


class WholeNumberFilter(filters.NumberFilter):
    """`?machine=7`."""

    field_class = WholeNumberField

    def get_max_validator(self) -> None:
        """The field has its own bounds."""
        return None
