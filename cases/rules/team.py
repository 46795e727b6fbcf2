"""P.二.3  Who may make up a service team: one leader, and engineers and inspectors in the majority."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet


class Discipline(StrEnum):
    """What a member brings to the team."""

    ENGINEER = "engineer"
    QUALITY = "quality"
    SALES = "sales"
    OTHER = "other"


SPECIALISTS = frozenset({Discipline.ENGINEER, Discipline.QUALITY})


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the rule sees it."""

    discipline: Discipline
    is_leader: bool


@dataclass(frozen=True, slots=True)
class Composition:
    """How a team is made up: `specialists` of `members` are engineers or inspectors; `needed` is the least number."""

    members: int
    specialists: int
    needed: int

    @property
    def is_led_by_specialists(self) -> bool:
        """READING: 以…为主 means more than half."""
        return self.members > 0 and self.specialists >= self.needed


def composition_of(members: Sequence[Member], p: ParameterSet) -> Composition:
    """P.二.3  The make-up of a team against the share that engineers and inspectors must exceed."""
    specialists = sum(member.discipline in SPECIALISTS for member in members)
    return Composition(len(members), specialists, least_specialists(len(members), p))


def least_specialists(members: int, p: ParameterSet) -> int:
    """The smallest number of engineers and inspectors that is more than the share of `members`: 2 of 3, 3 of 4."""
    return int(members * p.decimal(K.TEAM_SPECIALIST_SHARE_ABOVE) // Decimal(1)) + 1


def leaders_of(members: Sequence[Member]) -> int:
    """How many members are named leader; a team has exactly one."""
    return sum(member.is_leader for member in members)
