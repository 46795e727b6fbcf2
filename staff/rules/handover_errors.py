"""What is refused in a 工作移交, each named after the rule."""

from yibin_service.foundation.acts.errors import NotAllowed, OutOfStep, Refused, SelfApproval


class HandoverAlreadyOpen(OutOfStep):
    """One open handover a person."""


class AlreadyLeft(OutOfStep):
    """Whoever has left has nothing to hand over any more."""


class HandoverOver(OutOfStep):
    """Completed or cancelled."""


class HandoverContradicts(Refused):
    """What is entered does not fit together or with the person."""


class OwnHandover(SelfApproval):
    """Nobody opens, arranges or completes the own handover."""

    default_message = "自己的移交由经理或人力资源安排"


class NotYourHandover(NotAllowed):
    """The step is another person's."""


class ItemOutOfStep(OutOfStep):
    """The thing stands at another step."""


class ReceiverUnfit(Refused):
    """The person cannot receive this."""


class MustBeReceived(Refused):
    """Work in hand needs somebody to do it."""

    clause = "S.2(3)"
    default_message = "客户、案件、派工等工作要有人接，请指定接收人；只有单据、物品、款项和其他事项可以写明原因不移交"


class NotAllReceived(OutOfStep):
    """Leaving and transfer complete only when each thing is handed over and received (S.2(3))."""


class LeavesByHandover(Refused):
    """The last day is set by a completed handover."""

    clause = "S.2(3)"
    default_message = "离职要先办工作移交：请在员工档案点「开立移交」，逐项接收后完成，系统记下最后一天并停用账号"


class TransfersByHandover(Refused):
    """Another unit is a transfer."""

    clause = "S.2(3)"
    default_message = "换单位是调职，要先办工作移交：请在员工档案点「开立移交」"


class HandoverRunning(OutOfStep):
    """While a handover is open the unit, the post and the account stay as they are."""


class NoLongerHere(Refused):
    """Nothing new is given to whoever has left."""


class PastDayUnconfirmed(Refused):
    """A last day that is over is most often a slip of the pen: it is asked for once more."""
