"""Put messages into inboxes, each once, with the letters that go with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.notices.models import Weight
from yibin_service.foundation.notices.selectors import send_window

LONGEST_TITLE, LONGEST_KEY, LONGEST_URL = 160, 160, 200

# A message the person has already been sent (same key) is left as it is, and gets no second letter.
INSERT = """
WITH wanted AS (
  SELECT * FROM unnest(%(users)s::bigint[], %(keys)s::text[], %(weights)s::text[], %(titles)s::text[],
                       %(bodies)s::text[], %(urls)s::text[], %(letters)s::boolean[])
    AS row(user_id, key, weight, title, body, url, has_letter)
), added AS (
  INSERT INTO notices_inboxmessage (user_id, key, weight, title, body, url, created_at)
  SELECT user_id, key, weight, title, body, url, %(at)s FROM wanted
  ON CONFLICT (user_id, key) DO NOTHING
  RETURNING id, user_id, key
), letters AS (
  INSERT INTO notices_letter (message_id, mail_id, "to", state, not_before, attempts, breaks, last_error, created_at)
  SELECT added.id, gen_random_uuid(), person.email, 'queued', %(not_before)s, 0, 0, '', %(at)s
    FROM added
    JOIN wanted USING (user_id, key)
    JOIN access_user person ON person.id = added.user_id
   WHERE wanted.has_letter AND person.email <> '' AND person.is_active
)
SELECT count(*) FROM added
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person; `key` names the occasion, so that it is sent once whatever retries."""

    user_id: int
    key: str
    title: str
    body: str = ""
    url: str = ""
    weight: str = Weight.INFO
    with_letter: bool = True


def notify(
    *,
    users: Iterable[User],
    key: str,
    title: str,
    at: datetime,
    body: str = "",
    url: str = "",
    weight: str = Weight.INFO,
    with_letter: bool = True,
) -> int:
    """Tell each of `users` once, in the caller's transaction; gives how many messages are new.

    `key` names the occasion (`reply:17:turn:2`): a second call with it changes nothing. `url` is a path of the product.
    The letter waits for the sending hours; a person without an address gets the message only.
    """
    people = {user.pk for user in users}
    messages = [Message(pk, key, title, body, url, weight, with_letter) for pk in sorted(people)]
    return notify_many(messages=messages, at=at)


@transaction.atomic
def notify_many(*, messages: Sequence[Message], at: datetime) -> int:
    """As `notify`, for many messages in one statement. Two with the same person and key count once."""
    unique = {(message.user_id, message.key): message for message in messages}
    if not unique:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT, _columns(list(unique.values()), at))
        added: int = cursor.fetchone()[0]
    return added


def _columns(rows: list[Message], at: datetime) -> dict[str, Any]:
    overlong = next((row.key for row in rows if len(row.key) > LONGEST_KEY), None)
    if overlong:  # a key cut short could be another occasion's
        raise ValueError(f"key of a message is longer than {LONGEST_KEY}: {overlong}")
    return {
        "users": [row.user_id for row in rows],
        "keys": [row.key for row in rows],
        "weights": [str(row.weight) for row in rows],
        "titles": [" ".join(row.title.split())[:LONGEST_TITLE] for row in rows],
        "bodies": [row.body for row in rows],
        "urls": [row.url[:LONGEST_URL] for row in rows],
        "letters": [row.with_letter for row in rows],
        "at": at,
        "not_before": send_window(at).next_instant(at),
    }
