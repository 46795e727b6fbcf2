"""What a job made is opened only by who may still see what stands in it."""

from typing import Any

import pytest

from staff.models import Employee
from staff.services.close_month import close_month
from tests.attendance_made import AFTER_OCTOBER, OCTOBER, OCTOBER_DAYS, Department
from tests.world import World
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.jobs.models import Job
from yibin_service.foundation.jobs.runner import run_next_job
from yibin_service.foundation.jobs.selectors import may_open_job_file
from yibin_service.foundation.jobs.services import request_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World, settings: Any, tmp_path: Any) -> Department:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    made = Department(world)
    for person in (made.manager, made.wang):
        made.on_time(person, OCTOBER_DAYS)
    close_month(month=OCTOBER, by=world.hr, at=AFTER_OCTOBER)
    return made


def made(kind: str, by: User, **arguments: Any) -> Job:
    job = request_job(kind=kind, key="", title="表", arguments={"month": "2026-10"} | arguments, by=by, at=AFTER_OCTOBER)
    assert run_next_job()
    job.refresh_from_db()
    assert job.result is not None, job.error
    return job


def loses(user: User, role: Role) -> User:
    RoleGrant.objects.filter(user=user, role=role).update(revoked_at=AFTER_OCTOBER, revoked_by=user)
    return User.objects.get(pk=user.pk)


def test_the_payroll_file_is_closed_to_who_no_longer_reads_wages(office: Department) -> None:
    hr = office.world.hr
    job = made("attendance_payroll", hr, format="xlsx", whole=True)
    assert may_open_job_file(hr, job.result)
    assert not may_open_job_file(loses(hr, Role.HR), job.result)


def test_everybodys_payroll_is_closed_to_who_became_a_manager_instead(office: Department) -> None:
    hr = office.world.hr
    job = made("attendance_payroll", hr, format="xlsx", whole=True)
    loses(hr, Role.HR)
    RoleGrant.objects.create(user=hr, role=Role.SERVICE_MANAGER, granted_at=AFTER_OCTOBER, granted_by=hr)
    assert not may_open_job_file(User.objects.get(pk=hr.pk), job.result)


def test_a_slip_is_closed_to_the_manager_whose_person_went_to_another(office: Department) -> None:
    manager, wang = office.world.service_manager, office.wang
    job = made("attendance_slip", manager, number=wang.number, wage=True)
    assert may_open_job_file(manager, job.result)
    Employee.objects.filter(pk=wang.pk).update(unit=office.world.unit["warehouse"], manager=None)
    assert not may_open_job_file(manager, job.result)
