"""What is refused in the appraisal, each named after the rule."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused, SelfApproval


class AppraisalMonthRunning(OutOfStep):
    """A month is scored once it is over."""


class AppraisalOutOfStep(OutOfStep):
    """The sheet stands at another step."""


class NotAppraised(Refused):
    """The person was not in 售后服务部 that month."""

    default_message = "这个月不在售后服务部，没有考核表"


class NotCountersigner(Refused):
    """The parameter names somebody else."""

    status = 403


class OwnScoring(SelfApproval):
    """Nobody scores, countersigns or verifies the own matter, nor countersigns the own scoring."""


class ComplaintVerified(OutOfStep):
    """It has been verified."""


class ComplaintContradicts(Refused):
    """The complaint does not fit the thing it is said to come from."""


class TornPaperNoComplaint(Refused):
    """断纸 is the product's matter, not the person's."""

    clause = "S.5(1)"
    default_message = "断纸等产品质量按信息卡办理，不计人员投诉；请核实为「不属实」"
