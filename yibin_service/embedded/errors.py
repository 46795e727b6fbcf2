"""What stops a start, said in one line with the remedy."""


class CannotStart(Exception):
    """The message is for the person at the terminal: what is in the way, and what to do."""
