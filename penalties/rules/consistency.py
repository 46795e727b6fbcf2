"""Facts that are sound one by one but contradict each other, or the version they are judged by. Each check gives a fault at its place."""

from collections.abc import Iterable
from decimal import Decimal

from liability.rules.determine import Determination
from liability.rules.facts import Party
from yibin_service.foundation.regulation.faults import Fault, Wording, fault
from yibin_service.foundation.regulation.parameters import ParameterSet

MACHINE_NEEDED = Wording("must be given for a return with re-pulping", "退货回抄须填写纸机")
NO_FEE = Wording("machine {machine} has no re-pulping fee in {code}", "{code} 没有 {machine}号纸机的回抄费标准")
FEE_OF_ANOTHER = Wording(
    "the re-pulping fee of machine {machine} belongs to {owner}",
    "{machine}号纸机的回抄费标准属于{owner}，与责任车间不符",
)
NO_WORKSHOP_SHARE = Wording(
    "output cannot be deducted: the workshop has no share", "车间没有份额，不能从产量中扣除，请改为按价"
)
NOT_RECOVERABLE = Wording("must be 0: no share falls on the carrier", "没有承运单位的份额，追偿金额应为 0")


def fee_fault(machine: int | None, workshop: str | None, p: ParameterSet) -> Fault | None:
    """P.四.4  Re-pulping needs a machine with a fee, of the case's workshop (None: not known, so not compared)."""
    if machine is None:
        return Fault("machine", MACHINE_NEEDED)
    fee = p.repulping_fee(machine)
    if fee is None:
        return fault("machine", NO_FEE, machine=machine, code=p.code)
    if workshop is not None and fee.workshop != workshop:
        return fault("machine", FEE_OF_ANOTHER, machine=machine, owner=fee.workshop)
    return None


def output_faults(places: Iterable[int], determination: Determination) -> list[Fault]:
    """P.四.4  Output is taken off a workshop that bears a share. `places` are the indexes of settlements by output."""
    if determination.open is not None or determination.fraction_of(Party.WORKSHOP):
        return []
    return [Fault(f"settlements[{index}].method", NO_WORKSHOP_SHARE) for index in places]


def recovery_fault(recovered: Decimal, determination: Determination) -> Fault | None:
    """P.三.3  Money comes back only where the carrier bears a part."""
    if recovered > 0 and not determination.has_external_share:
        return Fault("recovered", NOT_RECOVERABLE)
    return None
