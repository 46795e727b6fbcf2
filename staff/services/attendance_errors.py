"""What the services of attendance refuse, each named after the rule."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused, SelfApproval


class NotEmployed(Refused):
    """The account has no employee behind it, or the day is outside the employment."""

    default_message = "您的账号没有对应的员工档案，请人力资源在「员工」里把账号连上"


class RequestContradicts(Refused):
    """What is asked for does not fit together or with the days."""


class RequestTwice(Refused):
    """The same days are asked for already."""


class AlreadyDecided(OutOfStep):
    """The request has been decided or taken back."""


class NotApproved(OutOfStep):
    """Only an approval that stands is taken back."""


class OwnRequest(SelfApproval):
    """Nobody decides the own request."""

    default_message = "自己的申请由分管副总经理审批"


class NotYourPerson(Refused):
    """The person belongs to another manager."""

    status = 403
    default_message = "这位员工不归您管理"


class RecordContradicts(Refused):
    """A record of conduct lacks its measure, or its day."""


class MonthClosed(OutOfStep):
    """The month is closed for this person."""


class MonthNotOver(OutOfStep):
    """A month is closed from the first day of the next one."""


class NothingToClose(OutOfStep):
    """Everybody's month is closed already, or nobody's can be."""


class EventNotThere(Refused):
    """The month has no such event."""

    default_message = "本月没有这一条，可能已重新判定；请刷新后再看"


class AlreadyObjected(OutOfStep):
    """Every event is objected to once."""


class AlreadyAnswered(OutOfStep):
    """The objection has its answer."""


class AlreadyWithdrawn(OutOfStep):
    """It was withdrawn before."""


class ProposalDecided(OutOfStep):
    """The proposal has been decided."""


class ReasonMissing(Refused):
    """The act needs a reason in words."""


class SubstituteUnfit(Refused):
    """Only another person of the department with an account decides for a manager."""


class SubstituteOverlaps(Refused):
    """One substitute a manager and day."""


class SubstitutionOver(OutOfStep):
    """It was taken back, or its days are past."""

    default_message = "这次代办已经收回或已过，不用再收回"


class WageUsed(OutOfStep):
    """A closed month was judged by this wage."""


class WageUnchanged(OutOfStep):
    """The month was closed by the same wage."""


class MonthNotClosed(OutOfStep):
    """The month is still open for this person: it follows the facts by itself."""


class MonthJudgedHere(Refused):
    """The month's demerits follow from its judgement."""


class DemeritKnown(OutOfStep):
    """One demerit a month at most."""
