"""Messages into inboxes, and the letters that go with them."""

from .notify import Message, notify, notify_many

__all__ = ["Message", "notify", "notify_many"]
