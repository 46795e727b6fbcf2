"""P.四.1, P.四.2  Fines for clocks that were breached."""

from cases.rules.deadlines import DeadlineKind
from liability.rules.facts import UNIT_NAMES, Party
from yibin_service.foundation.regulation.clauses import P_4_1_1, P_4_2, Clause
from yibin_service.foundation.regulation.parameter_keys import ParameterKey as K
from yibin_service.foundation.regulation.parameters import ParameterSet

from .facts import LateFilingEffect
from .result import Deadline, Fine


def fines_of(
    deadlines: tuple[Deadline, ...], *, has_settlements: bool, effect: LateFilingEffect | None, p: ParameterSet
) -> tuple[Fine, ...]:
    """The fines a case's clocks bring by themselves, card before reply. Waivers are not known here."""
    breached = {clock.kind for clock in deadlines if clock.state.is_breach}
    fines = []
    if DeadlineKind.CARD_FILING in breached and has_settlements and effect is LateFilingEffect.EVIDENCE:
        fines.append(_fine(Party.SALES, K.CARD_FILING_FINE, P_4_1_1, DeadlineKind.CARD_FILING, p))
    if DeadlineKind.REPLY in breached:
        fines.append(_fine(Party.TECHNICAL_CENTER, K.REPLY_FINE, P_4_2, DeadlineKind.REPLY, p))
    return tuple(fines)


def _fine(party: Party, key: K, clause: Clause, deadline: DeadlineKind, p: ParameterSet) -> Fine:
    amount = p.decimal(key)
    return Fine(party, UNIT_NAMES[party], amount, clause, deadline, f"{amount:,} 元 × 1 次 = {amount:,} 元")
