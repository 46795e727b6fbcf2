"""Letters: sent once; after a break at most once more; never lost, never sent in the night."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.world import World, at
from yibin_service.foundation.notices.models import Letter, LetterState
from yibin_service.foundation.notices.services import notify
from yibin_service.foundation.notices.services.send_letter import LEASE, MOST_ATTEMPTS, Outcome, send_letter

pytestmark = pytest.mark.django_db
NOON = at("2026-10-05 12:00")


class Server(EmailBackend):
    """A mail server that answers what the test wants; what it took is in `mail.outbox`."""

    fault: Exception | None = None
    opening_fault: Exception | None = None
    takes_it = False

    def open(self) -> None:
        if Server.opening_fault:
            raise Server.opening_fault

    def send_messages(self, messages: Any) -> int:
        if Server.fault is None or Server.takes_it:
            super().send_messages(messages)
        if Server.fault:
            raise Server.fault
        return len(messages)


@pytest.fixture(autouse=True)
def _server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND = "tests.services.test_send_letter.Server"
    settings.SITE_ADDRESS = "https://quality.mill.example"
    settings.DEFAULT_FROM_EMAIL = "售后质量 <quality@mill.example>"
    for name in ("fault", "opening_fault", "takes_it"):
        monkeypatch.setattr(Server, name, None)


@pytest.fixture
def letter(world: World) -> Letter:
    notify(users=[world.tech_head], key="k", title="轮到您审批", body="第2稿", url="/cases/SH-1/", at=NOON)
    return Letter.objects.get()


def state(letter: Letter) -> tuple[str, int, int]:
    letter.refresh_from_db()
    return letter.state, letter.attempts, letter.breaks


def test_a_letter_is_sent_once_with_its_own_number(letter: Letter) -> None:
    assert send_letter(at=NOON) is Outcome.DEALT_WITH
    assert send_letter(at=NOON + timedelta(days=1)) is Outcome.NOTHING_DUE

    assert state(letter) == (LetterState.SENT, 1, 0)
    [sent] = mail.outbox
    assert sent.extra_headers["Message-ID"] == f"<{letter.mail_id}@mill.example>"
    assert (sent.subject, sent.to) == ("轮到您审批", ["tech_head@mill.example"])
    assert "https://quality.mill.example/cases/SH-1/" in sent.body


@pytest.mark.parametrize(("before", "outcome"), [(1, Outcome.NOTHING_DUE), (0, Outcome.DEALT_WITH)])
def test_a_letter_of_the_night_goes_at_eight(world: World, before: int, outcome: Outcome) -> None:
    notify(users=[world.tech_head], key="k", title="题", at=at("2026-10-05 22:00"))
    assert send_letter(at=at("2026-10-06 08:00") - timedelta(seconds=before)) is outcome


def test_a_server_that_cannot_be_reached_puts_the_letter_off(letter: Letter) -> None:
    Server.opening_fault = TimeoutError("5 s")
    assert send_letter(at=NOON) is Outcome.PUT_OFF
    assert state(letter) == (LetterState.QUEUED, 1, 0)
    assert letter.not_before == NOON + timedelta(minutes=1)
    Server.opening_fault = None
    assert send_letter(at=NOON + timedelta(minutes=1)) is Outcome.DEALT_WITH
    assert len(mail.outbox) == 1


def test_an_unreachable_server_is_given_up_after_the_last_attempt(letter: Letter) -> None:
    Server.opening_fault = ConnectionRefusedError("refused")
    when = NOON
    for _ in range(MOST_ATTEMPTS):
        send_letter(at=when)
        when += timedelta(hours=1)
    assert state(letter) == (LetterState.FAILED, MOST_ATTEMPTS, 0)
    assert "refused" in letter.last_error


def test_a_permanent_refusal_is_final(letter: Letter) -> None:
    Server.fault = smtplib.SMTPRecipientsRefused({letter.to: (550, b"no such user")})
    assert send_letter(at=NOON) is Outcome.DEALT_WITH
    assert state(letter) == (LetterState.FAILED, 1, 0)


def test_a_temporary_refusal_is_tried_again(letter: Letter) -> None:
    Server.fault = smtplib.SMTPDataError(451, b"try later")
    send_letter(at=NOON)
    assert state(letter) == (LetterState.QUEUED, 1, 0)


def test_a_sender_that_died_in_the_gap_leads_to_one_repeat_then_unknown(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("yibin_service.foundation.notices.services.send_letter._store", die)
    when = NOON
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            send_letter(at=when)
        assert send_letter(at=when) is Outcome.NOTHING_DUE, "nobody touches it during the lease"
        when += LEASE
    assert send_letter(at=when) is Outcome.DEALT_WITH

    assert state(letter) == (LetterState.UNKNOWN, 2, 2)
    numbers = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert len(numbers) == 1, "both carry the same number, a mailbox may drop the repeat"


def test_an_answer_that_never_came_leads_to_one_repeat_then_unknown(letter: Letter) -> None:
    Server.fault, Server.takes_it = TimeoutError("no answer"), True
    assert send_letter(at=NOON) is Outcome.PUT_OFF
    assert state(letter) == (LetterState.QUEUED, 1, 1)
    assert send_letter(at=NOON) is Outcome.NOTHING_DUE
    send_letter(at=NOON + LEASE)
    assert state(letter) == (LetterState.UNKNOWN, 2, 2)
    assert len(mail.outbox) == 2


def test_after_one_break_the_repeat_may_succeed(letter: Letter) -> None:
    Server.fault = smtplib.SMTPServerDisconnected("gone")
    send_letter(at=NOON)
    Server.fault = None
    send_letter(at=NOON + LEASE)
    assert state(letter) == (LetterState.SENT, 2, 1)


def test_nothing_is_sent_to_a_closed_account(letter: Letter) -> None:
    person = letter.message.user
    person.is_active = False
    person.save(update_fields=["is_active"])
    send_letter(at=NOON)
    assert state(letter)[0] == LetterState.FAILED
    assert mail.outbox == []


def test_without_a_server_the_letter_is_written_to_a_folder(letter: Letter, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send_letter(at=NOON)
    [written] = tmp_path.iterdir()
    assert str(letter.mail_id) in written.read_text()
