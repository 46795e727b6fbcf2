"""What happens to files by itself."""

from celery import shared_task

from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.services.sweep_orphans import sweep_orphans


@shared_task  # type: ignore[untyped-decorator]  # celery brings no types
def free_orphans() -> None:
    """Once a day: uploads nobody used, contents nothing points to, what a crash left behind."""
    sweep_orphans(at=database_now())
