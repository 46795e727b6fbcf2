"""What acts on clocks and breaches refuse, each with the rule it keeps."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused


class AlreadyWaived(OutOfStep):
    """A breach is waived once; the waiver is not withdrawn."""

    default_message = "这次超期已经豁免，没有重复"


class NothingToWaive(OutOfStep):
    """The breach has no consequences that could be taken away."""


class WaiverReasonMissing(Refused):
    """P.二.2  A waiver needs a reason that is kept."""

    default_message = "请写豁免的理由：它会留在记录里"
