"""The timetable names tasks that exist."""

import pytest

from yibin_service.celery import TIMETABLE, app


def test_every_entry_of_the_timetable_is_a_task():
    app.loader.import_default_modules()
    assert TIMETABLE.keys() - app.tasks.keys() == set()


@pytest.mark.parametrize("name, wanted", [("task_acks_late", True), ("task_reject_on_worker_lost", True)])
def test_work_of_a_lost_worker_is_handed_out_again(name: str, wanted: bool):
    assert app.conf[name] is wanted


def test_no_task_may_run_longer_than_its_message_stays_hidden():
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
