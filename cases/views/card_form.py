"""Writing a card: the form, its drafts, its clocks while it is written."""

import uuid
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from cases.forms.card import CardForm
from cases.forms.card_acts import DeclineDraftForm
from cases.forms.card_preview import PreviewForm
from cases.models import CardDraft, Customer, Defect, FeedbackCard
from cases.rules.card_errors import DraftDeclined, DraftFiled, PossibleDuplicate
from cases.selectors.cards import MOST_NAMED, duplicate_window, duplicates_of
from cases.selectors.catalogue import customer_options
from cases.selectors.clock_preview import ClockPreview, clock_preview
from cases.selectors.drafts import draft_for, typed, typed_initial
from cases.services.add_customer import add_customer
from cases.services.decline_draft import check_declinable, decline_draft
from cases.services.delete_draft import delete_draft
from cases.services.file_card import file_card
from cases.services.save_draft import save_draft
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.errors import NotFound, Refused
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.files.selectors import file_limits
from yibin_service.foundation.regulation.clock import local


class FileCard(ActPage):
    """The form of a new card, or of a draft taken up again; filed once whatever is sent how often."""

    verb = Verb.FILE_CARD
    form_class = CardForm
    further_keys = ("accepts_duplicate",)
    template_name = "cases/card_form.html"
    title = "售后服务信息卡"
    button = "提交给技术中心"
    subject: CardDraft | None
    draft_id: uuid.UUID
    extra: dict[str, Any]

    def load(self, **kwargs: Any) -> CardDraft | None:
        """The own draft; for a new card, or one not saved yet, only its future id."""
        pk = kwargs.get("pk")
        self.draft_id = pk or uuid.uuid4()
        if pk is None:
            return None
        if self.request.method == "POST" and not CardDraft.objects.filter(pk=pk).exists():
            return None
        return draft_for(self.user, pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        card = self.subject.card if self.subject else None
        if card is not None:
            messages.success(request, f"这份草稿已提交为 {card.number}")
            return redirect("case", number=card.number)
        if self.subject is not None and self.subject.declined_at is not None:
            raise DraftDeclined
        return super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        return typed_initial(self.subject) if self.subject else {}

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.user}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        card_form = cast(CardForm, form)
        added = card_form.new_customer and add_customer(facts=card_form.new_customer, by=self.user, at=at)
        case = file_card(
            facts=card_form.facts(added),
            by=self.user,
            at=at,
            clerk=card_form.cleaned_data.get("clerk"),
            attachments=card_form.cleaned_data["attachments"],
            draft_id=self.draft_id,
            accepts_duplicate=self.request.POST.get("accepts_duplicate") in {"1", "on"},
        )
        return Answer(
            status=201,
            url=case.get_absolute_url(),
            message=f"已提交给技术中心，编号 {case.number}；等技术中心分级",
            body={"number": case.number},
        )

    def page_context(self) -> dict[str, Any]:
        """Where the draft is kept, and what the side shows."""
        suffix = f"?revision={self.subject.revision}" if self.subject else ""
        return {
            "draft": self.subject,
            "draft_url": reverse("card_draft", args=[self.draft_id]),
            "autosave_url": reverse("save_card_draft", args=[self.draft_id]) + suffix,
            "limits": file_limits(self.now),
            **self.extra,
        }

    def draw(self, form: ActForm | None, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
        self.extra = preview_context(PreviewForm(_as_written(form)), self.now)
        if isinstance(refusal, PossibleDuplicate):
            self.extra["offers_anyway"] = True
        if isinstance(refusal, DraftFiled):
            self.extra["filed_as"] = refusal.number
        return super().draw(form, refusal=refusal, status=status)


def _as_written(form: ActForm | None) -> dict[str, Any]:
    """The form's values as they stand, from the post or from the draft."""
    return {name: form[name].value() for name in PreviewForm.base_fields} if form is not None else {}


def preview_context(form: PreviewForm, now: datetime) -> dict[str, Any]:
    """Clocks, expected tier and cards that look like the same complaint."""
    preview = clock_preview(form.written, now)
    return {"preview": preview, "duplicates": _duplicates(form, preview, now), "now": now}


def _duplicates(form: PreviewForm, preview: ClockPreview, now: datetime) -> list[FeedbackCard]:
    customer, defect = (
        model.objects.filter(pk=pk).first() if (pk := form.read(name)) else None  # type: ignore[attr-defined]
        for model, name in ((Customer, "customer"), (Defect, "defect"))
    )
    batch_no = form.read("batch_no")
    if not (customer and defect and batch_no):
        return []
    days = duplicate_window(preview.version)
    return list(duplicates_of(customer=customer, batch_no=batch_no, defect=defect, at=now, days=days)[:MOST_NAMED])


@require_GET
@permitted(Verb.FILE_CARD)
def card_clocks(request: HttpRequest) -> HttpResponse:
    """The clocks of what is written so far, drawn anew beside the form."""
    context = preview_context(PreviewForm(request.GET), database_now())
    more = {"is_fragment": True, "offers_anyway": "was_warned" in request.GET}
    return render(request, "cases/_card_clocks.html", {**context, **more})


@require_POST
@permitted(Verb.FILE_CARD)
def save_card_draft(request: HttpRequest, pk: uuid.UUID) -> JsonResponse:
    """Keep what is typed; answers with the address to save to next."""
    now = database_now()
    seen = request.GET.get("revision", "")
    try:
        draft = save_draft(
            draft_id=pk,
            typed={name: [str(value) for value in values] for name, values in request.POST.lists()},
            by=cast(User, request.user),
            at=now,
            seen_revision=int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < 9 else None,
        )
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    saved_at = f"{local(draft.saved_at):%H:%M}"
    url = f"{reverse('save_card_draft', args=[pk])}?revision={draft.revision}"
    return JsonResponse({"saved_at": saved_at, "url": url, "page": reverse("card_draft", args=[pk])})


@require_POST
@permitted(Verb.FILE_CARD)
def delete_card_draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Throw the own draft away."""
    delete_draft(draft_id=pk, by=cast(User, request.user))
    messages.success(request, "已删除草稿")
    return HttpResponseRedirect(reverse("card_list"))


class DeclineDraft(ActPage):
    """Give the sheet back to the colleague it came from."""

    verb = Verb.FILE_CARD
    form_class = DeclineDraftForm
    title, button = "不提交，退回反馈单", "退回反馈单"
    subject: CardDraft

    def load(self, **kwargs: Any) -> CardDraft:
        return draft_for(self.user, kwargs["pk"])

    def check(self) -> None:
        check_declinable(self.subject)

    def initial(self) -> dict[str, Any]:
        return {}

    def page_context(self) -> dict[str, Any]:
        who = self.subject.handed_by.full_title if self.subject.handed_by else "同事"
        return {
            "subject_line": typed(self.subject, "customer_text"),
            "back_url": reverse("card_draft", args=[self.subject.pk]),
            "back_words": "回到草稿",
            "consequences": [f"{who} 和销售处长收到原因", "不再提交信息卡；反馈单和原因留着，不能再改"],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        decline_draft(draft_id=self.subject.pk, reason=form.cleaned_data["reason"], by=self.user, at=at)
        return Answer(url=reverse("card_list"), message="已退回反馈单，原因已告诉填写的人")


@require_GET
@permitted(Verb.FILE_CARD, Verb.ADD_CUSTOMER)
def customer_choice(request: HttpRequest) -> JsonResponse:
    """Customers for the search box."""
    text = request.GET.get("q", "")
    if len(text) > 120:
        raise NotFound("没有这么长的客户名称")
    return JsonResponse(customer_options(text.replace("\x00", ""), database_now()))


urlpatterns = [
    path("cards/new/", FileCard.as_view(), name="card_new"),
    path("cards/clocks/", card_clocks, name="card_clocks"),
    path("cards/drafts/<uuid:pk>/", FileCard.as_view(), name="card_draft"),
    path("cards/drafts/<uuid:pk>/save/", save_card_draft, name="save_card_draft"),
    path("cards/drafts/<uuid:pk>/delete/", delete_card_draft, name="delete_card_draft"),
    path("cards/drafts/<uuid:pk>/decline/", DeclineDraft.as_view(), name="decline_card_draft"),
    path("customers/options/", customer_choice, name="customer_options"),
]
