"""Reads of messages and of the hours in which letters are sent."""

from datetime import datetime

from django.db.models import Count, F, QuerySet

from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.models import Family
from yibin_service.foundation.regulation.parameter_keys import ParameterKey
from yibin_service.foundation.regulation.selectors import parameters_on

from .models import InboxMessage, Letter, LetterState
from .window import SendWindow


def send_window(at: datetime) -> SendWindow:
    """The hours of the regulation version in force at `at`."""
    p = parameters_on(Family.AFTER_SALES, local_day(at))
    return SendWindow(p.clock(ParameterKey.SEND_FROM), p.clock(ParameterKey.SEND_UNTIL))


def inbox_of(user: User) -> QuerySet[InboxMessage]:
    """The person's messages: unread ones first, then the newest first."""
    return InboxMessage.objects.filter(user=user).order_by(F("read_at").desc(nulls_first=True), "-id")


def message_for(user: User, pk: int) -> InboxMessage:
    """The person's message, or NotFound."""
    message = InboxMessage.objects.filter(user=user, pk=pk).first()
    if message is None:
        raise NotFound("没有这条消息，或不是发给您的")
    return message


def troubled_letters() -> QuerySet[Letter]:
    """Letters that were not sent, or of which nobody knows: the administrator looks at them, the newest first."""
    states = [LetterState.UNKNOWN, LetterState.FAILED]
    return Letter.objects.filter(state__in=states).select_related("message__user").order_by("-id")


def letter_counts() -> list[tuple[str, int]]:
    """How many letters stand in each state, by the state's name, all states listed."""
    counted = dict(Letter.objects.values_list("state").annotate(Count("id")).order_by())
    return [(str(state.label), counted.get(state.value, 0)) for state in LetterState]
