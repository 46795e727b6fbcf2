"""Do an act exactly once under the id its sender made."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from yibin_service.foundation.acts.errors import ActConflict
from yibin_service.foundation.acts.models import Act

if TYPE_CHECKING:
    from yibin_service.foundation.access.models import User


@dataclass(frozen=True)
class Answer:
    """What is said back to the sender, and said again when the same act comes twice.

    `url` is where a browser goes next, `message` the strip shown there, `body` what an API client gets.
    """

    status: int = 200
    url: str = ""
    message: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    repeated: bool = False


def digest_of(content: object) -> str:
    """A digest of what was sent, independent of the order of its keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def perform_act(*, act_id: uuid.UUID, by: "User", verb: str, content: object, deed: Callable[[], Answer]) -> Answer:
    """Run `deed` and save its answer under `act_id`, both in one transaction.

    The same id with the same content gives the saved answer (`repeated` true) and does nothing; with other content,
    or from another person, it raises ActConflict. An id in flight makes the second sender wait for the first
    (up to the lock timeout). A deed that raises leaves no trace, so a mended form may use the id again.
    """
    digest = digest_of(content)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO acts_act (id, user_id, verb, digest, status, answer) VALUES (%s, %s, %s, %s, 0, '{}')"
                " ON CONFLICT (id) DO NOTHING RETURNING id",
                [act_id, by.pk, verb, digest],
            )
            is_new = cursor.fetchone() is not None
        if not is_new:
            return _saved_answer(act_id=act_id, by=by, verb=verb, digest=digest)
        answer = deed()
        Act.objects.filter(pk=act_id).update(
            status=answer.status,
            answer={"url": answer.url, "message": answer.message, "body": dict(answer.body)},
        )
        return answer


def find_answer(*, act_id: uuid.UUID, by: "User", verb: str, content: object) -> Answer | None:
    """The saved answer of an act already done, None for one not seen. Raises ActConflict like perform_act."""
    if not Act.objects.filter(pk=act_id).exists():
        return None
    return _saved_answer(act_id=act_id, by=by, verb=verb, digest=digest_of(content))


def _saved_answer(*, act_id: uuid.UUID, by: "User", verb: str, digest: str) -> Answer:
    act = Act.objects.get(pk=act_id)
    if (act.user_id, act.verb, act.digest) != (by.pk, verb, digest):
        raise ActConflict
    return Answer(
        status=act.status,
        url=act.answer["url"],
        message=act.answer["message"],
        body=act.answer["body"],
        repeated=True,
    )
