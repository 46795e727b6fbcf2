"""What a card says, put together for its page, its panel and its sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.models import AmendmentState, CardAmendment, CardLine, Case
from cases.selectors.amendments import amendments_of
from cases.selectors.visibility import may_see_money
from yibin_service.foundation.access.models import User
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import attachments_of
from yibin_service.foundation.regulation.money import NO_TONNES


@dataclass(frozen=True)
class CardView:
    """A card with its rolls, its files and everything that was corrected in it."""

    lines: Sequence[CardLine]
    tonnes: Decimal
    is_mixed: bool
    files: Sequence[Attachment]
    amendments: Sequence[CardAmendment]
    sees_money: bool

    @property
    def waiting(self) -> CardAmendment | None:
        """The proposed change of times that waits for an answer."""
        return next((row for row in self.amendments if row.state == AmendmentState.PROPOSED), None)


def card_view(case: Case, user: User | None) -> CardView:
    """Three queries. The card's files are those that came with it; later ones are evidence or vouchers."""
    lines = list(case.card.lines.select_related("machine", "workshop", "defect").order_by("position"))
    return CardView(
        lines=lines,
        tonnes=sum((line.tonnes for line in lines), NO_TONNES),
        is_mixed=len({(line.machine_id, line.defect_id) for line in lines}) > 1,
        files=list(attachments_of(case.stream).filter(uploaded_at__lte=case.card.filed_at)),
        amendments=list(amendments_of(case.card)),
        sees_money=user is not None and may_see_money(user, case),
    )
