"""The page of one act: shows its form, does it once, keeps what was typed when it is refused."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require

from .errors import OutOfStep, Refused, StalePage
from .forms import ActForm
from .selectors import database_now
from .services import Answer, perform_act
from .services.perform_act import find_answer

UNPRESSED = "没有看出要办哪一项：请按下面的一个按钮提交"
UNSENT = {"csrfmiddlewaretoken", "act_id"}


class ActPage(View):
    """One verb on one thing.

    A subclass names `verb`, `form_class`, `title`, `button`, and writes `load` (find the subject for this person or
    raise NotFound), `deed` (call one service, return an Answer) and, where useful, `check` (why it cannot be done now,
    asked only before the form is shown: the service asks again inside the lock) and `page_context`.
    """

    verb: ClassVar[Verb]
    form_class: ClassVar[type[ActForm]]
    template_name = "acts/act_page.html"
    title: ClassVar[str] = ""
    button: ClassVar[str] = ""
    # Buttons that say which of two acts is meant: name → values. A browser sends one with the press, a program must.
    choices_of_button: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    further_keys: ClassVar[tuple[str, ...]] = ()  # keys the form has only once it knows its subject, or `deed` reads
    user: User
    subject: Any
    now: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)
        self.user = request.user
        self.now = database_now()
        self.authorise()
        self.subject = self.load(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def authorise(self) -> None:
        """The permission table's word; a page open to members of a team overrides this."""
        require(self.user, self.verb)

    def load(self, **kwargs: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__}.load")

    def check(self) -> None:
        """Raise Refused when the act cannot be done now."""

    def deed(self, form: ActForm, at: datetime) -> Answer:
        raise NotImplementedError(f"{type(self).__name__}.deed")

    def initial(self) -> dict[str, Any]:
        return {"seen_version": getattr(self.subject, "version", None)}

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def page_context(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.check()
        except Refused as refusal:
            return self.draw(None, refusal=refusal, status=refusal.status)
        return self.draw(self.owned(self.form_class(initial=self.initial(), **self.form_kwargs())))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = self.sent_content(request)
        act_id = self.sent_act_id(request)
        if act_id is not None:
            try:
                saved = find_answer(act_id=act_id, by=self.user, verb=self.act_name, content=content)
            except Refused as refusal:
                return self.refuse(self.bound_form(request), refusal)
            if saved is not None:
                return self.answer(request, saved)
        form = self.bound_form(request)
        if not self.is_complete(form, request):
            return self.draw(form, status=422)
        try:
            done = perform_act(
                act_id=form.cleaned_data["act_id"],
                by=self.user,
                verb=self.act_name,
                content=content,
                deed=lambda: self.deed(form, self.now),
            )
        except Refused as refusal:
            return self.refuse(form, refusal)
        except OperationalError as problem:
            if "lock timeout" not in str(problem):
                raise
            return self.refuse(form, OutOfStep("同一件事正在办理中，请稍等几秒再按一次；没有重复"))
        return self.answer(request, done)

    def is_complete(self, form: ActForm, request: HttpRequest) -> bool:
        """Whether the form is sound and, where two buttons mean two acts, one of them was pressed: none is assumed."""
        if any(request.POST.get(name) not in values for name, values in self.choices_of_button.items()):
            form.add_error(None, UNPRESSED)
        return form.is_valid()

    @property
    def act_name(self) -> str:
        return f"{self.verb.value}:{self.request.path}"[-64:]

    def bound_form(self, request: HttpRequest) -> ActForm:
        return self.owned(self.form_class(request.POST, request.FILES, initial=self.initial(), **self.form_kwargs()))

    def owned(self, form: ActForm) -> ActForm:
        """Tell the fields of uploaded files whose uploads they may take, and those of dates what time it is."""
        for field in form.fields.values():
            if hasattr(field, "owner"):
                field.owner = self.user
            if hasattr(field, "now"):
                field.now = self.now
        return form

    @staticmethod
    def sent_act_id(request: HttpRequest) -> uuid.UUID | None:
        try:
            return uuid.UUID(request.POST.get("act_id", ""))
        except ValueError:
            return None

    @staticmethod
    def sent_content(request: HttpRequest) -> dict[str, Any]:
        """What was sent, files by the hash of their content: the base of 'same act, same content'."""
        content: dict[str, Any] = {k: v for k, v in request.POST.lists() if k not in UNSENT}
        for name, uploads in request.FILES.lists():
            content[name] = [_hash_of(upload) for upload in uploads]
        return content

    def refuse(self, form: ActForm, refusal: Refused) -> HttpResponse:
        if isinstance(refusal, StalePage):
            self.subject = self.load(**self.kwargs)
            form = self.form_seen_now(form)
        form.is_valid()
        form.add_refusal(refusal)
        return self.draw(form, refusal=refusal, status=refusal.status)

    def form_seen_now(self, form: ActForm) -> ActForm:
        """The same typing on the version the conflict was just shown with: sent again, it is no longer stale."""
        data = self.request.POST.copy()
        data["seen_version"] = str(getattr(self.subject, "version", "") or "")
        return self.form_class(data, form.files, initial=self.initial(), **self.form_kwargs())

    def draw(self, form: ActForm | None, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "subject": self.subject,
            "title": self.title,
            "button": self.button,
            "refusal": refusal,
            "now": self.now,
            **self.page_context(),
        }
        self.request.is_refused = status >= HTTPStatus.BAD_REQUEST  # type: ignore[attr-defined]
        return render(self.request, self.template_name, context, status=status)

    def answer(self, request: HttpRequest, answer: Answer) -> HttpResponse:
        if answer.message:
            messages.success(request, answer.message)
        return HttpResponseRedirect(answer.url or "/")


def _hash_of(upload: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return f"{upload.name}:{digest.hexdigest()}"
