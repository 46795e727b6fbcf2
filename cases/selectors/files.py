"""Who may open the files of a case."""

from cases.models import Case, HandlingOpinion
from cases.selectors.visibility import may_see_money, visible_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.jobs.models import Job


def may_open_case_file(user: User, attachment: Attachment) -> bool:
    """Photos and papers of a case: whoever may open the case."""
    return _case_of(user, attachment) is not None


def may_open_money_file(user: User, attachment: Attachment) -> bool:
    """Vouchers and bills of a case: whoever may see its money."""
    case = _case_of(user, attachment)
    return case is not None and may_see_money(user, case)


def _case_of(user: User, attachment: Attachment) -> Case | None:
    """The case a stream `case:17` or `case-money:17` names, if the person may open it."""
    key = attachment.stream.partition(":")[2]
    if not (key.isdecimal() and key.isascii() and len(key) < 19):
        return None
    return visible_cases(user).filter(pk=int(key)).first()


def may_read_card_sheet(user: User, job: Job) -> bool:
    """Whoever may still open the case."""
    return visible_cases(user).filter(pk=job.arguments.get("case")).exists()


def may_read_opinion_sheet(user: User, job: Job) -> bool:
    """Whoever may still open the case of the draft."""
    drafts = HandlingOpinion.objects.filter(pk=job.arguments.get("opinion"))
    return visible_cases(user).filter(pk__in=drafts.values("case")).exists()
