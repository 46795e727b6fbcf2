"""Pages of 制度参数: the versions, one version, two compared, a clause; and the acts of drafting and enacting."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted, require
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now, events_of
from yibin_service.foundation.acts.services import Answer

from . import selectors
from .clauses import BY_ID
from .clock import local_day
from .errors import VersionEnacted
from .forms import STANDING, DraftVersionForm, EditDraftForm, EnactVersionForm
from .models import RegulationVersion
from .newer_parameters import settled_once
from .parameter_keys import ParameterKey
from .services import draft_version, edit_draft, enact_version
from .services.verbs import DRAFT_VERBS, ENACT_VERBS

NO_VERSION = "没有这个版本，请从制度参数页再选"
JUDGED = {"P": "收到的意见", "S": "开始的考勤、考核月份和派工等期限"}


def version_url(version: RegulationVersion) -> str:
    return reverse("regulation_version", args=[version.code])


def found(code: str) -> RegulationVersion:
    """The version of that code, or NotFound."""
    version = selectors.version_by_code(code)
    if version is None:
        raise NotFound(NO_VERSION)
    return version


@require_GET
@permitted(Verb.READ_REGULATION)
def regulation_list(request: HttpRequest) -> HttpResponse:
    """All versions of both regulations, those in force marked."""
    return render(request, "regulation/list.html", {"families": selectors.families(local_day(database_now()))})


@require_GET
@permitted(Verb.READ_REGULATION)
def version_page(request: HttpRequest, code: str) -> HttpResponse:
    """One version with its parameters, its history and the acts this person may do."""
    version = found(code)
    user = cast(User, request.user)
    context = {
        "version": version,
        "rows": selectors.shown_parameters(version),
        "events": events_of(f"regulation:{version.code}"),
        "others": selectors.versions_to_compare(version),
        "may_draft": version.is_enacted and may(user, DRAFT_VERBS[version.family]),
        "may_edit": not version.is_enacted and may(user, DRAFT_VERBS[version.family]),
        "may_enact": not version.is_enacted and may(user, ENACT_VERBS[version.family]),
    }
    return render(request, "regulation/version.html", context)


@require_GET
@permitted(Verb.READ_REGULATION)
def compare_page(request: HttpRequest) -> HttpResponse:
    """Two versions of one regulation side by side; printable."""
    before, after = found(request.GET.get("before", "")), found(request.GET.get("after", ""))
    if before.family != after.family:
        raise NotFound("两份制度各有各的参数，请选同一制度的两个版本")
    rows = selectors.compare(before, after)
    context = {
        "before": before,
        "after": after,
        "changed": [row for row in rows if row.is_changed],
        "unchanged": [row for row in rows if not row.is_changed],
    }
    return render(request, "regulation/compare.html", context)


@require_GET
@permitted(Verb.READ_REGULATION)
def clause_page(request: HttpRequest, clause_id: str) -> HttpResponse:
    """A clause in our words, with the parameters of the version asked for (or in force) that rest on it."""
    clause = BY_ID.get(clause_id)
    if clause is None:
        raise Http404(clause_id)
    code = request.GET.get("version", "")
    version = found(code) if code else selectors.latest_in_force(clause.family, local_day(database_now()))
    rows = selectors.shown_parameters(version, clause_id) if version else []
    return render(request, "regulation/clause.html", {"clause": clause, "version": version, "rows": rows})


class VersionAct(ActPage):
    """An act on one version; the verb hangs on the regulation."""

    template_name = "regulation/act.html"
    verbs: dict[str, Verb] = {}

    def authorise(self) -> None:
        require(self.user, self.verbs[found(self.kwargs["code"]).family])

    def load(self, **kwargs: Any) -> RegulationVersion:
        return found(kwargs["code"])

    def initial(self) -> dict[str, Any]:
        return {"seen_version": self.subject.revision}

    def page_context(self) -> dict[str, Any]:
        return {"subject_line": f"{self.subject.code} {self.subject.title}", "version": self.subject}


class DraftVersionPage(VersionAct):
    """Begin a draft from an enacted version."""

    verb = Verb.DRAFT_AFTER_SALES_RULES
    verbs = DRAFT_VERBS
    form_class = DraftVersionForm
    title = "拟新版本"
    button = "存为草案"

    def form_kwargs(self) -> dict[str, Any]:
        return {"family": self.subject.family}

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "title": self.subject.title}

    def check(self) -> None:
        if not self.subject.is_enacted:
            raise VersionEnacted("新版本要从已施行的版本拟起，请选一个已施行的版本")

    def deed(self, form: Any, at: Any) -> Answer:
        draft = draft_version(based_on=self.subject, **form.content, by=self.user, at=at)
        url = reverse("regulation_edit", args=[draft.code])
        return Answer(url=url, message=f"已拟出草案 {draft.code}，请改参数", body={"code": draft.code})


class EditDraftPage(VersionAct):
    """Change a draft."""

    verb = Verb.DRAFT_AFTER_SALES_RULES
    verbs = DRAFT_VERBS
    form_class = EditDraftForm
    further_keys = (*(str(key) for key in ParameterKey), *(f"{STANDING}{key}" for key in settled_once()))
    template_name = "regulation/edit.html"
    title = "改草案"
    button = "存草案"

    def form_kwargs(self) -> dict[str, Any]:
        return {"version": self.subject}

    def initial(self) -> dict[str, Any]:
        subject = self.subject
        head = {"title": subject.title, "effective_from": subject.effective_from, "note": subject.note}
        return {**super().initial(), **head}

    def check(self) -> None:
        if self.subject.is_enacted:
            raise VersionEnacted

    def deed(self, form: Any, at: Any) -> Answer:
        draft = edit_draft(
            version_id=self.subject.pk,
            title=form.cleaned_data["title"],
            effective_from=form.cleaned_data["effective_from"],
            note=form.cleaned_data["note"],
            values=form.values,
            unsettled=form.unsettled,
            seen_revision=form.cleaned_data["seen_version"] or 0,
            by=self.user,
            at=at,
        )
        return Answer(url=version_url(draft), message=f"已存草案 {draft.code}", body={"revision": draft.revision})


class EnactVersionPage(VersionAct):
    """Put a draft into force."""

    verb = Verb.ENACT_AFTER_SALES_RULES
    verbs = ENACT_VERBS
    form_class = EnactVersionForm
    template_name = "regulation/enact.html"
    title = "批准施行"
    button = "批准施行"

    def check(self) -> None:
        if self.subject.is_enacted:
            raise VersionEnacted

    def page_context(self) -> dict[str, Any]:
        model = self.subject.based_on
        rows = [row for row in selectors.compare(model, self.subject) if row.is_changed] if model else []
        consequences = [
            f"自 {self.subject.effective_from} 起{JUDGED[self.subject.family]}按 {self.subject.code} 办理，此前的仍按原版本",
            "施行以后，这一版本的参数任何人不能再改",
        ]
        return {**super().page_context(), "changed": rows, "before": model, "consequences": consequences}

    def deed(self, form: Any, at: Any) -> Answer:
        version = enact_version(
            version_id=self.subject.pk,
            approval=form.cleaned_data["approval"],
            seen_revision=form.cleaned_data["seen_version"] or 0,
            by=self.user,
            at=at,
        )
        message = f"已批准 {version.code}，自 {version.effective_from} 起施行"
        return Answer(url=version_url(version), message=message, body={"code": version.code})
