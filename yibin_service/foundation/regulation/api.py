"""Regulation versions for programs: the pages' acts, and reads."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.api import api_of
from yibin_service.foundation.acts.api_reads import read

from . import selectors
from .models import RegulationVersion
from .views import DraftVersionPage, EditDraftPage, EnactVersionPage, found


def head_of(version: RegulationVersion) -> dict[str, Any]:
    """A version without its parameters."""
    return {
        "code": version.code,
        "family": version.family,
        "title": version.title,
        "effective_from": version.effective_from,
        "status": version.status,
        "approval": version.approval,
        "revision": version.revision,
    }


class VersionListAPI(APIView):
    """All versions of both regulations, the latest first day first."""

    @read("两套制度的全部版本")
    def get(self, request: Request) -> Response:
        require(request.user, Verb.READ_REGULATION)  # type: ignore[arg-type]
        return Response({"results": [head_of(version) for version in selectors.all_versions()]})


class VersionAPI(APIView):
    """One version with its parameters in order."""

    @read("一个版本的全部参数")
    def get(self, request: Request, code: str) -> Response:
        require(request.user, Verb.READ_REGULATION)  # type: ignore[arg-type]
        version = found(code)
        rows = selectors.shown_parameters(version)
        names = ("key", "value", "unit", "clause", "title", "is_reading", "note")
        parameters = [{name: getattr(row, name) for name in names} for row in rows]
        return Response({**head_of(version), "parameters": parameters})


draft_version_api = api_of(DraftVersionPage, "regulation_draft")
edit_draft_api = api_of(EditDraftPage, "regulation_edit")
enact_version_api = api_of(EnactVersionPage, "regulation_enact")
