"""红冲: take a wrong fact out of the ledger by entries of the opposite sign that point back (P.一.5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Case, Misreport
from cases.services.annul_misreport import annul_misreport
from cases.services.lock_case import lock_case, touch_case
from cases.services.tell import tell_turn
from penalties.models import ClaimReceipt, Expense, Fine, FineState, Settlement
from penalties.rules.posting import Line, Trigger, key_of, period_of
from penalties.selectors.ledger import entry_for
from penalties.selectors.ledger_state import ClosedMonths, Entry, entries_from
from penalties.services.cancel_settlement import annul
from penalties.services.errors import CannotReverse
from penalties.services.guards import check_reason
from penalties.services.lock_ledger import lock_ledger
from penalties.services.post_ledger import Draft, append, post_case
from penalties.services.record_expense import annul_expense
from penalties.services.tell_annulled_notice import tell_annulled_notice, tell_reversed_fine
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day

Fact = Settlement | Expense | ClaimReceipt | Fine | Misreport
MODELS: dict[str, type[Fact]] = {
    "settlement": Settlement,
    "expense": Expense,
    "receipt": ClaimReceipt,
    "fine": Fine,
    "misreport": Misreport,
}
REMEDIES = {
    "determination": "这笔由责任认定引起：请重新认定，差额会自动入账",
    "delay_finding": "这笔由耽误的认定引起：请重新认定，差额会自动入账",
    "goodwill": "这笔由善意补偿引起：请重新认定责任，差额会自动入账",
    "waiver": "这笔由超期豁免引起，没有可红冲的事实",
    "claim": "这笔由索赔的提出或了结引起：到账有错请红冲到账那笔",
    "reversal": "这笔是红冲以后按其余事实补记的差额，没有可红冲的事实",
    "close": "这笔由结案引起：请红冲有错的调查费用那笔",
}


@dataclass(frozen=True)
class Reversal:
    """What one reversal put into the ledger: the entries that undo, then what the remaining facts still ask for."""

    reversed: tuple[Entry, ...]
    corrections: tuple[Entry, ...]

    @property
    def numbers(self) -> str:
        """The entries undone, as the timeline names them."""
        return "、".join(f"#{row.reverses.sequence}" for row in self.reversed if row.reverses)


@transaction.atomic
def reverse_entry(*, entry: Entry, reason: str, by: User, at: datetime) -> Reversal:
    """Reverse the fact behind `entry`: every entry it made is undone once, in its own month or the earliest open one after.

    The fact (settlement, expense, receipt, fine) is cancelled in the same transaction, so nothing posts it again; the right
    one is entered anew and its entries point back by `corrects`. Losses equal charges afterwards as before.
    Raises CannotReverse where the entry is a reversal, is reversed, or follows from a determination, a claim or the closing.
    """
    require(by, Verb.REVERSE_ENTRY)
    case = lock_case(case_id=entry.case_id)
    lock_ledger()
    entry = entry_for(entry.sequence)
    reason = check_reason(reason, "红冲的理由")
    fact = fact_behind(entry)
    reversal = undo(case=case, entry=entry, fact=fact, reason=reason, by=by, at=at)
    touch_case(case)
    _tell(case, fact, reversal.numbers, reason, at)
    return reversal


def undo(*, case: Case, entry: Entry, fact: Fact, reason: str, by: User, at: datetime) -> Reversal:
    """Undo every entry of the fact behind `entry`, cancel it, post what the other facts ask for, and record it.

    Under the locks of the case and the ledger; whether it may be done the caller has asked.
    """
    undone = append(case=case, drafts=_opposites(case, entry.source, reason), by=by, at=at)
    _cancel(fact, reason, by, at)
    trigger = Trigger(f"reversal:{entry.sequence}", "corrected", local_day(at))
    posting = post_case(case=case, trigger=trigger, by=by, at=at, reason=reason)
    reversal = Reversal(tuple(undone), posting.entries)
    text = f"红冲台账 {reversal.numbers}\n「{reason}」"
    record_event(stream=case.stream, verb="reverse_entry", text=text, by=by, at=at, clause="P.一.5")
    if isinstance(fact, Misreport):
        tell_reversed_fine(fact, numbers=reversal.numbers, at=at)
    return reversal


def fact_behind(entry: Entry) -> Fact:
    """The fact that made the entry and can be cancelled. Raises CannotReverse, naming the remedy."""
    if entry.reverses_id is not None:
        raise CannotReverse("这笔本身就是红冲；有错请重新登记正确的一笔")
    if hasattr(entry, "reversed_by"):
        raise CannotReverse(f"这笔已由 #{entry.reversed_by.sequence} 红冲，没有重复办理")
    kind, _, number = entry.source.partition(":")
    if kind not in MODELS:
        raise CannotReverse(REMEDIES.get(kind, "这笔是系统按差额补记的；请改正引起它的事实，差额会自动入账"))
    return MODELS[kind].objects.get(pk=int(number))


def _opposites(case: Case, source: str, reason: str) -> list[Draft]:
    months = ClosedMonths()
    return [
        Draft(
            line=Line(
                key=key_of(side=row.side, kind=row.kind, unit=row.unit_id, source=row.source),
                amount=-row.amount,
                tonnes=-row.tonnes,
                share=row.share,
                clause=row.clause,
                formula=f"冲销 #{row.sequence}（{row.period.month}月）",
            ),
            unit=row.unit,
            period=period_of(row.period, months.__contains__),
            fact_on=row.fact_on,
            regulation=row.regulation,
            source=row.source,
            posting_key=f"reversal:{row.sequence}",
            reverses=row,
            reason=reason,
        )
        for row in entries_from(case, source)
    ]


def _cancel(fact: Fact, reason: str, by: User, at: datetime) -> None:
    if isinstance(fact, Settlement):
        annul(fact, reason=reason, by=by, at=at)
    elif isinstance(fact, Expense):
        annul_expense(fact, reason=reason, by=by, at=at)
    elif isinstance(fact, ClaimReceipt):
        fact.refused_at, fact.refused_reason = at, reason
        fact.save(update_fields=["refused_at", "refused_reason"])
    elif isinstance(fact, Misreport):
        annul_misreport(fact, reason=reason, by=by, at=at)
        tell_annulled_notice(fact, at=at)
    else:
        fact.state, fact.reason = FineState.DROPPED, reason
        fact.decided_by, fact.decided_at = by, at
        fact.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _tell(case: Case, fact: Fact, numbers: str, reason: str, at: datetime) -> None:
    """Whoever entered the fact is asked to enter the right one."""
    words = {Settlement: "结算", Expense: "调查费用", ClaimReceipt: "索赔到账"}
    if isinstance(fact, Fine | Misreport):
        return
    person = fact.agreed_by if isinstance(fact, Settlement) else fact.by if isinstance(fact, Expense) else fact.entered_by
    tell_turn(
        case=case,
        users=[person],
        key=f"reversed:{type(fact).__name__}:{fact.pk}",
        what=f"重新登记{words[type(fact)]}",
        why=f"台账 {numbers} 已红冲：「{reason}」",
        at=at,
    )
