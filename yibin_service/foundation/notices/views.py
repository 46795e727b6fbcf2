"""The inbox."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, permitted
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.notices.selectors import inbox_of, letter_counts, message_for, troubled_letters
from yibin_service.foundation.notices.services.read_messages import read_all_messages, read_message

PAGE_ROWS = 50


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What the person was told, unread first."""
    user = cast(User, request.user)
    rows = inbox_of(user)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    newest = rows.order_by("-id").values_list("pk", flat=True).first()
    unread = rows.filter(read_at=None).count()
    return render(request, "notices/inbox.html", {"page": page, "newest": newest or 0, "unread": unread})


@require_GET
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks the message as read and goes where it points. Opening it again changes nothing."""
    message = message_for(cast(User, request.user), pk)
    read_message(message=message, at=database_now())
    is_ours = url_has_allowed_host_and_scheme(message.url, allowed_hosts=None)
    return redirect(message.url if message.url and is_ours else "inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks what was on the page, and everything older, as read."""
    until = request.POST.get("until", "")
    number = int(until) if until.isascii() and until.isdigit() and len(until) < 19 else 0
    count = read_all_messages(until=number, by=cast(User, request.user), at=database_now())
    if count:
        messages.success(request, f"已把 {count}条消息标为已读")
    return redirect("inbox")


@require_GET
@permitted(Verb.MANAGE_ACCOUNTS)
def letters(request: HttpRequest) -> HttpResponse:
    """How the letters fare: those that were not sent, and those of which nobody knows. Their contents are not shown."""
    page = Paginator(troubled_letters(), PAGE_ROWS).get_page(request.GET.get("page"))
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if settings.EMAIL_HOST else ""
    context = {"page": page, "counts": letter_counts(), "server": server, "folder": settings.EMAIL_FILE_PATH}
    return render(request, "notices/letters.html", context)
