"""Plain search for cases: by the number's last digits, roll, customer, defect, then the words of the card."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cases.models import CardLine, Case, Customer, Defect
from cases.selectors.cards import CARD_PREFIX
from cases.selectors.lines import fact_line
from cases.selectors.visibility import may_see_money, visible_cases
from yibin_service.foundation.access.models import User

MOST_HITS = 50
YEARS_BACK = 5
# The words of a card are read through for so many of the newest cases; an index over all of them is the archive's.
CARDS_READ = 20_000
NUMBER = re.compile(r"(?:SH-?)?(?:(\d{4})-)?(\d{1,4})([A-Z]?)")
SHORTEST_ROLL = 4


@dataclass(frozen=True)
class Hit:
    """A case found, why, and its line of fact as this person may read it."""

    case: Case
    why: str
    fact: str


@dataclass(frozen=True)
class Findings:
    """What was found; `exact` is the one case whose number was typed in full or by its last four digits."""

    text: str
    hits: list[Hit]
    exact: Case | None
    is_cut: bool


def find(user: User, text: str, now: datetime) -> Findings:
    """Cases the person may open, in the order of how they were found, each once, at most MOST_HITS."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] != "C")
    wanted = plain.strip()[:80]
    if not wanted:
        return Findings("", [], None, False)
    found: dict[int, str] = {}
    by_number = _by_number(user, wanted, now)
    for why, search in (("案件号", lambda: by_number), *_searches(user, wanted)):
        if len(found) <= MOST_HITS:
            for pk in search():
                found.setdefault(pk, why)
    hits = _hits(user, found)
    exact = hits[0].case if len(by_number) == 1 and hits else None
    return Findings(wanted, hits, exact, len(found) > MOST_HITS)


def _searches(user: User, wanted: str) -> Iterable[tuple[str, Callable[[], list[int]]]]:
    cases = visible_cases(user)
    return (
        ("卷号", lambda: _by_roll(cases, wanted)),
        ("客户", lambda: _by_customer(cases, wanted)),
        ("缺陷", lambda: _by_defect(cases, wanted)),
        ("卡上文字", lambda: _by_words(cases, wanted)),
    )


def _by_number(user: User, wanted: str, now: datetime) -> list[int]:
    """`0213`, `213`, `2026-0213` or the whole number; without a year the latest years that have it."""
    match = NUMBER.fullmatch(wanted.upper())
    if match is None:
        return []
    year, digits, part = match.groups()
    years = [int(year)] if year else range(now.year, now.year - YEARS_BACK, -1)
    stems = [f"{CARD_PREFIX}-{one}-{int(digits):04d}" for one in years]
    numbers = Q(number__in=[f"{stem}{part}" for stem in stems])
    if not part:
        numbers |= Q(card__number__in=stems)
    return list(visible_cases(user).filter(numbers).order_by("-id").values_list("pk", flat=True)[: MOST_HITS + 1])


def _by_roll(cases: QuerySet[Case], wanted: str) -> list[int]:
    if len(wanted) < SHORTEST_ROLL or not wanted.isascii():
        return []
    low = wanted.upper()
    cards = CardLine.objects.filter(roll_no__gte=low, roll_no__lt=f"{low}\U0010ffff").values("card")
    return _newest(cases.filter(card__in=cards))


def _by_customer(cases: QuerySet[Case], wanted: str) -> list[int]:
    plain = wanted.lower()
    named = Q(name__icontains=wanted)
    if plain.isascii():
        named |= Q(initials__startswith=plain) | Q(pinyin__startswith=plain)
    customers = list(Customer.objects.filter(named).values_list("pk", flat=True)[:MOST_HITS])
    return _newest(cases.filter(customer__in=customers)) if customers else []


def _by_defect(cases: QuerySet[Case], wanted: str) -> list[int]:
    defects = list(Defect.objects.filter(name__icontains=wanted).values_list("pk", flat=True))
    return _newest(cases.filter(defect__in=defects)) if defects else []


def _by_words(cases: QuerySet[Case], wanted: str) -> list[int]:
    if len(wanted) < 2:
        return []
    newest = Case.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    said = Q(card__description__icontains=wanted) | Q(card__batch_no__istartswith=wanted)
    return _newest(cases.filter(said, pk__gt=newest - CARDS_READ))


def _newest(cases: QuerySet[Case]) -> list[int]:
    return list(cases.order_by("-id").values_list("pk", flat=True)[: MOST_HITS + 1])


def _hits(user: User, found: dict[int, str]) -> list[Hit]:
    wanted = list(found)[:MOST_HITS]
    rows = Case.objects.select_related("customer", "machine", "card__product", "defect").in_bulk(wanted)
    return [
        Hit(case=rows[pk], why=found[pk], fact=fact_line(rows[pk], with_money=may_see_money(user, rows[pk])))
        for pk in wanted
    ]
