"""A regulation version's complete, frozen parameter set. Asking for a key of another regulation, or before the first day, raises."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Protocol, TypeVar

from .parameter_keys import DEFINITIONS, ORDERED, SHARE_GROUPS, Definition, Kind, ParameterKey

PLACES = {Kind.MONEY: 2, Kind.NUMBER: 4, Kind.SHARE: 4, Kind.WHOLE: 0}
NUMBER = re.compile(r"[0-9]{1,12}(?:\.([0-9]+))?")
FEE_LINE = re.compile(r"(\S{1,60})\s+([0-9]{1,4})号\s+([0-9]{1,9}(?:\.[0-9]{1,2})?)")
FLAGS = {"是": True, "否": False}
UNSETTLED = "待核定"  # how the note begins of a value the mill has yet to settle


class UnknownParameter(KeyError):
    """The version's regulation has no parameter of that key."""


class NoVersionInForce(LookupError):
    """No version of the regulation had begun on that day."""


class ParameterFault(ValueError):
    """A value that cannot stand for its key. `message` is for people; `key` names the parameter."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        self.message = message
        super().__init__(f"{key}: {message}")


@dataclass(frozen=True, slots=True)
class RepulpingFee:
    """What re-pulping one tonne costs on one machine (P.四.4)."""

    workshop: str
    machine: int
    fee: Decimal


Value = Decimal | int | bool | time | date | str | tuple[RepulpingFee, ...] | None


class ParameterSet:
    """All values of one version, read once and never changed. `p[KEY]` gives the typed value, None only where it may be unset."""

    __slots__ = ("code", "family", "title", "effective_from", "_values")

    def __init__(
        self, *, code: str, family: str, title: str, effective_from: date, raw: Mapping[str, str | None]
    ) -> None:
        """Raises ParameterFault (the first) unless `raw` is the complete sound set of the family."""
        faults = faults_of(family, raw)
        if faults:
            raise faults[0]
        self.code = code
        self.family = family
        self.title = title
        self.effective_from = effective_from
        self._values: dict[ParameterKey, Value] = {
            key: parse(definition, raw.get(key, definition.assumed)) for key, definition in DEFINITIONS[family].items()
        }

    def __getitem__(self, key: ParameterKey) -> Value:
        try:
            return self._values[key]
        except KeyError:
            raise UnknownParameter(f"{self.code}: {key}") from None

    def __repr__(self) -> str:
        return f"ParameterSet({self.code})"

    def decimal(self, key: ParameterKey) -> Decimal:
        """Money, a share or another decimal that is always set."""
        value = self[key]
        assert isinstance(value, Decimal), key
        return value

    def optional_decimal(self, key: ParameterKey) -> Decimal | None:
        """The same where it may be unset."""
        return None if self[key] is None else self.decimal(key)

    def whole(self, key: ParameterKey) -> int:
        """Hours, days, minutes, points or a count."""
        value = self[key]
        assert isinstance(value, int), key
        return value

    def flag(self, key: ParameterKey) -> bool:
        return self[key] is True

    def text(self, key: ParameterKey) -> str:
        """The code of a choice, or the words of a recorded reading."""
        value = self[key]
        assert isinstance(value, str), key
        return value

    def clock(self, key: ParameterKey) -> time:
        """A time of day on the mill's clock."""
        value = self[key]
        assert isinstance(value, time), key
        return value

    def optional_day(self, key: ParameterKey) -> date | None:
        value = self[key]
        assert value is None or isinstance(value, date), key
        return value

    def repulping_fee(self, machine: int) -> RepulpingFee | None:
        """The fee of one machine, or None where the version names none (P.四.4)."""
        fees = self[ParameterKey.REPULPING_FEES]
        assert isinstance(fees, tuple)
        return next((fee for fee in fees if fee.machine == machine), None)


def parse(definition: Definition, raw: str | None) -> Value:
    """The typed value of one raw text. Raises ParameterFault with what is wrong and what to write."""
    if raw is None or not raw.strip():
        if definition.optional:
            return None
        raise ParameterFault(definition.key, "必须填写")
    raw = raw.strip()
    if definition.kind in PLACES:
        return _number(definition, raw)
    match definition.kind:
        case Kind.FLAG:
            return _flag(definition, raw)
        case Kind.CLOCK:
            return _clock(definition, raw)
        case Kind.DAY:
            return _day(definition, raw)
        case Kind.CHOICE:
            return _choice(definition, raw)
        case Kind.FEES:
            return _fees(definition, raw)
    return raw


def _number(definition: Definition, raw: str) -> Decimal | int:
    match = NUMBER.fullmatch(raw)
    places = PLACES[definition.kind]
    if match is None or len(match[1] or "") > places:
        raise ParameterFault(definition.key, f"请填数字，最多{places}位小数" if places else "请填整数")
    value = Decimal(raw)
    if definition.low is not None and value < Decimal(definition.low):
        raise ParameterFault(definition.key, f"不能小于 {definition.low}")
    if definition.high is not None and value > Decimal(definition.high):
        raise ParameterFault(definition.key, f"不能大于 {definition.high}")
    if places == 0:
        return int(value)
    return value if definition.kind is Kind.NUMBER else value.quantize(Decimal(1).scaleb(-places))


