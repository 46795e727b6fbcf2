"""Take away an upload that belongs to nothing yet."""

import uuid

from django.db import transaction

from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import pending_stream


@transaction.atomic
def remove_upload(*, attachment_id: uuid.UUID, by: User) -> bool:
    """Delete a waiting upload of `by`; false when there is none (gone already, another's, or part of a record by now).

    The content stays until the orphan sweep finds that nothing points to it.
    """
    deleted, _ = Attachment.objects.filter(pk=attachment_id, stream=pending_stream(by)).delete()
    return bool(deleted)
