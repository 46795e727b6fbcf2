"""What the services of month reports and notices refuse, each named after the rule."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused, SelfApproval


class ReportNotDue(OutOfStep):
    """Before its day a month has a preview, no report."""


class AlreadyIssued(OutOfStep):
    """The month is sealed: once."""


class ReportHasFindings(Refused):
    """Something in the books does not agree; a report with findings is not issued."""


class NotIssuedYet(OutOfStep):
    """The month is not sealed."""

    default_message = "这个月的月报还没有签发，签发后才能签收"


class AlreadySigned(OutOfStep):
    """企管办 has signed for the report."""


class SameSigner(SelfApproval):
    """Whoever issued a report does not sign for it."""

    default_message = "这份月报由您签发，请企管办另一位同事签收"


class NotReleased(OutOfStep):
    """A notice is answered once 企管办 has signed for the report."""

    default_message = "这张通知单还没有放行：企管办签收月报后放行"


class AlreadyAnswered(OutOfStep):
    """The unit has answered the notice."""


class ObjectionTooLate(OutOfStep):
    """Objections end with the period that stands on the notice."""


class NoObjection(OutOfStep):
    """There is no objection that waits for an answer."""


class OwnObjection(SelfApproval):
    """Nobody answers an objection of their own."""

    default_message = "这份异议由您提出，请技术中心另一位同事答复"


class AnswerMissing(Refused):
    """An objection is answered in words."""

    default_message = "请写对异议的答复"


class NotAnsweredYet(OutOfStep):
    """The deduction waits for the unit, or for the answer to its objection."""


class AlreadyDeducted(OutOfStep):
    """The deduction was recorded."""
