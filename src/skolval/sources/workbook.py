"""A table of a municipality's own workbook: tolerant of how people lay out sheets.

Title rows, merged and two-row headings, sheets lying on their side, repeated headings, sums,
footnotes, hidden rows and columns: all are understood, and everything left out is a note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from skolval.domain.language import N_, _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.identity import identity_of
from skolval.sources.grids import Cell, Grid, read_grids
from skolval.sources.headings import Heading, cell_text, found_heading, letters, plain, turned
from skolval.sources.notes import Note

__all__ = ["Layout", "SheetTable", "is_error", "read_sheet", "text_of"]

_SUM = re.compile(
    r"(del|total)?summa|totalt?|sum|grand total|antal( elever| rader| ansökningar)?", re.IGNORECASE
)
_LEAST_KNOWN = 2
_MOST_FIELDS = 200
"""Rows of a sheet that can lie on its side: each is a field, and nobody asks more."""
_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SAKNAS!|REFERENS!|VÄRDEFEL!|NAMN\?|DIVISION/0!"
    r"|OGILTIGT!|SKÄRNING!)|#{3,}"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What is told about how a sheet lies; all of it is found where it is not told.

    Parameters
    ----------
    sheet : its name. row : of the heading, 1 first. sideways : pupils stand in columns.
    """

    sheet: str = ""
    row: int | None = None
    sideways: bool | None = None


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table with a heading.

    Parameters
    ----------
    names : of the columns, unique. lines : cells by row. rows : where each row stands, from 0.
    sideways : each row here is a column of the file. notes : what was mended or left out.
    """

    file: str
    sheet: str
    names: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    rows: tuple[int, ...]
    sideways: bool = False
    notes: tuple[Note, ...] = ()

    def position(self, name: str) -> int | None:
        """Return the number of the column called `name`, compared without case and signs."""
        known = [plain(other) for other in self.names]
        return known.index(plain(name)) if plain(name) in known else None

    def texts(self, column: int) -> pd.Series:
        """Return the cells of a column as texts, missing where empty."""
        return pd.Series([text_of(line[column]) or None for line in self.lines], dtype="str")

    def text(self, row: int, column: int) -> str:
        """Return one cell as text."""
        return text_of(self.lines[row][column])

    def fault(self, position: int | None, column: int | None, fault: Fault) -> Fault:
        """Return the fault with its place as Excel shows it."""
        row = None if position is None else self.rows[position]
        name = "" if column is None else f"{letters(column)} ({self.names[column]})"
        line = None if row is None else row + 1
        if self.sideways:
            line = None if column is None else column + 1
            name = self.names[column] if column is not None else ""
            name = name if row is None else f"{letters(row)}{f' ({name})' if name else ''}"
        return replace(fault, file=self.file, sheet=self.sheet, row=line, column=name)


def text_of(cell: Cell) -> str:
    """Return a cell as text: dates as 2026-02-01, whole numbers without decimals."""
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == dt.time(0) else "%Y-%m-%d %H:%M")
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    return "" if is_error(cell) else cell_text(cell)


def is_error(cell: Cell) -> bool:
    """Return whether a cell holds an error of Excel, such as #N/A or #SAKNAS!."""
    return isinstance(cell, str) and bool(_ERROR.fullmatch(cell))


def read_sheet(
    path: Path, known: Callable[[str], bool], layout: Layout, ledger: Ledger
) -> SheetTable | None:
    """Return the table of a file; None, with faults in `ledger`, where there is none.

    Parameters
    ----------
    known : whether a heading, as `headings.plain` returns it, means something.
    """
    grids = read_grids(path, ledger)
    if not grids:
        if not ledger.broken:
            ledger.add(_fault(path.name, _("The file is empty."), _("Check the file."), "header"))
        return None
    chosen = _chosen(grids, known, layout, ledger)
    if chosen is None:
        return None
    grid, heading, sideways = chosen
    others = [other.sheet for other in grids if other is not grid and other.sheet != grid.sheet]
    return _table(grid, heading, sideways=sideways, others=others)


def _chosen(
    grids: list[Grid], known: Callable[[str], bool], layout: Layout, ledger: Ledger
) -> tuple[Grid, Heading, bool] | None:
    """Return sheet and heading with the most known names; shown sheets go first."""
    file, names = grids[0].file, [grid.sheet for grid in grids]
    if layout.sheet:
        grids = [grid for grid in grids if plain(grid.sheet) == plain(layout.sheet)]
        if not grids:
            ledger.add(_no_sheet(file, layout.sheet, names))
            return None
    found = []
    for grid in grids:
        upright = layout.row is not None or len(grid.lines) > _MOST_FIELDS
        for sideways in _ways(layout.sideways, upright=upright):
            lying = turned(grid) if sideways else grid
            heading = found_heading(lying, known, row=layout.row)
            if heading is not None:
                found.append((lying, heading, sideways))
    best = max(found, key=lambda one: (not one[0].unseen, one[1].known), default=None)
    if best is None or (best[1].known < _LEAST_KNOWN and layout.row is None):
        ledger.add(_no_heading(file, grids))
        return None
    rivals = [one for one in found if one[1].known == best[1].known and not one[0].unseen]
    if len({one[0].sheet for one in rivals}) > 1:
        ledger.add(_many_sheets(file, [one[0].sheet for one in rivals]))
        return None
    return best


