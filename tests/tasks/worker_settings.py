"""The product's settings for a worker started by a test, with the tests' own kinds of work."""

from yibin_service.settings import *  # noqa: F403

JOB_KINDS = JOB_KINDS | {"write_slowly": "tests.tasks.handlers.write_slowly"}  # noqa: F405
