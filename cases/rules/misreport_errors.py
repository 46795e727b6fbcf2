"""What acts on a false report refuse (P.四.5)."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused


class NotAMember(Refused):
    """Only a member of the approved service team reports for the case."""

    default_message = "请选本案服务小组的成员"


class AlreadyReported(OutOfStep):
    """One false report per member and case."""

    default_message = "这名成员已有一项待核实或已确认的记录，没有重复"


class OwnMisreport(Refused):
    """Nobody reports or decides on themselves, nor decides on what they reported."""


class MisreportDecided(OutOfStep):
    """A report is decided once."""


class NotConfirmed(OutOfStep):
    """Only a finding that stands is annulled, once."""
