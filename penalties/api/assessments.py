"""`POST /api/assessments/`: judge one case from its facts (docs/contract.md)."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from penalties.selectors.assessment import assess_document
from yibin_service.foundation.regulation.assess_api import AssessAPI
from yibin_service.foundation.regulation.versions import VersionBook


@extend_schema(request=OpenApiTypes.OBJECT, responses={200: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT})
class CaseAssessmentAPI(AssessAPI):
    """Judges one case. Nothing is saved."""

    def judge(self, raw: Any, versions: VersionBook) -> dict[str, Any]:
        return assess_document(raw, versions).to_json()
