"""What filing and changing a card refuses, each with the rule it keeps."""

from collections.abc import Sequence

from yibin_service.foundation.acts.errors import OutOfStep, Refused


class CustomerKnown(Refused):
    """A customer is entered once."""


class PossibleDuplicate(Refused):
    """A card of the same customer, batch and defect was filed within the parameter's days: a warning that can be overruled."""

    def __init__(self, numbers: Sequence[str], *, days: int) -> None:
        self.numbers = tuple(numbers)
        self.days = days
        super().__init__(
            f"{days}天内同一客户、同一批号、同一缺陷已有 {'、'.join(numbers)}。若是同一件事，请到那张卡补充；"
            "确是新问题，再按「仍要提交」"
        )


class DraftFiled(OutOfStep):
    """The draft has become a card: it is filed once."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"这份草稿已提交为 {number}，没有重复")


class DraftNotYours(Refused):
    """A draft is its writer's alone."""

    status = 404
    default_message = "没有这份草稿，或不是您写的"


class DraftHandedIn(OutOfStep):
    """A colleague's 客户意见反馈单 must not vanish."""

    default_message = "这份草稿来自同事的客户意见反馈单，不能删除：不提交的，请退回并写明原因"


class DraftNotHandedIn(OutOfStep):
    """The own draft has nobody to be given back to."""

    default_message = "这份草稿是您自己写的，不提交的可以直接删除"


class DraftDeclined(OutOfStep):
    """It was given back to whoever handed it in."""

    default_message = "这份草稿已退回，不再提交；客户又有意见的，另填一张信息卡"


class DraftStale(OutOfStep):
    """Another window saved a newer state of the draft."""

    default_message = "这份草稿在另一个窗口存了更新的内容"


class NotYourCard(Refused):
    """A clerk changes the own cards; the head those of the whole 销售处."""

    status = 403
    default_message = "这张卡由经办销售员本人或销售处长办理"


class ClerkUnfit(Refused):
    """Cards are in the hands of sales people."""


class CardGone(OutOfStep):
    """The card was withdrawn, or its case is over."""


class TooLate(OutOfStep):
    """The facts that liability rests on stand still once the investigation is over."""


class AmendmentOpen(OutOfStep):
    """One proposed change of times at a time."""

    default_message = "上一次时间更正还在等技术中心答复，答复后再更正时间"


class AmendmentAnswered(OutOfStep):
    """An amendment is answered once."""

    default_message = "这次更正已经答复过"


class NothingAmended(Refused):
    """An amendment that changes nothing."""

    default_message = "与现在的内容相同，没有要更正的"


class AlreadyTriaged(OutOfStep):
    """A card is withdrawn before its case is triaged."""

    default_message = "技术中心已经分级，不能再撤回：请由技术中心主任作废，或按程序办理"


class AlreadyAcknowledged(OutOfStep):
    """收卡 is done once."""


class ReasonNeeded(Refused):
    """The act needs a reason that is kept."""