def _flag(definition: Definition, raw: str) -> bool:
    if raw not in FLAGS:
        raise ParameterFault(definition.key, "请填「是」或「否」")
    return FLAGS[raw]


def _clock(definition: Definition, raw: str) -> time:
    if re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", raw) is None:
        raise ParameterFault(definition.key, "请填时刻，如 08:30")
    return time.fromisoformat(raw)


def _day(definition: Definition, raw: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw) is None:
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError:
        raise ParameterFault(definition.key, "请填日期，如 2027-01-01") from None


def _choice(definition: Definition, raw: str) -> str:
    if raw not in dict(definition.options):
        known = "、".join(f"{code}（{title}）" for code, title in definition.options)
        raise ParameterFault(definition.key, f"请填 {known} 之一")
    return raw


def _fees(definition: Definition, raw: str) -> tuple[RepulpingFee, ...]:
    fees: list[RepulpingFee] = []
    for line in filter(None, (line.strip() for line in raw.splitlines())):
        match = FEE_LINE.fullmatch(line)
        if match is None:
            raise ParameterFault(
                definition.key, f"「{line[:40]}」认不出：每行写 车间 机号 元/吨，如 四抄车间 7号 1200.00"
            )
        if any(fee.machine == int(match[2]) for fee in fees):
            raise ParameterFault(definition.key, f"{match[2]}号纸机写了两次：每台机只留一行")
        fees.append(RepulpingFee(match[1], int(match[2]), Decimal(match[3]).quantize(Decimal("0.01"))))
    return tuple(fees)


def written(family: str, key: str, raw: str | None) -> str:
    """A value as people read it: money with thousands separators, shares as per cent, a choice by its title.

    Empty for an unset one; a draft's value that cannot be read yet stands as it was typed.
    """
    definition = DEFINITIONS[family].get(ParameterKey(key)) if key in DEFINITIONS[family] else None
    if definition is None or not raw:
        return raw or ""
    try:
        value = parse(definition, raw)
    except ParameterFault:
        return raw
    if definition.kind is Kind.MONEY:
        return f"{value:,}"
    if definition.kind is Kind.SHARE and isinstance(value, Decimal):
        percent = value * 100
        return f"{percent.to_integral_value()}%" if percent == percent.to_integral_value() else f"{percent:.2f}%"
    return dict(definition.options).get(raw, raw)


def without_codes(family: str, key: str, note: str) -> str:
    """A note without the stored codes of a choice: 「hr 人力资源会签」 is read as 「人力资源会签」."""
    definition = DEFINITIONS[family].get(ParameterKey(key)) if key in DEFINITIONS[family] else None
    for code, title in definition.options if definition else ():
        note = note.replace(f"{code} {title}", title)
    return note


def faults_of(family: str, raw: Mapping[str, str | None]) -> list[ParameterFault]:
    """Everything that keeps `raw` from being a complete set of the family; empty when it is one."""
    definitions = DEFINITIONS[family]
    faults = [ParameterFault(key, "本制度没有这一参数") for key in raw if key not in definitions]
    values: dict[ParameterKey, Value] = {}
    for key, definition in definitions.items():
        try:
            values[key] = parse(definition, raw.get(key, definition.assumed))
        except ParameterFault as fault:
            faults.append(fault)
    return faults + _faults_between(family, values)


def _faults_between(family: str, values: Mapping[ParameterKey, Value]) -> list[ParameterFault]:
    faults = []
    for group in SHARE_GROUPS[family]:
        shares = [values.get(key) for key in group]
        known = [share for share in shares if isinstance(share, Decimal)]
        if len(known) == len(group) and sum(known) != 1:
            faults.append(ParameterFault(group[-1], f"与「{group[0]}」相加应为 1，现为 {sum(known)}"))
    for smaller, larger in ORDERED[family]:
        low, high = values.get(smaller), values.get(larger)
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            faults.append(ParameterFault(larger, f"不能小于「{smaller}」的 {low}"))
    return faults


def is_unsettled(note: str) -> bool:
    """Whether the mill has yet to settle the value of this note."""
    return note.startswith(UNSETTLED)


def noted(note: str, *, unsettled: bool) -> str:
    """The note with the mark set, or taken off: 「待核定：原文的评分表缺失。」, 「原文的评分表缺失。」."""
    plain = note.removeprefix(UNSETTLED).removeprefix("：")
    return f"{UNSETTLED}：{plain}" if unsettled else plain


class Dated(Protocol):
    """Anything that begins on a day."""

    @property
    def effective_from(self) -> date: ...


D = TypeVar("D", bound=Dated)


def in_force(versions: Iterable[D], on: date) -> D:
    """The version that began last on or before `on`. Raises NoVersionInForce before the first."""
    begun = [version for version in versions if version.effective_from <= on]
    if not begun:
        raise NoVersionInForce(f"no version in force on {on.isoformat()}")
    return max(begun, key=lambda version: version.effective_from)
