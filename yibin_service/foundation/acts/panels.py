"""What an app shows of a case on the case page: panels it draws and acts it offers. The desk gathers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Panel:
    """One section of the case page. `order` follows the page: 10 概况 … 90 时间线."""

    key: str
    title: str
    template: str
    context: Mapping[str, Any]
    order: int
    badge: str = ""


@dataclass(frozen=True)
class Offer:
    """An act this person can do now on this thing: the workbench lists it, the case page's dock shows it.

    `url` is the page of the act. `is_turn`: the case waits for this person. `consequence` is spelled out before the
    button. `due_at` orders the workbench.
    """

    label: str
    url: str
    is_turn: bool = False
    consequence: str = ""
    due_at: datetime | None = None
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """Whose hands a case is in: shown to everyone who cannot act."""

    who: str
    what: str
    since: datetime | None = None


@dataclass(frozen=True)
class Turn:
    """One row of a person's queue on the workbench."""

    verb: str  # 答复客户
    case_number: str
    customer: str
    url: str
    button: str
    due_at: datetime | None = None
    due_what: str = ""  # what ends then, where the verb does not say it
    tier: str = ""
    fact: str = ""
    consequence: str = ""
    since: datetime | None = None
