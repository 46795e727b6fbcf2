"""Keep how a person wants the pages."""

from django.db import transaction

from yibin_service.foundation.access.models import User


@transaction.atomic
def save_preferences(*, by: User, has_large_type: bool, has_shortcuts: bool) -> None:
    """Store the type size and the shortcuts of `by`. Nobody else is concerned, so no event is written."""
    by.has_large_type = has_large_type
    by.has_shortcuts = has_shortcuts
    by.save(update_fields=["has_large_type", "has_shortcuts"])
