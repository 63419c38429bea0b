"""Tables on a terminal: ruled where every word has room, else one paragraph per row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill

__all__ = ["draw"]

_FRAME = 3
"""Characters that the frame and the air take per column."""


def draw(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print `rows` as wide as the terminal is, without breaking a word.

    Parameters
    ----------
    rows : one text per column. The first column is a name: it is never broken, as it is
        typed again in the next command.
    """
    from rich.console import Console

    console, columns = Console(), _columns(header, rows)
    least = [_least(position, cells) for position, cells in enumerate(columns)]
    if sum(least) + _FRAME * len(least) + 1 > console.width:
        told = _paragraphs(title, header, rows, console.width)
        console.print(told, markup=False, highlight=False)
        return
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, title_justify="left")
    for position, (cells, room) in enumerate(zip(columns, least, strict=True)):
        numbers = position > 0 and _numbers(cells[1:])
        drawn.add_column(cells[0], justify="right" if numbers else "left", min_width=room)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(cells) for cells in zip(header, *rows, strict=True)]


def _least(position: int, cells: Sequence[str]) -> int:
    """Return the least width of a column: its longest word, or the longest name.

    A no-break space is no break.
    """
    whole = cells if position == 0 else [word for cell in cells for word in cell.split(" ")]
    return max((len(text) for text in whole), default=0)


def _numbers(cells: Sequence[str]) -> bool:
    """Return whether a column is numbers, which end at the right; texts start at the left."""
    return not any(_letters(cell) for cell in cells)


def _letters(cell: str) -> bool:
    """Return whether two letters stand beside each other, as in a word and not in a unit."""
    return any(one.isalpha() and other.isalpha() for one, other in pairwise(cell))


def _paragraphs(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> str:
    lines = [title, ""]
    for first, *others in rows:
        lines.append(first)
        lines += [
            fill(f"{name}: {cell}", width - 1, initial_indent="  ", subsequent_indent="    ")
            for name, cell in zip(header[1:], others, strict=True)
            if cell.strip()
        ]
    return "\n".join(lines)
