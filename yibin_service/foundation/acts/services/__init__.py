"""Acts exactly once, events for good."""

from .perform_act import Answer, digest_of, perform_act
from .record_event import record_event

__all__ = ["Answer", "digest_of", "perform_act", "record_event"]
