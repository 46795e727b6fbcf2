"""What triage, team and investigation refuse, each with the rule it keeps."""

from yibin_service.foundation.acts.errors import OutOfStep, Refused


class CaseOver(OutOfStep):
    """The case is closed, withdrawn or void."""


class NotTriaged(OutOfStep):
    """P.二.2  Team, investigation and determination follow the triage."""

    default_message = "这件案子还没有分级，请先分级"


class NothingChanged(Refused):
    """A re-triage that changes nothing."""

    default_message = "与现在的分级相同，没有要改的内容"


class ReasonMissing(Refused):
    """The act needs a reason that is kept."""


class TeamNotNeeded(OutOfStep):
    """READING: a minor case is handled by 技术中心 alone."""

    default_message = "一般案件由技术中心直接处理，不需要服务小组"


class TeamUnsound(Refused):
    """P.二.3  The team is not led by engineers and inspectors, or has no leader."""


class TeamNotApproved(OutOfStep):
    """P.二.2  The case is investigated by an approved team, or without a visit where that was approved."""

    default_message = "这步要先有批准的服务小组，或经批准免现场"


class TeamAlreadyDecided(OutOfStep):
    """Somebody decided on this proposal before, or a newer one replaced it."""


class EvidenceMissing(Refused):
    """P.二.4  Evidence the cause asks for is missing and no reason is given for going on."""


class OutOfTurn(OutOfStep):
    """The step this act belongs to is over."""
