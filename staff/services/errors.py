"""What the staff app refuses."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused


class EmployeeKnown(Refused):
    """The number is somebody's already, or the account is."""


class NotInOrder(Refused):
    """A day that does not fit the days already entered."""


class OwnWage(Refused):
    """Nobody enters the own wage."""

    status = 403
    default_message = "自己的工资要由另一位人力资源人员登记"


class ShiftNotSupported(Refused):
    """A shift over midnight, or half a shift."""

    clause = "S.4"


class RosterKnown(Refused):
    """The name is another roster's."""


class RosterInUse(Refused):
    """Somebody works by the roster on the day it is to go out of use, or later."""


class RosterRetired(Refused):
    """The roster is out of use on that day."""


class ImportDecided(OutOfStep):
    """The file was taken or dropped already, or is not read yet."""


class FaultsNotAccepted(Refused):
    """Rows with faults stay out only after a person has said so."""
