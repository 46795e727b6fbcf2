"""A workbook compared with the rows worked out by hand: every cell below every heading."""

from itertools import zip_longest
from typing import Any

from openpyxl.workbook import Workbook

from tests.stories.figures import WITHOUT_FIGURES

HEADING_ROWS = 2


def differences(
    book: Workbook, expected: dict[str, list[tuple[Any, ...]]], without: set[str] = WITHOUT_FIGURES
) -> list[str]:
    """Each cell that is not as expected, by sheet and place; a missing or additional sheet or row is one too.

    The sheets `without` figures are there, and not compared.
    """
    known = set(expected) | without
    found = [f"sheet {name}" for name in known ^ set(book.sheetnames)]
    for name in expected.keys() & set(book.sheetnames):
        rows = list(book[name].iter_rows(min_row=HEADING_ROWS + 1, values_only=True))
        for number, (row, wanted) in enumerate(zip_longest(rows, expected[name], fillvalue=()), HEADING_ROWS + 1):
            found += _cells(f"{name}!{number}", row, wanted)
    return sorted(found)


def _cells(place: str, row: tuple[Any, ...], wanted: tuple[Any, ...]) -> list[str]:
    pairs = zip_longest(row, wanted, fillvalue="(no cell)")
    return [
        f"{place} column {number}: {cell!r}, by hand {by_hand!r}"
        for number, (cell, by_hand) in enumerate(pairs, 1)
        if by_hand != cell
    ]
