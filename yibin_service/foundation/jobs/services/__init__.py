"""Background work: asked for, taken, finished."""

from .request_job import request_job

__all__ = ["request_job"]
