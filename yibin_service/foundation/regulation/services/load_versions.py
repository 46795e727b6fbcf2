"""Bring in the versions that come with the product."""

from datetime import datetime

from django.db import transaction

from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.models import Family, ParameterValue, RegulationVersion
from yibin_service.foundation.regulation.versions import VersionDocument, fixture_documents


@transaction.atomic
def load_versions(*, at: datetime, documents: list[VersionDocument] | None = None) -> int:
    """Add and enact every version whose code is not there yet; those that are there stay as they are.

    Gives the number added. Raises ParameterFault where a file is not a complete sound set.
    """
    added = 0
    for document in fixture_documents() if documents is None else documents:
        document.parameter_set()
        if RegulationVersion.objects.filter(code=document.code).exists():
            continue
        version = _create(document, at)
        record_event(
            stream=f"regulation:{version.code}",
            verb="load_version",
            text=f"录入随产品提供的版本「{version.title}」，自 {version.effective_from} 起施行",
            by=None,
            at=at,
        )
        added += 1
    return added


def _create(document: VersionDocument, at: datetime) -> RegulationVersion:
    version = RegulationVersion.objects.create(
        family=Family(document.family),
        code=document.code,
        title=document.title,
        effective_from=document.effective_from,
        note=document.note,
        drafted_at=at,
        approval=document.approval,
    )
    ParameterValue.objects.bulk_create(
        ParameterValue(
            version=version,
            key=parameter["key"],
            value=parameter["value"],
            unit=parameter["unit"],
            clause=parameter["clause"],
            title=parameter["title"],
            is_reading=parameter["reading"],
            note=parameter["note"],
            position=position,
        )
        for position, parameter in enumerate(document.parameters)
    )
    # Enacted last: from here on the database refuses any change.
    version.status = RegulationVersion.Status.ENACTED
    version.enacted_at = at
    version.save(update_fields=["status", "enacted_at"])
    return version
