"""Reads of messages and of the hours in which letters are sent."""

from datetime import datetime, time

from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.regulation.models import Family, ParameterValue, RegulationVersion
from yibin_service.foundation.regulation.parameter_keys import ParameterKey

from .window import SendWindow


def send_window(at: datetime) -> SendWindow:
    """The hours of the regulation version in force at `at`."""
    version = (
        RegulationVersion.objects.filter(
            family=Family.AFTER_SALES, status="enacted", effective_from__lte=local_day(at)
        )
        .order_by("-effective_from")
        .values("pk")[:1]
    )
    keys = (ParameterKey.SEND_FROM, ParameterKey.SEND_UNTIL)
    found = dict(ParameterValue.objects.filter(version=version, key__in=keys).values_list("key", "value"))
    opens, closes = (time.fromisoformat(found[key]) for key in keys)
    return SendWindow(opens, closes)
