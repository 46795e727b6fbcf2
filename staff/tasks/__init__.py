"""What the staff app does by itself, a module a subject; the timetable stands in `yibin_service/celery.py`.

Celery finds the tasks of an app by importing this package, so every subject is named here.
"""

from . import appraisal, field_work

__all__ = ["appraisal", "field_work"]
