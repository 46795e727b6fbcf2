"""Which permission each regulation asks for."""

from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.regulation.models import Family

DRAFT_VERBS: dict[str, Verb] = {
    Family.AFTER_SALES: Verb.DRAFT_AFTER_SALES_RULES,
    Family.STAFF: Verb.DRAFT_STAFF_RULES,
}
ENACT_VERBS: dict[str, Verb] = {
    Family.AFTER_SALES: Verb.ENACT_AFTER_SALES_RULES,
    Family.STAFF: Verb.ENACT_STAFF_RULES,
}
