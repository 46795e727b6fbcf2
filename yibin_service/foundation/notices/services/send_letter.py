"""Send the next letter that is due. An e-mail cannot be sent exactly once: this keeps it to one repeat at most."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from yibin_service.foundation.notices.letters import PERMANENT_FROM, draw_letter, refusal_code
from yibin_service.foundation.notices.models import Letter, LetterState

# While a letter is being sent nobody else touches it; after this its sender counts as dead.
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
MOST_BREAKS = 2
OPEN = (LetterState.QUEUED, LetterState.SENDING)


class Outcome(StrEnum):
    """How a call ended; after PUT_OFF the server is not asked again for a while."""

    NOTHING_DUE = "nothing_due"
    DEALT_WITH = "dealt_with"
    PUT_OFF = "put_off"


def send_letter(*, at: datetime) -> Outcome:
    """Send the letter that has been due longest at `at`.

    The state 「发送中」 is committed before the server is asked, 「已发」 after it answered. A letter found in between,
    because its sender died or the answer never came, is sent once more, then stays 「结果不明」. A refusal is no such gap:
    a temporary one is tried again later, a permanent one ends as 「未能发出」.
    """
    letter = _claim(at)
    if letter is None:
        return Outcome.NOTHING_DUE
    if letter.state != LetterState.SENDING:
        return Outcome.DEALT_WITH
    server = get_connection()
    try:
        server.open()
    except Exception as problem:  # nothing of the letter has left the house
        _try_later(letter, problem, at)
        return Outcome.PUT_OFF
    return _send(letter, server, at)


@transaction.atomic
def _claim(at: datetime) -> Letter | None:
    due = Letter.objects.filter(state__in=OPEN, not_before__lte=at).order_by("not_before", "id")
    locked = due.select_for_update(of=("self",), skip_locked=True)
    letter = locked.select_related("message__user").first()
    if letter is None:
        return None
    if letter.state == LetterState.SENDING:
        letter.breaks += 1
    if letter.breaks >= MOST_BREAKS:
        letter.state = LetterState.UNKNOWN
    elif not letter.message.user.is_active:
        letter.state, letter.last_error = LetterState.FAILED, "账号已停用"
    else:
        letter.state, letter.attempts, letter.not_before = LetterState.SENDING, letter.attempts + 1, at + LEASE
    letter.save()
    return letter


def _send(letter: Letter, server: BaseEmailBackend, at: datetime) -> Outcome:
    message = draw_letter(letter)
    try:
        server.send_messages([message])
    except Exception as problem:
        return _note_problem(letter, problem, at)
    finally:
        _close(server)
    _store(letter, state=LetterState.SENT, sent_at=at, last_error="")
    return Outcome.DEALT_WITH


def _note_problem(letter: Letter, problem: Exception, at: datetime) -> Outcome:
    code = refusal_code(problem)
    if code is None:
        _note_break(letter, problem)
    elif code >= PERMANENT_FROM or letter.attempts >= MOST_ATTEMPTS:
        _store(letter, state=LetterState.FAILED, last_error=_words(problem))
    else:
        _try_later(letter, problem, at)
    return Outcome.PUT_OFF if code is None else Outcome.DEALT_WITH


def _note_break(letter: Letter, problem: Exception) -> None:
    """Whether the server took it is unknown: one repeat after the lease, then it stays unknown."""
    breaks = letter.breaks + 1
    state = LetterState.UNKNOWN if breaks >= MOST_BREAKS else LetterState.QUEUED
    _store(letter, state=state, breaks=breaks, last_error=_words(problem))


def _try_later(letter: Letter, problem: Exception, at: datetime) -> None:
    """After 1, 2, 4 … minutes, at most an hour."""
    if letter.attempts >= MOST_ATTEMPTS:
        _store(letter, state=LetterState.FAILED, last_error=_words(problem))
        return
    pause = timedelta(minutes=min(2 ** (letter.attempts - 1), 60))
    _store(letter, state=LetterState.QUEUED, not_before=at + pause, last_error=_words(problem))


def _store(letter: Letter, **changes: object) -> None:
    """Only while it is still ours: a sender that slept past its lease must not undo what was noted since."""
    ours = Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING, attempts=letter.attempts)
    ours.update(**changes)


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:300]


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except Exception:  # the server has answered for the letter; how it hangs up is no matter
        return
