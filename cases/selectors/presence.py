"""What hangs on a case, found by one look: a page of it then asks only the tables that hold something.

Noted on the object of a case that was looked at, and nowhere else: a service reads its own object, under its lock.
"""

from functools import cache

from django.db import connection
from django.db.models import Field

from cases.models import Case, FeedbackCard
from yibin_service.foundation.files.models import Attachment

AMENDMENTS, FILES = "card.amendments", "files"


def look_around(case: Case) -> None:
    """Note which kinds of rows this object of a case has, of every app: one query the first time."""
    if hasattr(case, "_absent"):
        return
    names, statement = _look()
    with connection.cursor() as cursor:
        cursor.execute(statement, {"case": case.pk, "card": case.card_id, "stream": case.stream})
        found = cursor.fetchone()
    absent = {name for name, is_there in zip(names, found, strict=True) if not is_there}
    case._absent = frozenset(absent)  # type: ignore[attr-defined]


def has_none(case: Case, name: str) -> bool:
    """Whether the look found nothing under the name: a relation of the case, AMENDMENTS or FILES.

    False where nobody looked: then the table itself is asked.
    """
    assert name in _look()[0], f"nothing hangs on a case under {name}"
    return name in getattr(case, "_absent", ())


@cache
def _look() -> tuple[tuple[str, ...], str]:
    """The names and the statement; each part is answered by the index of a foreign key."""
    parts = {relation.name: _part(relation.field, "case") for relation in Case._meta.related_objects}
    parts[AMENDMENTS] = _part(FeedbackCard._meta.get_field("amendments").field, "card")
    parts[FILES] = _part(Attachment._meta.get_field("stream"), "stream")
    return tuple(parts), f"SELECT {', '.join(parts.values())}"


def _part(field: "Field", key: str) -> str:  # type: ignore[type-arg]
    quote = connection.ops.quote_name
    table, column = quote(field.model._meta.db_table), quote(str(field.column))
    return f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %({key})s)"
