"""Rows of the liability app."""

from .determination import (
    Cause,
    DelayFinding,
    DeterminationState,
    Effect,
    Goodwill,
    LiabilityDetermination,
    PackagingStage,
)
from .handover import InboundAcceptance, TripartiteSignOff

__all__ = [
    "Cause",
    "DelayFinding",
    "DeterminationState",
    "Effect",
    "Goodwill",
    "InboundAcceptance",
    "LiabilityDetermination",
    "PackagingStage",
    "TripartiteSignOff",
]
