"""Acts exactly once, events for good."""

from .perform_act import Answer, digest_of, perform_act
from .record_event import EventFacts, record_event, record_events

__all__ = ["Answer", "EventFacts", "digest_of", "perform_act", "record_event", "record_events"]
