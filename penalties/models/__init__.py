"""Rows of the penalties app. The ledger's row is not handed on: only selectors and post_ledger import it."""

from . import ledger as _ledger  # noqa: F401  (registers the model)
from .bonus_notice import BonusNotice
from .entry_kinds import EntryKind, Side
from .fine import Fine, FineState
from .report import SEALED_STATES, DeductionNotice, MonthReport, NoticeState, ReportState
from .settlement import (
    Claim,
    ClaimParty,
    ClaimReceipt,
    ClaimState,
    CompensateMethod,
    Expense,
    SettledRoll,
    Settlement,
    SettlementKind,
    SettlementState,
)

__all__ = [
    "SEALED_STATES",
    "BonusNotice",
    "Claim",
    "ClaimParty",
    "ClaimReceipt",
    "ClaimState",
    "CompensateMethod",
    "DeductionNotice",
    "EntryKind",
    "Expense",
    "Fine",
    "FineState",
    "MonthReport",
    "NoticeState",
    "ReportState",
    "SettledRoll",
    "Settlement",
    "SettlementKind",
    "SettlementState",
    "Side",
]
