"""What a service says when it refuses an act. Pages and API turn it into one Chinese message at one field."""


class Refused(Exception):
    """An act that the rules, the state of things or the input do not allow. Nothing was saved.

    `field` names the input the person can mend; empty when it concerns the whole act. `clause` cites the regulation.
    """

    status = 422
    default_message = "这一步现在不能办理"

    def __init__(self, message: str = "", *, field: str = "", clause: str = "") -> None:
        self.message = message or self.default_message
        self.field = field
        self.clause = clause
        super().__init__(self.message)


class OutOfStep(Refused):
    """The case is not at the step this act belongs to."""

    status = 409


class StalePage(Refused):
    """Somebody changed the thing after the page was drawn."""

    status = 409
    default_message = "这一页打开后内容已有变化，请看过新内容再办；您填的内容仍在本页"


class NotAllowed(Refused):
    """The person's role does not include this act."""

    status = 403
    default_message = "您的岗位没有办理这一步的权限"


class NotFound(Refused):
    """No such thing, or not for this person's eyes: the two are told apart by nobody."""

    status = 404
    default_message = "没有这件案子，或您无权查看"


class SelfApproval(Refused):
    """Nobody approves or confirms what they proposed themselves."""

    status = 403
    default_message = "自己提出的事项要由另一个人确认"


class ActConflict(Refused):
    """The same act id came with another content."""

    status = 409
    default_message = "这次提交的编号已用于另一份内容，请刷新后再办"


class InvalidInput(Refused):
    """Several fields to mend at once: `faults` maps field name to message."""

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults
        first = next(iter(faults))
        super().__init__(faults[first], field=first)
