"""What the staff app offers on the page of a case."""

from datetime import datetime

from django.urls import reverse

from cases.models import Case
from staff.selectors.dispatches import cases_to_send_out
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    """To send somebody out, where 售后服务部 is in the case's approved team: one query, of managers alone."""
    if not may(user, Verb.DISPATCH) or not cases_to_send_out().filter(pk=case.pk).exists():
        return []
    return [Offer("派工", f"{reverse('give_dispatch')}?case={case.number}", False, "派本部门的人到客户处，派工单记在本案")]
