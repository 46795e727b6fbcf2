"""Background work: asked for, taken, finished."""

from .repeat_job import repeat_job
from .request_job import request_job

__all__ = ["repeat_job", "request_job"]
