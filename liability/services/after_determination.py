"""Tell what stands above that liability changed, inside the same transaction."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from cases.models import Case
from yibin_service.foundation.access.models import User


def after_determination(*, case: Case, trigger: str, by: User, at: datetime) -> None:
    """Call what the setting AFTER_DETERMINATION names: it posts the differences of a case with posted money.

    `trigger` names the row that changed things (`determination:17`, `delay_finding:4`, `goodwill:2`). Liability must
    not import the ledger above it, hence the name in the settings. Whatever it raises undoes the whole act.
    """
    if settings.AFTER_DETERMINATION:
        import_string(settings.AFTER_DETERMINATION)(case=case, trigger=trigger, by=by, at=at)
