"""Who may open files of reports and notices."""

from penalties.selectors.notices import visible_notices
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job


def may_open_report_file(user: User, attachment: Attachment) -> bool:
    """Whoever reads month reports."""
    return attachment.stream.startswith("report:") and may(user, Verb.READ_REPORTS)


def may_open_notice_file(user: User, attachment: Attachment) -> bool:
    """Whoever may see the notice."""
    kind, _, number = attachment.stream.partition(":")
    return kind == "notice" and visible_notices(user).filter(number=number).exists()


def may_read_ledger_export(user: User, job: Job) -> bool:
    """Whoever still exports the ledger."""
    return may(user, Verb.EXPORT_LEDGER)


def may_make_reports(user: User, job: Job) -> bool:
    """Whoever still reads month reports."""
    return may(user, Verb.READ_REPORTS)


def may_make_notice(user: User, job: Job) -> bool:
    """Whoever still sees the notice."""
    return visible_notices(user).filter(number=job.arguments.get("number")).exists()
