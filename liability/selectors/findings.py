"""The findings of a determination that 分管副总经理 confirms, in words."""

from liability.models import LiabilityDetermination
from liability.rules.facts import Signer
from liability.selectors.computed import SIGNER_TITLES


def finding_words(determination: LiabilityDetermination) -> str:
    """「物资处、承运单位强制发运；销售工作失误」."""
    found = []
    if determination.forced_by:
        names = [SIGNER_TITLES[signer] for signer in Signer if signer.value in determination.forced_by]
        found.append(f"{'、'.join(names)}强制发运")
    if determination.is_sales_mistake:
        found.append("销售工作失误")
    return "；".join(found)