def _ways(sideways: bool | None, *, upright: bool) -> tuple[bool, ...]:
    """Return whether to look at a sheet as it stands, turned, or both."""
    if sideways is not None:
        return (sideways,)
    return (False,) if upright else (False, True)


def _table(grid: Grid, heading: Heading, *, sideways: bool, others: list[str]) -> SheetTable:
    width = len(heading.names)
    body = [
        (row, (*line, *(None,) * (width - len(line)))[:width])
        for row, line in enumerate(grid.lines)
        if row > heading.last and any(cell not in {None, ""} for cell in line)
    ]
    left = _Left(heading, width)
    kept = [(row, line) for row, line in body if not left.out(line)]
    kept = left.without_footnotes(kept)
    names = [
        name if any(text_of(c) for c in column) else "" for name, column in _columns(heading, kept)
    ]
    shown = tuple(
        _note(text, count)
        for text, count in (*left.counts(), *_repairs(grid), *_unseen(grid, kept, names))
        if count
    )
    if others:
        shown += (Note(N_("Sheets that are not read: {names}."), {"names": ", ".join(others)}),)
    return SheetTable(
        grid.file,
        grid.sheet,
        heading.names,
        tuple(line for _row, line in kept),
        tuple(row for row, _line in kept),
        sideways,
        shown,
    )


def _columns(
    heading: Heading, kept: Sequence[tuple[int, tuple[Cell, ...]]]
) -> list[tuple[str, list[Cell]]]:
    return [(name, [line[c] for _row, line in kept]) for c, name in enumerate(heading.names)]


def _note(text: str, count: int) -> Note:
    return Note(text, {"count": count})


def _repairs(grid: Grid) -> list[tuple[str, int]]:
    told = {
        "encoding": N_("{count} lines are of another encoding than the rest and were read in it."),
        "garbled": N_("{count} cells with garbled letters (Ã¥ for å) were mended."),
    }
    return [(told[kind], count) for kind, count in grid.repairs]


def _unseen(
    grid: Grid, kept: Sequence[tuple[int, tuple[Cell, ...]]], names: Sequence[str]
) -> list[tuple[str, int]]:
    rows = sum(row in grid.hidden.rows for row, _line in kept)
    columns = sum(bool(name) and c in grid.hidden.columns for c, name in enumerate(names))
    return [
        (N_("{count} hidden rows are read like the others: filters do not count."), rows),
        (N_("{count} hidden columns hold cells: who gets the file gets them too."), columns),
    ]


class _Left:
    """Rows that are no pupils, counted by kind."""

    def __init__(self, heading: Heading, width: int) -> None:
        self._names = [plain(name) for name in heading.names]
        self._width = width
        self.headings = self.sums = self.footnotes = 0

    def out(self, line: tuple[Cell, ...]) -> bool:
        """Count and tell a repeated heading or a row of sums."""
        texts = [cell_text(cell) for cell in line]
        alike = sum(bool(t) and plain(t) == n for t, n in zip(texts, self._names, strict=True))
        if alike >= _LEAST_KNOWN and alike * 2 > sum(bool(text) for text in texts):
            self.headings += 1
            return True
        first = next((text for text in texts if text), "")
        if _SUM.fullmatch(first.partition(":")[0].strip()):
            self.sums += 1
            return True
        return False

    def without_footnotes(
        self, kept: list[tuple[int, tuple[Cell, ...]]]
    ) -> list[tuple[int, tuple[Cell, ...]]]:
        """Take away single cells below the table, unless they name a person."""
        rest = list(kept)
        while rest and self._width > 2 and _alone(rest[-1][1]):
            rest.pop()
            self.footnotes += 1
        return rest

    def counts(self) -> list[tuple[str, int]]:
        return [
            (N_("{count} rows repeat the heading and are left out."), self.headings),
            (N_("{count} rows of sums are left out."), self.sums),
            (N_("{count} rows below the table hold one cell only and are left out."),
             self.footnotes),
        ]  # fmt: skip


def _alone(line: tuple[Cell, ...]) -> bool:
    filled = [text for cell in line if (text := cell_text(cell))]
    return len(filled) == 1 and identity_of(filled[0]) is None


def _fault(file: str, message: str, remedy: str, rule: str) -> Fault:
    return Fault(message, file=file, rule=rule, remedy=remedy)


def _no_sheet(file: str, name: str, names: list[str]) -> Fault:
    return Fault(
        _("There is no sheet {sheet!r}.").format(sheet=name),
        file=file,
        value=name,
        rule="known_sheet",
        suggestion=did_you_mean(name, names),
        remedy=_("Name one of: {known}.").format(known=", ".join(names)),
    )


def _many_sheets(file: str, names: list[str]) -> Fault:
    return _fault(
        file,
        _("Several sheets look alike: {names}.").format(names=", ".join(names)),
        _("Say which with `sheet:` in the mapping file."),
        "known_sheet",
    )


def _no_heading(file: str, grids: list[Grid]) -> Fault:
    remedy = _("Say where it is with `heading_row:` in the mapping file, and name the columns.")
    message = _("No row looks like the heading of a table of applications.")
    return replace(_fault(file, message, remedy, "header"), sheet=grids[0].sheet)
