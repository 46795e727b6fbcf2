"""What the acts of liability refuse, each with the rule it keeps."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused


class HandoverMissing(OutOfStep):
    """P.三.5乙  Packaging is judged from the signed forms: they are recorded first."""

    clause = "P.三.5乙"


class ForcedShipmentUnsound(Refused):
    """P.三.5乙  Only a party that signed while another did not can have forced the shipment."""


class SalesMistakeWithoutCarrier(Refused):
    """P.三.3  A sales mistake decides who bears what the carrier does not pay: it needs a carrier's share."""

    default_message = "销售工作失误只影响承运单位应赔未追回的部分，这个案由没有承运单位的份额"


class SharesUnsound(Refused):
    """Manual shares name each unit once and add up to one."""


class SharesMissing(Refused):
    """The rule gives no shares: a person has to decide them."""

    default_message = "这个案由制度没有给出承担比例，请人工认定各单位的比例并写明理由"


class SharesNotAsked(Refused):
    """The rule gives shares: only the head lays others over them, with a reason."""

    default_message = "这个案由已能算出承担比例；要改比例，由技术中心主任在确认时人工认定"


class ReportMissing(OutOfStep):
    """P.二.4  The determination follows the team's report."""

    default_message = "这步要先有现场调查报告"


class NothingToDecide(OutOfStep):
    """No proposal waits, or somebody decided it before."""


class FindingUnconfirmed(OutOfStep):
    """READING: 强制发运 and 销售工作失误 are confirmed by 分管副总经理 first."""

    default_message = "强制发运或销售工作失误要先由分管副总经理确认"


class BreachWaived(OutOfStep):
    """A waived breach has no effect to find."""

    default_message = "这次超期已豁免，不再认定影响"


class CauseCompensable(OutOfStep):
    """READING: goodwill is for causes that are not compensable, once determined."""

    default_message = "善意补偿只用于已认定为原则上不赔偿的案件"
