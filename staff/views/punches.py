"""Imports of punches: upload, what was understood, and the decision."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.forms.punches import DropPunchesForm, TakePunchesForm, UploadPunchesForm
from staff.models import ImportState, PunchImport
from staff.rules.punch_file import FAULTS
from staff.selectors.punch_imports import SHOWN, import_of, imports, rows_of, taken_before
from staff.services.drop_punches import check_droppable, drop_punches
from staff.services.errors import ImportDecided
from staff.services.take_punches import take_punches
from staff.services.upload_punches import upload_punches
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import events_of
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.models import JobState

PAGE, IMPORTS, EVENTS = 50, 20, 20


@require_GET
@permitted(Verb.IMPORT_PUNCHES)
def punch_imports(request: HttpRequest) -> HttpResponse:
    """Every file there was, newest first."""
    page = Paginator(imports(), IMPORTS).get_page(request.GET.get("page"))
    return render(request, "staff/punch_imports.html", {"page": page})


@require_GET
@permitted(Verb.IMPORT_PUNCHES)
def punch_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """One file: how it was read, row by row, and what becomes of each."""
    source = import_of(import_id)
    shown = request.GET.get("show", "")
    context = {
        "source": source,
        "shown": shown if shown in SHOWN else "",
        "page": Paginator(rows_of(source, shown), PAGE).get_page(request.GET.get("page")),
        "faults": FAULTS,
        "is_failed": source.state == ImportState.READING and source.job is not None and source.job.state == JobState.FAILED,
        "events": events_of(source.stream)[:EVENTS],
        "earlier": taken_before(source) if source.state == ImportState.READ else None,
    }
    return render(request, "staff/punch_import.html", context)


@require_GET
@permitted(Verb.IMPORT_PUNCHES)
def punch_import_progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The part that asks again while the file is read; read, it has the browser load the page anew."""
    source = import_of(import_id)
    answer = render(request, "staff/_punch_progress.html", {"source": source})
    if source.state != ImportState.READING:
        answer["HX-Refresh"] = "true"
    return answer


class UploadPunchesPage(ActPage):
    """`/staff/punches/new/`."""

    verb = Verb.IMPORT_PUNCHES
    form_class = UploadPunchesForm
    template_name = "staff/upload_punches.html"
    title = "导入打卡"
    button = "开始识别"

    def load(self, **kwargs: Any) -> None:
        """Nothing is there yet."""

    def page_context(self) -> dict[str, Any]:
        return {
            "back_url": reverse("punch_imports"),
            "back_words": "回到打卡导入",
            "consequences": ["先逐行列出认出了什么，您确认后才导入", "同一条打卡只记一次，重复传文件不会多记"],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        source = upload_punches(attachments=form.content["export"], by=self.user, at=at)
        return Answer(
            status=202,
            url=source.get_absolute_url(),
            message="文件已收到，正在识别",
            body={"import": source.pk, "job": str(source.job_id)},
        )


class ImportActPage(ActPage):
    """An act at `/staff/punches/<id>/<verb>/`."""

    verb = Verb.IMPORT_PUNCHES
    subject: PunchImport

    def load(self, **kwargs: Any) -> PunchImport:
        return import_of(kwargs["import_id"])

    def check(self) -> None:
        if self.subject.state != ImportState.READ:
            raise ImportDecided(f"这份文件{self.subject.get_state_display()}")

    def consequences(self) -> list[str]:
        return []

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": self.subject.file.name,
            "back_url": self.subject.get_absolute_url(),
            "back_words": "回到识别结果",
            "consequences": self.consequences(),
        }


class TakePunchesPage(ImportActPage):
    """All sound rows, in one."""

    form_class = TakePunchesForm
    title = "确认导入"
    button = "确认导入"

    def form_kwargs(self) -> dict[str, Any]:
        return {"faults": self.subject.fault_count}

    def consequences(self) -> list[str]:
        return [
            f"一次导入 {self.subject.new_count} 条新打卡，要么全部导入，要么一条也不导入",
            "导入的打卡不能更改或删除，有误由本人申请补卡",
            "还没有关账的月份按新打卡重算",
        ]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        taken = take_punches(
            source=self.subject, leaves_out_faults=form.content["leaves_out_faults"], by=self.user, at=at
        )
        message = f"已导入 {taken.taken_count} 条打卡" if taken.taken_count else "没有新打卡，什么也没有改变"
        return Answer(url=taken.get_absolute_url(), message=message, body={"import": taken.pk, "taken": taken.taken_count})


class DropPunchesPage(ImportActPage):
    """Nothing of the file."""

    form_class = DropPunchesForm
    title = "放弃导入"
    button = "放弃导入"

    def check(self) -> None:
        check_droppable(self.subject)

    def consequences(self) -> list[str]:
        return ["这份文件一条也不导入", "改好后可以再传"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        dropped = drop_punches(source=self.subject, by=self.user, at=at)
        return Answer(url=reverse("punch_imports"), message="已放弃，一条也没有导入", body={"import": dropped.pk})


urlpatterns = [
    path("punches/", punch_imports, name="punch_imports"),
    path("punches/new/", UploadPunchesPage.as_view(), name="upload_punches"),
    path("punches/<int:import_id>/", punch_import, name="punch_import"),
    path("punches/<int:import_id>/progress/", punch_import_progress, name="punch_import_progress"),
    path("punches/<int:import_id>/take/", TakePunchesPage.as_view(), name="take_punches"),
    path("punches/<int:import_id>/drop/", DropPunchesPage.as_view(), name="drop_punches"),
]
