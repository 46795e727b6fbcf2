"""Whether liability is determined, asked of the app above through the settings."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string


def determined_among(case_ids: Iterable[int]) -> set[int]:
    """Those of the cases with a confirmed determination in force."""
    found: set[int] = import_string(settings.LIABILITY_DETERMINED)(case_ids)
    return found


def is_determined(case_id: int) -> bool:
    return bool(determined_among([case_id]))
