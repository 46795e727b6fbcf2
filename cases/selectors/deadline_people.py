"""Who hears of a clock, by its kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import ClockKind
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.access.selectors import users_with_role

HEAD = {ClockKind.CARD_FILING: Role.SALES_HEAD, ClockKind.REPLY: Role.TECH_HEAD}
SUPERIOR = Role.DEPUTY_GM


@dataclass(frozen=True)
class DeadlinePeople:
    """The heads and superiors of the moment, read once for a batch."""

    heads: dict[str, list[int]]
    superiors: list[int]

    def warned(self, kind: str, *, clerk_id: int, engineer_id: int | None) -> list[int]:
        """The person at it and the head of the unit; nobody for the customer's report."""
        if kind not in self.heads:
            return []
        person = clerk_id if kind == ClockKind.CARD_FILING else engineer_id
        return _once([person, *self.heads[kind]])

    def told_of_breach(self, kind: str, *, clerk_id: int, engineer_id: int | None) -> list[int]:
        """The same and the head's superior."""
        warned = self.warned(kind, clerk_id=clerk_id, engineer_id=engineer_id)
        return _once([*warned, *self.superiors]) if kind in self.heads else []


def deadline_people() -> DeadlinePeople:
    """Everyone who may have to hear of a clock, besides the people of the case itself."""
    return DeadlinePeople(
        heads={str(kind): _ids(role) for kind, role in HEAD.items()}, superiors=_ids(SUPERIOR)
    )


def _ids(role: Role) -> list[int]:
    return list(users_with_role(role).values_list("pk", flat=True))


def _once(people: Iterable[int | None]) -> list[int]:
    return list(dict.fromkeys(pk for pk in people if pk is not None))
