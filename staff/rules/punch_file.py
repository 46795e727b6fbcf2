"""What each press of an export comes to: new, known already, or a fault a person must look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of a row. The faults stay out of an import."""

    NEW = "new"
    KNOWN = "known"
    TWICE = "twice"
    EMPTY = "empty"
    UNKNOWN_PERSON = "unknown_person"
    WRONG_NAME = "wrong_name"
    FUTURE = "future"
    BEFORE_ENTRY = "before_entry"
    AFTER_LEAVING = "after_leaving"
    UNREADABLE = "unreadable"


VERDICT_TITLES: dict[Verdict, str] = {
    Verdict.NEW: "新打卡",
    Verdict.KNOWN: "已有",
    Verdict.TWICE: "文件内重复",
    Verdict.EMPTY: "没有打卡",
    Verdict.UNKNOWN_PERSON: "工号查不到",
    Verdict.WRONG_NAME: "姓名与工号不符",
    Verdict.FUTURE: "晚于现在",
    Verdict.BEFORE_ENTRY: "早于入职",
    Verdict.AFTER_LEAVING: "晚于离职",
    Verdict.UNREADABLE: "认不出",
}
FAULTS = frozenset(
    {
        Verdict.UNKNOWN_PERSON,
        Verdict.WRONG_NAME,
        Verdict.FUTURE,
        Verdict.BEFORE_ENTRY,
        Verdict.AFTER_LEAVING,
        Verdict.UNREADABLE,
    }
)


@dataclass(frozen=True, slots=True)
class Press:
    """One press as the file tells it. `trouble`: why it could not be read; `at` None without one: nobody pressed."""

    line: int
    number: str
    name: str
    on: date | None = None
    at: time | None = None
    side: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever bears the number."""

    key: int
    name: str
    entered_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A press with what becomes of it; `key` names the person where known, `detail` says what is wrong."""

    press: Press
    verdict: Verdict
    key: int | None = None
    detail: str = ""


PressKey = tuple[int, date, time, str]


class PressJudge:
    """Judges the presses of one file in its order: it remembers which it has seen.

    `now` is the mill's wall clock. READING: a number is found as written, else without leading zeros where only one
    person bears it so; a name is compared without spaces, and not where the file gives none.
    """

    def __init__(self, people: Mapping[str, Person], known: set[PressKey], now: datetime) -> None:
        self._people, self._known, self._now = people, known, now.replace(tzinfo=None)
        self._seen: set[PressKey] = set()
        self._bare = _by_bare_number(people)

    def judge(self, press: Press) -> Judged:
        """What becomes of the press."""
        if press.trouble:
            return Judged(press, Verdict.UNREADABLE, detail=press.trouble)
        person = self._people.get(press.number) or self._bare.get(press.number.lstrip("0"))
        if person is None:
            return Judged(press, Verdict.UNKNOWN_PERSON, detail=f"没有工号 {press.number or '（空）'} 的员工")
        if press.name and _squeezed(press.name) != _squeezed(person.name):
            return Judged(press, Verdict.WRONG_NAME, person.key, f"工号 {press.number} 是{person.name}")
        if press.on is None or press.at is None:
            return Judged(press, Verdict.EMPTY, person.key)
        return self._timed(press, person, press.on, press.at)

    def _timed(self, press: Press, person: Person, on: date, at: time) -> Judged:
        if datetime.combine(on, at) > self._now:
            return Judged(press, Verdict.FUTURE, person.key, f"现在是 {self._now:%Y-%m-%d %H:%M}")
        if on < person.entered_on:
            return Judged(press, Verdict.BEFORE_ENTRY, person.key, f"{person.entered_on} 入职")
        if person.left_on is not None and on > person.left_on:
            return Judged(press, Verdict.AFTER_LEAVING, person.key, f"{person.left_on} 离职")
        key = (person.key, on, at, press.side)
        if key in self._seen:
            return Judged(press, Verdict.TWICE, person.key)
        self._seen.add(key)
        return Judged(press, Verdict.KNOWN if key in self._known else Verdict.NEW, person.key)


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _by_bare_number(people: Mapping[str, Person]) -> dict[str, Person]:
    bare: dict[str, Person | None] = {}
    for number, person in people.items():
        key = number.lstrip("0")
        bare[key] = None if key in bare else person
    return {key: person for key, person in bare.items() if person is not None and key}
