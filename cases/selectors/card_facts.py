"""What a card says, put together for its page, its panel and its sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects

from cases.models import AmendmentState, CardAmendment, CardLine, Case
from cases.selectors.amendments import amendments_shown
from cases.selectors.presence import FILES, has_none
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


def card_lines(case: Case) -> list[CardLine]:
    """The rolls of the card in order: one query for the same object of a case."""
    rows = CardLine.objects.select_related("product", "machine", "workshop", "defect").order_by("position")
    prefetch_related_objects([case.card], Prefetch("lines", queryset=rows))
    return list(case.card.lines.all())


def card_view(case: Case, user: User | None) -> CardView:
    """Three queries at most. The card's files are those that came with it; later ones are evidence or vouchers."""
    lines = card_lines(case)
    with_the_card = attachments_of(case.stream).filter(uploaded_at__lte=case.card.filed_at)
    return CardView(
        lines=lines,
        tonnes=sum((line.tonnes for line in lines), NO_TONNES),
        is_mixed=len({(line.machine_id, line.defect_id) for line in lines}) > 1,
        files=[] if has_none(case, FILES) else list(with_the_card),
        amendments=amendments_shown(case),
        sees_money=user is not None and may_see_money(user, case),
    )
