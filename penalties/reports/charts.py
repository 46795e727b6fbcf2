"""Charts for paper, drawn as SVG from frozen sums: stacked columns by month, bars by unit. No library, no script.

Positions may be rounded; the figures printed beside the shapes are the frozen ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from html import escape

from yibin_service.foundation.wording import money

INK, GREY, LINE, ACCENT = "#1b2733", "#4a5866", "#c8d0d6", "#0e5a6b"
SHADES = ("#0e5a6b", "#5b9aa7", "#b5d3d9", "#c79a4b", "#8a8f98")
FONT = "Mill Sans"
STEPS = (1, 2, 5)
WAN = Decimal(10_000)


@dataclass(frozen=True)
class Series:
    """One part of every column, e.g. 退, in 万元."""

    name: str
    values: tuple[Decimal, ...]


def in_wan(amount: str) -> Decimal:
    """CNY as 万元, for charts only."""
    return Decimal(amount) / WAN


def columns_chart(labels: Sequence[str], series: Sequence[Series], *, width: int = 520, height: int = 230) -> str:
    """Stacked columns with a scale, a legend and each column's total above it. Parts below zero are left to the total."""
    totals = [sum((one.values[at] for one in series), Decimal(0)) for at in range(len(labels))]
    stacked = [sum((max(one.values[at], Decimal(0)) for one in series), Decimal(0)) for at in range(len(labels))]
    left, right, top, bottom = 44, 8, 34, 24
    step, top_value = scale(max([*stacked, Decimal(0)]))
    plot = height - top - bottom

    def y_of(value: Decimal) -> float:
        return top + plot - float(value / top_value) * plot

    parts = [_legend([one.name for one in series], left)]
    for tick in range(int(top_value / step) + 1):
        parts.append(_rule(left, width - right, y_of(step * tick), f"{step * tick:f}"))
    pitch = (width - left - right) / max(len(labels), 1)
    for at, label in enumerate(labels):
        x, base = left + pitch * (at + 0.24), Decimal(0)
        for number, one in enumerate(series):
            value = max(one.values[at], Decimal(0))
            if value:
                y = y_of(base + value)
                parts.append(_box(x, y, pitch * 0.52, y_of(base) - y, SHADES[number % len(SHADES)]))
            base += value
        middle = x + pitch * 0.26
        parts.append(_text(middle, y_of(stacked[at]) - 4, f"{totals[at]:.2f}", "middle", INK))
        parts.append(_text(middle, height - 8, label, "middle", GREY))
    return _svg(width, height, parts)


def bars_chart(names: Sequence[str], amounts: Sequence[str], *, width: int = 520, row: int = 24) -> str:
    """Bars from a common line, each with its sum in CNY; sums below zero go to the left of the line."""
    values = [Decimal(amount) for amount in amounts]
    left, right = 92, 104
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    span = (high - low) or Decimal(1)
    room = width - left - right
    zero = left + float(-low / span) * room
    parts = []
    for at, (name, amount, value) in enumerate(zip(names, amounts, values, strict=True)):
        y, length = 4 + at * row, float(abs(value) / span) * room
        x = zero if value >= 0 else zero - length
        parts.append(_box(x, y + 4, max(length, 0.6), row - 10, ACCENT))
        parts.append(_text(left - 8, y + row / 2 + 3, name, "end", INK))
        parts.append(_text(max(x + length, zero) + 6, y + row / 2 + 3, money(amount), "start", INK))
    height = 8 + row * max(len(values), 1)
    parts.append(f'<line x1="{zero:.1f}" y1="2" x2="{zero:.1f}" y2="{height - 4}" stroke="{GREY}" stroke-width="0.8"/>')
    return _svg(width, height, parts)


def scale(largest: Decimal) -> tuple[Decimal, Decimal]:
    """Step and top of an axis: four to ten steps of 1, 2 or 5 times a power of ten, the top at or above `largest`."""
    if largest <= 0:
        return Decimal(1), Decimal(1)
    power = Decimal(10) ** ((largest / 10).adjusted())
    step = next(power * size for size in (*STEPS, 10, 20) if largest / (power * size) <= 8)
    count = (largest / step).to_integral_value(ROUND_CEILING)
    return step, step * count


def _legend(names: Sequence[str], left: float) -> str:
    parts, x = [], left
    for number, name in enumerate(names):
        parts.append(_box(x, 6, 12, 9, SHADES[number % len(SHADES)]))
        parts.append(_text(x + 16, 14, name, "start", GREY))
        x += 30 + 11 * len(name)
    return "".join(parts)


def _rule(left: float, right: float, y: float, label: str) -> str:
    line = f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{LINE}" stroke-width="0.6"/>'
    return line + _text(left - 6, y + 3, label, "end", GREY)


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _text(x: float, y: float, words: str, anchor: str, fill: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-family="{FONT}" font-size="10" fill="{fill}">{escape(words)}</text>'


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    return head + "".join(parts) + "</svg>"
