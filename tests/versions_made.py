"""Another version of the staff regulation in the database, for tests of what follows from its numbers."""

from datetime import date

from tests.world import at
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion

ENACTED = at("2026-09-01 09:00")


def staff_version(since: date, code: str = "S-改", **values: str | None) -> RegulationVersion:
    """S-初版 with some values changed, enacted and in force from that day."""
    model = RegulationVersion.objects.get(code="S-初版")
    version = RegulationVersion.objects.create(
        family="S", code=code, title=model.title, effective_from=since, drafted_at=ENACTED
    )
    rows = list(model.parameters.all())
    for row in rows:
        row.pk, row.version, row.value = None, version, values.get(row.key, row.value)
    ParameterValue.objects.bulk_create(rows)
    version.status, version.enacted_at = RegulationVersion.Status.ENACTED, ENACTED
    version.save()
    return version
