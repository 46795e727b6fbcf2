"""What the approval of an opinion and the reply refuse, each with the rule it keeps."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused


class NoOpinionYet(OutOfStep):
    """The case is not triaged, or is over: there is nothing to write an opinion about."""

    default_message = "这件案子还没有分级，分级以后才能起草处理意见"


class OpinionIncomplete(Refused):
    """The draft lacks what the decision needs."""


class InvestigationMissing(OutOfStep):
    """P.二.4  An opinion on a case with a service team follows its report."""


class LiabilityUndetermined(Refused):
    """READING: an opinion follows the confirmed determination, or says why there is none yet."""

    default_message = "这步要先有已确认的责任认定；还认定不了的，请写明理由"


class NothingToSubmit(OutOfStep):
    default_message = "没有可提交的草稿，请先起草处理意见"


class AlreadyOpened(OutOfStep):
    """A submission may be taken back until the next person has opened it."""


class StepNotReached(OutOfStep):
    """P.二.2  Approvals are given in order."""


class StepAlreadyDecided(OutOfStep):
    """Somebody decided this step before."""


class ReplyBeforeApproval(OutOfStep):
    """P.二.2  The reply cannot be issued before every approval of the case's present tier is given."""

    default_message = "处理意见还没有批完，审批通过后才能答复客户"


class AlreadyReplied(OutOfStep):
    """A case has one reply: it stopped the clock and stands."""


class RemindedToday(Refused):
    """催办 is once a day per person."""
