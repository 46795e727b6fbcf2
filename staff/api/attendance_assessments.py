"""`POST /api/attendance-assessments/`: judge one employee's month from the punches (docs/contract.md)."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from staff.rules.document import read_month
from staff.rules.month import assess_month
from yibin_service.foundation.regulation.assess_api import AssessAPI
from yibin_service.foundation.regulation.versions import VersionBook


@extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT})
class AttendanceAssessmentAPI(AssessAPI):
    """Judges one employee's month. Nothing is saved."""

    def judge(self, raw: Any, versions: VersionBook) -> dict[str, Any]:
        return assess_month(*read_month(raw, versions)).to_json()
