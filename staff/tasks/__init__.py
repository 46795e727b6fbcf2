"""What the staff app does by itself: the timetable stands in `yibin_service/celery.py`."""

from .field_work import flag_late_collections, remind_reports

__all__ = ["flag_late_collections", "remind_reports"]
