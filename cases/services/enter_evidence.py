"""Number the evidence of a locked case."""

from collections.abc import Iterable
from datetime import datetime

from cases.models import Case, Evidence, EvidenceKind
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.services.adopt_attachments import adopt_attachments


def enter_evidence(
    *,
    case: Case,
    kind: EvidenceKind,
    attachments: Iterable[Attachment],
    held: Iterable[Attachment] = (),
    caption: str = "",
    taken_at: datetime | None = None,
    by: User,
    at: datetime,
) -> list[Evidence]:
    """Take waiting uploads of `by` into the case as evidence, numbered on from E-01. Writes no event.

    `held` are files that lie in the case already and get their number first. `taken_at` None = when the picture says it was taken, where it does.
    """
    adopted = adopt_attachments(attachments=attachments, stream=case.stream, by=by, at=at)
    last = case.evidence.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
    return [
        Evidence.objects.create(
            case=case,
            ordinal=number,
            kind=kind,
            attachment=attachment,
            caption=caption,
            taken_at=taken_at or attachment.taken_at,
            by=by,
            at=at,
        )
        for number, attachment in enumerate([*held, *adopted], last + 1)
    ]


def numbers_of(pieces: list[Evidence]) -> str:
    """「E-04、E-05」."""
    return "、".join(str(piece) for piece in pieces)
