"""Who may record hand-over facts: 技术中心, or the heads of the units that sign the forms."""

from cases.models import Case
from cases.selectors.visibility import visible_cases
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.access.roles import TECH
from yibin_service.foundation.acts.errors import NotAllowed, NotFound
from yibin_service.foundation.org.models import UnitKind

SIGNING_UNITS = (UnitKind.QUALITY_INSPECTION, UnitKind.WAREHOUSE)


def check_may_record_handover(case: Case, by: User) -> None:
    """The case must be one the person sees; of the unit heads only those of 质检处 and 物资处 sign these forms."""
    if not visible_cases(by).filter(pk=case.pk).exists():
        raise NotFound
    require(by, Verb.RECORD_SIGN_OFF)
    if not may_record_handover(by):
        raise NotAllowed("入库交接和三方汇签由技术中心、质检处、物资处登记")


def may_record_handover(by: User) -> bool:
    """Whether the person's own post lets them record a hand-over form, in the cases they see."""
    return bool(by.roles & TECH) or (by.unit is not None and by.unit.kind in SIGNING_UNITS)
