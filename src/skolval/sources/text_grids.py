"""Grids as texts alone, all rows equally wide: what the readers of published tables start from.

`skolval.sources.grids` finds the cells of any file; here numbers, dates and truths become the
texts a person sees, so that a table says the same whether it came as text or as a workbook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.sheets import sha256_of
from skolval.sources.grids import Cell, read_grids

__all__ = ["TextGrid", "same_width", "text_grids"]


@dataclass(frozen=True, slots=True)
class TextGrid:
    """The cells of one sheet or text file, as texts.

    Parameters
    ----------
    file : name without folders. digest : SHA-256 of the file's bytes, hexadecimal.
    rows : stripped texts; an empty cell is an empty text; all rows have the same width.
    sheet : of a workbook. notes : what was mended to get at the cells.
    """

    file: str
    digest: str
    rows: tuple[tuple[str, ...], ...]
    sheet: str = ""
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def turned(self) -> TextGrid:
        """Return the grid with rows as columns."""
        return replace(self, rows=tuple(zip(*self.rows, strict=True)))


def text_grids(path: Path, ledger: Ledger) -> tuple[TextGrid, ...]:
    """Return the grids of a text file or workbook; one that cannot be read is a fault."""
    if not path.is_file():
        ledger.add(_missing(path))
        return ()
    before = len(ledger.faults)
    found = read_grids(path, ledger)
    if not found:
        if len(ledger.faults) == before:
            ledger.add(_empty(path))
        return ()
    digest = sha256_of(path)
    return tuple(
        TextGrid(
            grid.file,
            digest,
            same_width([_text(cell) for cell in line] for line in grid.lines),
            grid.sheet,
            tuple(_mended(kind, count) for kind, count in grid.repairs),
        )
        for grid in found
    )


def same_width(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return rows filled up with empty texts to the width of the widest, without empty ends."""
    listed = [tuple(cell.strip() for cell in row) for row in rows]
    width = max((i for row in listed for i, cell in enumerate(row, start=1) if cell), default=0)
    last = max((i for i, row in enumerate(listed, start=1) if any(row)), default=0)
    return tuple((row + ("",) * (width - len(row)))[:width] for row in listed[:last])


def _text(cell: Cell) -> str:
    """Return a cell as text; whole floats lose their ``.0``, dates are written as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.isoformat()[:10]
    return str(cell)


def _mended(kind: str, count: int) -> str:
    if kind == "encoding":
        return _("{count} lines were written in another encoding than the rest.").format(
            count=count
        )
    return _("{count} cells were garbled by a wrong encoding and were mended.").format(count=count)


def _missing(path: Path) -> Fault:
    near = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    return Fault(
        _("There is no file {file}.").format(file=path.name),
        file=path.name,
        value=path.name,
        rule="known_file",
        suggestion=did_you_mean(path.name, near),
        remedy=_("Name the file as it is called."),
    )


def _empty(path: Path) -> Fault:
    return Fault(
        _("The file is empty."),
        file=path.name,
        rule="rows",
        remedy=_("Download it again."),
    )
