"""Finds the heading of a sheet: below title rows, in two merged rows, or down the first column."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from skolval.io.identity import holds_number
from skolval.sources.grids import Cell, Grid, Merged
from skolval.sources.hidden_parts import Hidden

__all__ = ["Heading", "cell_text", "found_heading", "letters", "plain", "turned", "unused_name"]

_SEARCHED = 40
"""Rows from the top among which the heading is sought."""
_LINE = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading is and what it says.

    Parameters
    ----------
    first, last : its rows, counted from 0. names : one per column, unique, never empty.
    known : how many names mean something.
    """

    first: int
    last: int
    names: tuple[str, ...]
    known: int


def plain(name: str) -> str:
    """Return a name as it is compared: small letters and digits alone."""
    return re.sub(r"[\W_]+", "", name.casefold())


def letters(column: int) -> str:
    """Return the letters of a column as Excel shows them; 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = string.ascii_uppercase[rest] + text
    return text


def unused_name(column: int) -> str:
    """Return what a column without heading is called."""
    return f"column {letters(column)}"


def turned(grid: Grid) -> Grid:
    """Return the sheet with rows as columns and columns as rows."""
    width = max((len(line) for line in grid.lines), default=0)
    square = [(*line, *(None,) * (width - len(line))) for line in grid.lines]
    return replace(
        grid,
        lines=tuple(zip(*square, strict=True)),
        merged=tuple(sorted((_turn(first), _turn(last)) for first, last in grid.merged)),
        hidden=Hidden(grid.hidden.columns, grid.hidden.rows),
    )


def _turn(cell: tuple[int, int]) -> tuple[int, int]:
    return cell[1], cell[0]


def found_heading(
    grid: Grid, known: Callable[[str], bool], *, row: int | None = None
) -> Heading | None:
    """Return the heading with the most known names, then the most names, then the topmost.

    Parameters
    ----------
    known : whether a name, as `plain` returns it, means something. row : where it is (1 first),
        if that is told.
    """
    texts = [_texts(line) for line in grid.lines[: max(_SEARCHED, (row or 0) + 1)]]
    width = max((len(line) for line in grid.lines), default=0)
    texts = [(*line, *("",) * (width - len(line))) for line in texts]
    rows = range(len(texts)) if row is None else [row - 1] if row <= len(texts) else []
    best = max(rows, key=lambda r: (_score(texts[r], known), len(set(texts[r])), -r), default=None)
    if best is None:
        return None
    first, last, names = _block(texts, best, grid.merged)
    told = tuple(_unique(names))
    return Heading(first, last, told, sum(known(plain(name)) for name in told))


def _texts(line: Sequence[Cell]) -> _LINE:
    return tuple(cell_text(cell) for cell in line)


def cell_text(cell: Cell) -> str:
    """Return a cell of a heading as text; years and numbers lose their ``.0``."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def _score(line: _LINE, known: Callable[[str], bool]) -> int:
    """Return how many names of a row mean something; X and N may as well be marks."""
    if _names_somebody(line):
        return 0
    names = {plain(text) for text in line}
    return sum(len(name) > 1 and known(name) for name in names)


def _names_somebody(line: _LINE) -> bool:
    """Return whether a row holds a personal number, and so is no heading."""
    return any(holds_number(text) for text in line)


def _block(texts: list[_LINE], best: int, merged: tuple[Merged, ...]) -> tuple[int, int, _LINE]:
    """Return first row, last row and names: one row, or two that say one thing together."""
    below = texts[best + 1] if best + 1 < len(texts) else ()
    spread = _spread(texts[best], best, merged)
    if below and not _names_somebody(below) and _only_under(below, texts[best], spread):
        joined = tuple(f"{spread[c]} {below[c]}".strip() for c in range(len(spread)))
        return best, best + 1, joined
    above = texts[best - 1] if best else ()
    if not _names_somebody(above) and len({text for text in above if text}) > 1:
        return best - 1, best, _prefixed(texts[best], _spread(above, best - 1, merged))
    return best, best, texts[best]


def _spread(line: _LINE, row: int, merged: tuple[Merged, ...]) -> _LINE:
    """Return the line with the text of merged cells in each of their columns.

    Where the file keeps no merges (CSV), a text goes on until the next one.
    """
    spread = list(line)
    ranges = [(a, b) for a, b in merged if a[0] <= row <= b[0] and a[1] < b[1]]
    for first, last in ranges:
        for column in range(first[1], min(last[1] + 1, len(spread))):
            spread[column] = line[first[1]]
    if not merged:
        for column in range(1, len(spread)):
            spread[column] = spread[column] or spread[column - 1]
    return tuple(spread)


def _only_under(below: _LINE, line: _LINE, spread: _LINE) -> bool:
    """Return whether a row only divides columns that share the heading above."""
    shared = Counter(text for text in spread if text)
    filled = [column for column, text in enumerate(below) if text]
    divided = [column for column in filled if shared[spread[column]] > 1]
    return bool(filled) and divided == filled and any(not line[c] for c in filled)


def _prefixed(line: _LINE, above: _LINE) -> _LINE:
    """Put the heading above before names that say nothing alone: numbers and repeated words."""
    seen = Counter(plain(text) for text in line if text)
    return tuple(
        f"{above[c]} {text}".strip()
        if text and (text.isdigit() or seen[plain(text)] > 1)
        else text or (above[c] if above[c] not in above[:c] else "")
        for c, text in enumerate(line)
    )


def _unique(names: _LINE) -> list[str]:
    found: list[str] = []
    taken: Counter[str] = Counter()
    for column, name in enumerate(names):
        told = name or unused_name(column)
        taken[plain(told)] += 1
        found.append(told if taken[plain(told)] == 1 else f"{told} ({taken[plain(told)]})")
    return found
