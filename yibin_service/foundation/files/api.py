"""Files for programs: upload beforehand, name the ids in an act, open what one may see."""

import uuid
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.acts.api import read_key
from yibin_service.foundation.acts.api_reads import asking
from yibin_service.foundation.acts.api_schema import KEY
from yibin_service.foundation.acts.selectors import database_now

from .services import remove_upload
from .views import file_answer, take_upload

FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "一个文件"},
        "taken_at": {"type": "string", "format": "date-time", "description": "拍摄时间"},
    },
    "required": ["file"],
}


class UploadAPI(APIView):
    """Takes one file of the person; it waits until an act names its id."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        summary="上传一个文件，得到编号；办理时写进表单的文件项",
        parameters=[KEY],
        request={"multipart/form-data": FORM},
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        user = asking(request)
        return Response(take_upload(request, user, database_now(), act_id=read_key(request)), status=201)


class FileAPI(APIView):
    """One file."""

    @extend_schema(summary="下载一个文件", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponseBase:
        return file_answer(request, asking(request), pk)

    @extend_schema(summary="去掉自己上传而尚未用到的文件；再送一次不改变什么", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        remove_upload(attachment_id=pk, by=asking(request))
        return Response(status=204)
