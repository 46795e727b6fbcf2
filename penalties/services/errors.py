"""What the money's services refuse, each named after the rule."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused, SelfApproval


class FactsContradict(Refused):
    """The case's confirmed facts and its determination do not fit each other."""


class NotYetApproved(OutOfStep):
    """No approved opinion allows a settlement yet."""

    default_message = "处理意见还没有批准，批准后才能约定退赔换"


class AboveCeiling(Refused):
    """The amount is above what the opinion allows for this kind."""


class AboveTier(Refused):
    """The settlements come to more than the case's tier is made for."""


class RollSettledElsewhere(Refused):
    """A roll is settled once, across all cases."""


class WrongRolls(Refused):
    """The rolls are not of this case's card."""


class NotInThisState(OutOfStep):
    """The thing has moved on."""


class NotYours(Refused):
    """A sales clerk settles own cases only."""

    status = 403
    default_message = "这件案子由经办销售员或销售处长办理结算"


class SecondPerson(SelfApproval):
    """Confirming takes somebody who neither agreed nor executed."""

    default_message = "约定人和执行人不能确认自己办的结算，请另一位销售人员确认"


class CaseNotOpen(OutOfStep):
    """The case is not open."""


class NoExternalShare(OutOfStep):
    """Nobody outside the mill bears a part, so there is nothing to claim."""

    default_message = "责任认定里没有承运单位的份额，没有可索赔的部分"


class VoucherUsed(Refused):
    """The same voucher was entered before."""


class AlreadyPosted(Refused):
    """The fact stands in the ledger: it is corrected by reversal."""


class CannotReverse(Refused):
    """This entry is not what should be reversed."""


class BreachWaived(OutOfStep):
    """A waived breach has no fine."""

    default_message = "这次超期已豁免，不再罚款"


class NotReadyToClose(OutOfStep):
    """Something on the closing list is missing."""
