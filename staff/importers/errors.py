"""What a reader says of a file it cannot take."""

from yibin_service.foundation.acts.errors import Refused


class UnreadableFile(Refused):
    """The file as a whole cannot be read; the message names what to do. Nothing of it is kept."""


class UnreadableCell(ValueError):
    """One cell says something that is not a date or a time; the message names it."""
