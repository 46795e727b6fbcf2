"""工作台: what waits for the person, what they handed on, the month so far."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from cases.selectors.deadlines import last_sweep
from yibin_service.desk.selectors.handed_on import handed_on
from yibin_service.desk.selectors.month_figures import month_figures
from yibin_service.desk.selectors.queue import Queue, keep_count, news_since, queue_of
from yibin_service.desk.shell import address, facts_of
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.notices.selectors import inbox_of

LATEST_MESSAGES = 5


def workbench(request: HttpRequest) -> HttpResponse:
    """Everybody's first page. It holds only what the person's roles and cases give."""
    assert isinstance(request.user, User)
    user, facts = request.user, facts_of(request)
    now = facts.now
    queue = queue_of(user, now, facts.due_warnings[0])
    keep_count(user, len(queue.turns), facts.last_event)
    context = {
        "queue": queue,
        "now": now,
        "headline": headline(queue),
        "handed": handed_on(user, now),
        "figures": month_figures(user, now),
        "messages_unread": inbox_of(user).filter(read_at=None)[:LATEST_MESSAGES],
        "gap": last_sweep() if Role.ADMIN in user.roles else None,
        "watch_url": f"{reverse('workbench_watch')}?seen={queue.stamp}",
        **links(user),
    }
    return render(request, "desk/workbench.html", context)


def headline(queue: Queue) -> str:
    """「1件超期，1件 24小时内到期」."""
    told = [f"{queue.late}件超期"] if queue.late else []
    told += [f"{queue.soon}件快到期"] if queue.soon else []
    return "，".join(told) or ("没有超期" if queue.turns else "")


def links(user: User) -> dict[str, Any]:
    """The buttons of the head, where their pages exist."""
    return {
        "cases_url": address("case_list") if may(user, Verb.READ_CASES) else "",
        "card_url": address("card_new") if may(user, Verb.FILE_CARD) else "",
        "accounts_url": address("account_list") if may(user, Verb.MANAGE_ACCOUNTS) else "",
        "master_url": address("admin:index") if may(user, Verb.MANAGE_MASTER_DATA) else "",
    }


def watch(request: HttpRequest) -> HttpResponse:
    """Whether something came that the open page does not show; asked each minute, changes nothing on it."""
    assert isinstance(request.user, User)
    user, facts = request.user, facts_of(request)
    queue, seen = queue_of(user, facts.now, facts.due_warnings[0]), request.GET.get("seen", "")
    new = news_since(seen, queue.turns)
    return JsonResponse({"stamp": queue.stamp if new else seen, "new": new, "inbox": facts.unread})
