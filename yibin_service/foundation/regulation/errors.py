"""What the services of regulation versions refuse, each named after its rule."""

from yibin_service.foundation.acts.errors import InvalidInput, OutOfStep, Refused


class VersionEnacted(OutOfStep):
    """An enacted version is never changed."""

    default_message = "这一版本已施行，不再更改；要改请另拟新版本"


class CodeTaken(Refused):
    """Two versions cannot share a code."""


class FirstDayNotAhead(Refused):
    """A version begins on a day yet to come, so that nothing judged already is judged anew."""


class FirstDayTaken(Refused):
    """Two enacted versions of one regulation cannot begin on the same day."""


class NothingChanged(Refused):
    """A version that differs from its model in no parameter is not put into force."""


class IncompleteSet(Refused):
    """A version is enacted only with every parameter, sound and in agreement with the others."""


__all__ = [
    "CodeTaken",
    "FirstDayNotAhead",
    "FirstDayTaken",
    "IncompleteSet",
    "InvalidInput",
    "NothingChanged",
    "VersionEnacted",
]
