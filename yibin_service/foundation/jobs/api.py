"""One's background work for programs: how far it is, and the file it made."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibin_service.foundation.acts.api import api_of
from yibin_service.foundation.acts.api_reads import asking

from .job_pages import RepeatJobPage
from .models import Job
from .selectors import job_for, jobs_of


class JobSerializer(serializers.ModelSerializer[Job]):
    """`result` is the id of a file: `/api/files/<id>/`."""

    class Meta:
        model = Job
        fields = ["id", "kind", "title", "state", "done", "total", "error", "result", "created_at", "finished_at"]


@extend_schema(summary="自己申请的后台工作")
class JobListAPI(ListAPIView[Job]):
    """What the person asked for."""

    queryset = Job.objects.none()
    serializer_class = JobSerializer
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Job]:
        return jobs_of(asking(self.request))


class JobAPI(APIView):
    """One job: ask again while it is waiting or running."""

    @extend_schema(summary="一项后台工作：进度与结果文件", responses={200: JobSerializer})
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(JobSerializer(job_for(asking(request), pk)).data)


repeat_job_api = api_of(RepeatJobPage, "repeat_job")
