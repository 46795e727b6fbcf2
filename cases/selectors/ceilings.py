"""How much the approved opinion allows for each kind of settlement."""

from dataclasses import dataclass
from decimal import Decimal

from cases.models import Case, HandlingOpinion, OpinionState
from yibin_service.foundation.regulation.money import ZERO, total


@dataclass(frozen=True)
class Ceilings:
    """The ceilings in force, in CNY. A kind the opinion does not name has the ceiling 0.00: nothing of it is allowed."""

    opinion_id: int
    draft_no: int
    is_compensable: bool
    return_ceiling: Decimal
    compensate_ceiling: Decimal
    exchange_ceiling: Decimal

    def of(self, kind: str) -> Decimal:
        """The ceiling of `return`, `compensate` or `exchange`; raises KeyError for anything else."""
        return {
            "return": self.return_ceiling,
            "compensate": self.compensate_ceiling,
            "exchange": self.exchange_ceiling,
        }[kind]

    @property
    def sum(self) -> Decimal:
        return total([self.return_ceiling, self.compensate_ceiling, self.exchange_ceiling])


def ceilings_of(opinion: HandlingOpinion) -> Ceilings:
    """The ceilings as one draft names them, whatever its state."""
    return Ceilings(
        opinion_id=opinion.pk,
        draft_no=opinion.draft_no,
        is_compensable=opinion.is_compensable,
        return_ceiling=opinion.return_ceiling or ZERO,
        compensate_ceiling=opinion.compensate_ceiling or ZERO,
        exchange_ceiling=opinion.exchange_ceiling or ZERO,
    )


def approved_ceilings(case: Case) -> Ceilings | None:
    """The ceilings of the opinion whose every approval is given; None while there is none, or once a new draft replaced it.

    A settlement is refused without them. One query; call it after the case is locked.
    """
    opinion = HandlingOpinion.objects.filter(case=case, state=OpinionState.APPROVED).first()
    return ceilings_of(opinion) if opinion else None
