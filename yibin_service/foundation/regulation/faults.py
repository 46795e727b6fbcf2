"""What is wrong with a document and where. A fault speaks English to programs and Chinese to people at the field."""

from dataclasses import dataclass
from typing import Any

PRINTED_KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of fault in both languages; braces take the detail."""

    english: str
    chinese: str


NOT_JSON = Wording("is not JSON: {why}", "不是 JSON：{why}")
NOT_READABLE = Wording("cannot be read: {why}", "读不出：{why}")
NOT_OBJECT = Wording("must be an object", "应为一个对象")
NOT_DOCUMENTS = Wording("must be an object or a list of objects", "应为一个对象，或对象的列表")
NOT_LIST = Wording("must be a list", "应为列表")
MISSING = Wording("is missing", "请填写这一项")
UNKNOWN_KEY = Wording("is not a known key", "没有这一项，请去掉")
REPEATED_KEY = Wording("is given more than once", "写了不止一次，请只留一次")
NULL = Wording("must not be null", "不能留空")
NOT_TEXT = Wording("must be a string", "应为文字")
BROKEN_TEXT = Wording("must be well-formed text", "含有不成字的编码，请重新填写")
EMPTY_TEXT = Wording("must not be empty", "不能留空")
NOT_BOOLEAN = Wording("must be true or false", "请填 true 或 false")
NOT_NUMBER = Wording("must be a number such as 12.50", "请填数字，如 12.50")
TOO_LONG = Wording("must have at most {most} digits", "位数太多：最多 {most} 位")
TOO_MANY_PLACES = Wording("must have at most {most} decimal places", "小数最多 {most} 位")
NOT_WHOLE = Wording("must be a whole number", "请填整数")
TOO_SMALL = Wording("must not be less than {low}", "不能小于 {low}")
NOT_ABOVE = Wording("must be greater than {low}", "必须大于 {low}")
NOT_CHOICE = Wording("must be one of {known}", "请填 {known} 之一")
REPEATED_ITEM = Wording("is listed already", "已经列过一次")
NOT_INSTANT = Wording(
    "must be a time with an offset such as 2026-10-05T09:00:00+08:00",
    "请填带时区的时刻，如 2026-10-05T09:00:00+08:00",
)
NOT_DAY = Wording("must be a date such as 2026-10-08", "请填日期，如 2026-10-08")
NOT_MONTH = Wording("must be a month such as 2026-10", "请填月份，如 2026-10")
NOT_CLOCK = Wording("must be a time of day such as 08:30", "请填时刻，如 08:30")
BEFORE = Wording("must not be before {other}", "不能早于 {other}")
AFTER = Wording("must not be after {other}", "不能晚于 {other}")
WITHOUT = Wording("must not be given without {other}", "没有 {other} 时不能填写")
UNKNOWN_VERSION = Wording("is not the code of an enacted version", "没有这个代号的已施行版本")
NO_VERSION_IN_FORCE = Wording("no version is in force on {day}", "{day} 没有施行中的版本")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `place` is the path inside the document, empty for the whole of it."""

    place: str
    wording: Wording
    detail: tuple[tuple[str, Any], ...] = ()

    @property
    def message(self) -> str:
        """For programs and the command line."""
        return self.wording.english.format(**dict(self.detail))

    @property
    def chinese(self) -> str:
        """For people: what is wrong and what to write."""
        return self.wording.chinese.format(**dict(self.detail))

    def under(self, place: str) -> "Fault":
        """The same fault of a document that stands at `place` of a greater one (`[3]`)."""
        if not place:
            return self
        joined = f"{place}.{self.place}" if self.place else place
        return Fault(joined, self.wording, self.detail)

    def line(self) -> str:
        """`place: message`, on one line; `$` stands for the whole document."""
        return f"{self.place or '$'}: {self.message}"


def fault(place: str, wording: Wording, **detail: Any) -> Fault:
    """A fault with its detail by name."""
    return Fault(place, wording, tuple(detail.items()))


def below(place: str, key: str) -> str:
    """The path of `key` inside the object at `place`."""
    return f"{place}.{printable(key)}" if place else printable(key)


def printable(key: str) -> str:
    """A key as it can stand in a line: control characters and broken text escaped, very long ones cut."""
    shown = key if len(key) <= PRINTED_KEY_LENGTH else key[:PRINTED_KEY_LENGTH] + "…"
    if shown.isprintable():
        return shown
    return shown.encode("unicode_escape", "surrogatepass").decode("ascii")


class FaultyDocument(ValueError):
    """A document that cannot be judged; `faults` has every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(found.line() for found in faults))
