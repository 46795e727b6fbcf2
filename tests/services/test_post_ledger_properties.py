"""Whatever is done in whatever order, the ledger balances, says what the facts say, and its chain holds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.models import Case
from liability.models import Goodwill
from penalties.models import Claim, ClaimReceipt, Expense, Fine, Settlement
from penalties.models.ledger import LedgerEntry
from penalties.rules.posting import differences, target_lines
from penalties.selectors.case_facts import standing_of
from penalties.selectors.ledger_state import posted_of
from penalties.selectors.verification import verify_ledger
from penalties.services.agree_settlement import agree_settlement
from penalties.services.cancel_settlement import cancel_settlement, send_back_settlement
from penalties.services.close_case import close_case
from penalties.services.confirm_fine import confirm_fine
from penalties.services.confirm_settlement import confirm_settlement
from penalties.services.execute_settlement import execute_settlement
from penalties.services.open_claim import close_claim
from penalties.services.post_ledger import post_after_determination
from penalties.services.record_expense import cancel_expense
from penalties.services.record_receipt import confirm_receipt
from penalties.services.reverse_entry import reverse_entry
from penalties.services.settlement_content import ExecutionContent
from penalties.services.sweep_fines import sweep_fines
from tests.settled import (
    EXECUTED_ON,
    claim,
    compensation,
    content,
    determine,
    effect,
    exchange,
    expense,
    is_balanced,
    late_card,
    receipt,
    settling_case,
    shares,
)
from tests.world import World, at
from yibin_service.foundation.acts.errors import Refused

pytestmark = pytest.mark.django_db
START = at("2026-10-22 10:00")
CAUSES = ("paper_defect", "hidden", "transport", "user_misuse", "manual", "manual_external")
MANUAL = {
    "manual": shares(("workshop_4", "四抄车间", "0.3333"), ("warehouse", "物资处", "0.6667")),
    "manual_external": shares(("workshop_4", "四抄车间", "0.5000"), ("carrier", "承运单位", "0.5000")),
}


class Mill:
    """One case and the acts that may befall it; each takes a number to choose what it acts on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.case: Case = settling_case(world, tier="major", ceilings=("99999", "99999", "99999"), rolls=["3.333"] * 6)
        self.late = late_card(self.case, world)
        self.case = Case.objects.get(pk=self.case.pk)
        self.now: datetime = START
        self.count = 0

    def act(self, name: str, number: int) -> None:
        """Do it if it can be done; what is refused must leave no trace."""
        self.now += timedelta(minutes=1)
        self.count += 1
        deed: Callable[[int], None] = getattr(self, name)
        before = LedgerEntry.objects.count()
        try:
            with transaction.atomic():
                deed(number)
        except Refused:
            assert LedgerEntry.objects.count() == before

    def agree(self, number: int) -> None:
        weight = Decimal(number % 3333 + 1) / 1000
        place = number % 6 + 1
        made = (
            content(self.case, place, tonnes=weight),
            compensation(self.case, place, price="5199.99", tonnes=weight),
            compensation(self.case, place, price="5199.99", tonnes=weight, method="output"),
            exchange(self.case, place, transport=f"{number % 977}.01", storage="0.10"),
        )[number % 4]
        settlement = agree_settlement(case=self.case, content=made, by=self.world.sales_clerk, at=self.now)
        if number % 5:
            self.execute(settlement)
            self.confirm(number)

    def execute(self, settlement: Settlement) -> None:
        what = ExecutionContent(document_no=f"RK-{self.count}", executed_on=EXECUTED_ON)
        execute_settlement(settlement=settlement, content=what, by=self.world.sales_clerk, at=self.now)

    def confirm(self, number: int) -> None:
        waiting = list(Settlement.objects.filter(state="executed"))
        for settlement in waiting[: number % 2 + 1]:
            confirm_settlement(settlement=settlement, by=self.world.sales_head, at=self.now)

    def take_back(self, number: int) -> None:
        found = Settlement.objects.order_by("-id").first()
        if found:
            back = send_back_settlement if number % 2 else cancel_settlement
            who = self.world.sales_head if number % 2 else self.world.sales_clerk
            back(settlement=found, reason="核对", by=who, at=self.now)

    def spend(self, number: int) -> None:
        expense(self.case, self.world, f"{number % 997 + 1}.37", voucher_no=f"V{self.count}")

    def unspend(self, number: int) -> None:
        found = Expense.objects.order_by("-id").first()
        if found:
            cancel_expense(expense=found, reason="记错", by=self.world.tech_engineer, at=self.now)

    def determine(self, number: int) -> None:
        cause = CAUSES[number % len(CAUSES)]
        is_manual = cause in MANUAL
        changes = {"manual_shares": MANUAL[cause], "reason": "证据不全"} if is_manual else {}
        found = determine(
            self.case, self.world, cause="" if is_manual else cause, is_sales_mistake=bool(number % 2), **changes
        )
        self._after(f"determination:{found.pk}")

    def find_effect(self, number: int) -> None:
        kinds = ("none", "evidence", "evidence_and_handling")
        finding = effect(self.late, self.world, kinds[number % 3], ordinal=self.count)
        self._after(f"delay_finding:{finding.pk}")

    def goodwill(self, number: int) -> None:
        facts = {"reason": "老客户", "by": self.world.deputy_gm, "at": self.now}
        found, is_new = Goodwill.objects.get_or_create(case=self.case, defaults=facts)
        if is_new:
            self._after(f"goodwill:{found.pk}")

    def open_claim(self, number: int) -> None:
        claim(self.case, self.world, when=self.now)

    def receive(self, number: int) -> None:
        found = Claim.objects.filter(state="open").first()
        if found:
            receipt(found, self.world, f"{number % 4001 + 1}.11", voucher_no=f"Y{self.count}")

    def confirm_money(self, number: int) -> None:
        found = ClaimReceipt.objects.filter(confirmed_at=None).first()
        if found:
            confirm_receipt(receipt=found, by=self.world.finance, at=self.now)

    def close_claim(self, number: int) -> None:
        found = Claim.objects.filter(state="open").first()
        if found:
            close_claim(claim=found, reason="了结", by=self.world.sales_clerk, at=self.now)

    def fine(self, number: int) -> None:
        sweep_fines(at=self.now)
        found = Fine.objects.filter(state="proposed").first()
        if found:
            confirm_fine(fine=found, by=self.world.tech_head, at=self.now)

    def reverse(self, number: int) -> None:
        entries = list(LedgerEntry.objects.order_by("sequence"))
        if entries:
            chosen = entries[number % len(entries)]
            reverse_entry(entry=chosen, reason="记错", by=self.world.tech_head, at=self.now)

    def close(self, number: int) -> None:
        if number % 3:
            return
        close_case(case=self.case, not_compensated_reason="不予赔偿", by=self.world.tech_head, at=self.now)

    def _after(self, trigger: str) -> None:
        post_after_determination(case=self.case, trigger=trigger, by=self.world.tech_head, at=self.now)

    def check(self) -> None:
        """The ledger says exactly what the facts say, and balances."""
        case = Case.objects.get(pk=self.case.pk)
        found = standing_of(case, self.now)
        assert is_balanced(case)
        assert differences(target_lines(found.result, found.ledger), posted_of(case)) == []


NAMES = (
    "agree", "agree", "agree", "confirm", "take_back", "spend", "unspend", "determine", "determine", "find_effect",
    "goodwill", "open_claim", "open_claim", "receive", "receive", "confirm_money", "confirm_money", "close_claim", "fine", "reverse", "reverse", "close",
)  # fmt: skip
ACTS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 10_000)), min_size=6, max_size=16)


@settings(
    max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(ACTS)
def test_after_every_act_the_ledger_balances_and_says_what_the_facts_say(
    world: World, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        mill = Mill(world)
        mill.act("agree", 3001)
        for name, number in acts:
            mill.act(name, number)
            mill.check()
        assert verify_ledger().findings == ()
        transaction.set_rollback(True)
