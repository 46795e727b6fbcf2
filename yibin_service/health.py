"""`/healthz`: the process answers. `/readyz`: it can work. For supervisors and monitors; no login, no host name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

LATE_SWEEP = timedelta(minutes=10)


class HealthMiddleware:
    """Stands before everything else, so that neither sessions nor allowed hosts stand in the way of a monitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"state": "ok"})
        if request.path == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> JsonResponse:
    """200 when the database answers and every migration is applied, else 503; the sweeps' age is told beside.

    Late sweeps make nothing unready (people can work on), but a monitor should ring on `"sweeps": "late"`.
    """
    report: dict[str, Any] = {"state": "ok", "database": "ok", "migrations": "applied"}
    try:
        if waiting := _unapplied_migrations():
            report |= {"state": "waiting", "migrations": f"{waiting} to apply"}
        else:
            report |= _sweeps()
    except Error as error:
        report = {"state": "waiting", "database": type(error).__name__}
    response = JsonResponse(report, status=200 if report["state"] == "ok" else 503)
    response["Cache-Control"] = "no-store"
    return response


_all_applied = False


def _unapplied_migrations() -> int:
    """Looked up until all are applied; afterwards only that the database still answers."""
    global _all_applied
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if _all_applied:
        return 0
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _all_applied = not plan
    return len(plan)


def _sweeps() -> dict[str, Any]:
    """Seconds since the slowest kind of sweep last ran, by the database's clock."""
    table = connection.ops.quote_name(apps.get_model("cases", "SweepRun")._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT extract(epoch FROM now() - min(ran_at))::bigint FROM {table}")
        (age,) = cursor.fetchone()
    if age is None:
        return {"sweeps": "none yet", "sweep_age_seconds": None}
    return {"sweeps": "late" if age > LATE_SWEEP.total_seconds() else "ok", "sweep_age_seconds": age}
