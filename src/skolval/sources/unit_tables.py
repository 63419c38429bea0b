"""Published tables of school units (skolenheter), units as rows or as columns.

"Underlag för analys" comes from the statistical database with the units as columns (hundreds of
columns ``Storskolan (12345678)``, the figures below each other), or as a table with a header block
and a row per unit; year 9 comes as text with titles above. All become one row per unit and table,
figures as shares or counts with the mark where they are not published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources.marks import MARK_OF, mark_of_rest, plain_mark
from skolval.sources.scb_cells import number_of
from skolval.sources.text_grids import TextGrid
from skolval.sources.unit_codes import municipality_code, unit_code, unit_in
from skolval.sources.unit_columns import MEASURES, Measure, measure_of, text_of

__all__ = ["UnitTable", "unit_table"]

_YEAR = re.compile(r"(?<!\d)(20\d\d)[/\-–](\d\d|20\d\d)(?!\d)")
_ONE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_APPROXIMATE = re.compile(r"^[~≈]\s*(?=\d)")
_FLAG = " flag"


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units of one table.

    Parameters
    ----------
    frame : unit_id, texts that were told, and every figure with its mark in ``mark_<figure>``.
    vintage : the school year, as ``2024/25``; empty where the table does not say.
    notes : what was repaired or left out. labels : canonical column to heading in the file.
    year_nine : the table is of year 9 alone, so its count of pupils is of year 9.
    """

    frame: pd.DataFrame
    vintage: str
    notes: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)
    year_nine: bool = False


@dataclass(frozen=True, slots=True)
class _Upright:
    """A table turned so that every row is a unit."""

    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: list[int]
    title: str
    turned: bool = False


def unit_table(grid: TextGrid, ledger: Ledger, *, vintage: str = "") -> UnitTable | None:
    """Return the units of a grid, or None where it holds no codes of school units.

    Parameters
    ----------
    vintage : school year of a table that does not say.
    """
    upright = _upright(grid)
    if upright is None:
        return None
    title = upright.title.casefold()
    year_nine = bool(re.search(r"(?:årskurs|åk\.?|year) ?9", title)) and "slutbetyg" in title
    told = _Told(grid, upright, ledger, year_nine=year_nine)
    frame, notes = told.frame()
    if upright.turned:
        notes.insert(0, _("Units stood as columns; the table was turned."))
    return UnitTable(
        frame, _vintage(upright, grid) or vintage, (*grid.notes, *notes), told.labels,
        year_nine,
    )  # fmt: skip


def _vintage(upright: _Upright, grid: TextGrid) -> str:
    for text in (upright.title, grid.file.replace("_", "/")):
        found = _YEAR.search(text)
        if found:
            return f"{found[1]}/{found[2][-2:]}"
    found = _ONE_YEAR.search(upright.title)
    return found[1] if found else ""


def _upright(grid: TextGrid) -> _Upright | None:
    """Return the table with a row per unit, whichever way it was saved."""
    found = _rows_of_units(grid)
    return None if found is None else _pivoted(found)


def _rows_of_units(grid: TextGrid) -> _Upright | None:
    header = _header(grid)
    if header is None:
        return _unit_columns(grid) or _beside(grid)
    place = next(i for i, cell in enumerate(grid.rows[header]) if text_of(cell) == "unit_id")
    start = header + 1
    while start < len(grid.rows) and _goes_on(grid.rows[start], place):
        start += 1
    body = [i for i in range(start, len(grid.rows)) if grid.rows[i][place]]
    return _Upright(
        _headings(grid.rows[header:start]),
        [grid.rows[i] for i in body],
        [i + 1 for i in body],
        _title(grid.rows[:header], grid.sheet),
    )


def _goes_on(row: tuple[str, ...], place: int) -> bool:
    """Return whether a row below the header is part of it: words, no code and no figures."""
    return (
        not row[place]
        and any(row)
        and not any(number_of(cell) is not None or plain_mark(cell) for cell in row if cell)
    )


def _headings(rows: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return one heading per column; a merged cell above counts for all columns under it."""
    if len(rows) == 1:
        return rows[0]
    joined = []
    above = ""
    for cells in zip(*rows, strict=True):
        above = cells[0] or (above if any(cells[1:]) else "")
        joined.append(" ".join(text for text in (above, *cells[1:]) if text))
    return tuple(joined)


def _header(grid: TextGrid) -> int | None:
    """Return the row whose cells name the code and at least one more column."""
    for position, row in enumerate(grid.rows[:60]):
        named = {text_of(cell) for cell in row if cell}
        if "unit_id" in named and sum(bool(cell) for cell in row) > 1:
            return position
    return None


def _title(rows: tuple[tuple[str, ...], ...], sheet: str) -> str:
    return " | ".join(
        [*(" ".join(cell for cell in row if cell) for row in rows if any(row)), sheet]
    )


def _unit_columns(grid: TextGrid) -> _Upright | None:
    """Return a table whose units stand as columns: ``Storskolan (12345678)`` in a header row."""
    counts = [sum(bool(unit_in(cell)[0]) for cell in row) for row in grid.rows[:60]]
    most = max(counts, default=0)
    down = max((sum(bool(unit_in(c)[0]) for c in column) for column in _columns(grid)), default=0)
    if not most or most < down:
        return None
    header = counts.index(most)
    places = [i for i, cell in enumerate(grid.rows[header]) if unit_in(cell)[0]]
    measures, year = _of_latest_year(grid.rows[header + 1 :], places)
    headings = ("skolenhetskod", "skolenhet", *(text for text, _row in measures))
    rows = [(*unit_in(grid.rows[header][i]), *(row[i] for _text, row in measures)) for i in places]
    title = _title(grid.rows[:header], grid.sheet)
    return _Upright(headings, rows, [i + 1 for i in places], f"{year} | {title}", turned=True)


def _of_latest_year(
    rows: tuple[tuple[str, ...], ...], places: list[int]
) -> tuple[list[tuple[str, tuple[str, ...]]], str]:
    """Return the rows of figures with their words, of the last school year that stands there."""
    first, year = min(places), ""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for row in rows:
        words = " ".join(cell for cell in row[:first] if cell)
        told = _YEAR.search(words)
        year = told[0] if told else year
        if any(row[place] for place in places):
            found.append((year, _YEAR.sub("", words).strip(), row))
    latest = max((year for year, _words, _row in found), default="")
    return [(words, row) for year, words, row in found if year == latest], latest


def _pivoted(upright: _Upright) -> _Upright:
    """Return a long table (a figure in a row) with a column per figure; others as they are."""
    columns = list(zip(*upright.rows, strict=True)) if upright.rows else []
    place = next((i for i, cells in enumerate(columns) if _are_measures(cells)), None)
    if place is None or upright.turned:
        return upright
    years = [i for i, cells in enumerate(columns) if all(_YEAR.fullmatch(cell) for cell in cells)]
    latest = max(columns[years[0]]) if years else ""
    rows = [row for row in upright.rows if not years or row[years[0]] == latest]
    words = list(dict.fromkeys(row[place] for row in rows))
    figure = max(i for i, cells in enumerate(columns) if any(cells))
    code = next((i for i, head in enumerate(upright.headings) if text_of(head) == "unit_id"), 0)
    name = next((i for i, head in enumerate(upright.headings) if text_of(head) == "name"), code)
    told: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for row in rows:
        told.setdefault(row[code], {})[row[place]] = row[figure]
        names[row[code]] = row[name]
    return _Upright(
        ("skolenhetskod", "skolenhet", *words),
        [(unit, names[unit], *(cells.get(w, "") for w in words)) for unit, cells in told.items()],
        list(range(1, len(told) + 1)),
        f"{latest} | {upright.title}",
        turned=True,
    )


def _are_measures(cells: tuple[str, ...]) -> bool:
    """Return whether the cells of a column name figures, so that the table is a long one."""
    words = set(cells[:500])
    return (
        len(words) > 1
        and any(measure_of(word) for word in words)
        and not any(number_of(word) is not None for word in words)
    )


def _columns(grid: TextGrid) -> list[tuple[str, ...]]:
    return list(zip(*grid.rows, strict=True)) if grid.rows else []


def _beside(grid: TextGrid) -> _Upright | None:
    """Return a table whose units stand as rows with name and code in one cell."""
    columns = _columns(grid)
    counts = [sum(bool(unit_in(cell)[0]) for cell in column) for column in columns]
    if not any(counts):
        return None
    place = counts.index(max(counts))
    body = [i for i, cell in enumerate(columns[place]) if unit_in(cell)[0]]
    top = body[0] - 1
    header = grid.rows[top] if top >= 0 else ("",) * grid.width
    rows = [(*unit_in(grid.rows[i][place]), *grid.rows[i]) for i in body]
    return _Upright(
        ("skolenhetskod", "skolenhet", *header), rows, [i + 1 for i in body],
        _title(grid.rows[: max(top, 0)], grid.sheet),
    )  # fmt: skip


class _Told:
    """Reads the columns of an upright table and writes down what is wrong."""

    def __init__(
        self, grid: TextGrid, upright: _Upright, ledger: Ledger, *, year_nine: bool
    ) -> None:
        self.grid = grid
        self.upright = upright
        self.ledger = ledger
        self.year_nine = year_nine
        self.labels: dict[str, str] = {}
        self.notes: list[str] = []

    def frame(self) -> tuple[pd.DataFrame, list[str]]:
        """Return the units, and the notes."""
        columns = self._texts()
        columns["unit_id"] = self._codes(columns["unit_id"])
        for place, heading in enumerate(self.upright.headings):
            measure = self._measure(heading)
            if measure and measure.column not in columns:
                self.labels[measure.column] = heading
                columns |= self._figures(place, measure)
        if "municipality_code" in columns:
            columns["municipality_code"] = columns["municipality_code"].map(municipality_code)
        frame = pd.DataFrame(columns)
        self._tell_unknown(set(columns))
        frame["row"] = self.upright.numbers
        return frame[frame["unit_id"] != ""].reset_index(drop=True), self.notes

    def _texts(self) -> dict[str, pd.Series]:
        columns: dict[str, pd.Series] = {}
        for place, heading in enumerate(self.upright.headings):
            column = text_of(heading)
            if column and column not in columns:
                self.labels[column] = heading
                columns[column] = self._column(place)
        return columns

    def _column(self, place: int) -> pd.Series:
        return pd.Series([row[place] for row in self.upright.rows], dtype="str")

    def _measure(self, heading: str) -> Measure | None:
        """Return what the heading counts; a table of year 9 calls its pupils just pupils."""
        if heading.casefold().replace("_", " ").endswith(_FLAG):
            return None
        measure = measure_of(heading)
        if measure and self.year_nine and measure.column == "pupils":
            return next(other for other in MEASURES if other.column == "y9_pupils")
        return measure

    def _codes(self, texts: pd.Series) -> pd.Series:
        told = [unit_code(text) for text in texts]
        padded = sum(lost for _code, lost in told)
        if padded:
            note = _("The lost first zeros of {count} unit codes were put back.")
            self.notes.append(note.format(count=padded))
        for row, (text, (code, _lost)) in enumerate(zip(texts, told, strict=True)):
            if not code:
                self._fault(row, "unit_id", text, _("This is no code of a school unit."),
                            _("A code has eight digits."))  # fmt: skip
        return pd.Series([code for code, _lost in told], dtype="str")

    def _figures(self, place: int, measure: Measure) -> dict[str, pd.Series]:
        texts = self._column(place)
        marks = self._marks(place, texts)
        near = texts.str.contains(_APPROXIMATE, regex=True)
        if near.any():
            note = _("{heading}: {count} figures are told as nearly (~) and were taken as told.")
            self.notes.append(note.format(heading=measure.column, count=int(near.sum())))
        numbers = texts.str.replace(_APPROXIMATE, "", regex=True).map(number_of)
        value = pd.to_numeric(numbers, errors="coerce").astype(np.float64)
        high = 100 if measure.per_cent else np.inf
        bad = (marks == "") & (texts != "") & ~value.between(0, high)
        for row in np.flatnonzero(bad.to_numpy(np.bool_))[:20]:
            self._fault(int(row), measure.column, texts.iloc[row],
                        _("The cell is neither a published figure nor a mark."),
                        _("Give the file as it was published."))  # fmt: skip
        value = value.where(marks == "")
        if measure.per_cent:
            value = value / 100
        if measure.rest:
            value, marks = (1 - value).round(6), mark_of_rest(marks)
        return {measure.column: value.round(6), f"mark_{measure.column}": marks}

    def _marks(self, place: int, texts: pd.Series) -> pd.Series:
        """Return the marks in the cells, or in the column of flags that stands beside."""
        marks = texts.map(plain_mark)
        flag = f"{self.upright.headings[place]}_flag"
        if flag in self.upright.headings:
            words = self._column(self.upright.headings.index(flag))
            for row in np.flatnonzero(~words.isin(["", *MARK_OF]).to_numpy(np.bool_))[:20]:
                self._fault(int(row), flag, words.iloc[row], _("This mark is not known."),
                            _("Known: {known}.").format(known=", ".join(MARK_OF)))  # fmt: skip
            marks = marks.where(marks != "", words.map(dict(MARK_OF)).fillna(""))
        # An empty cell of a published table is a figure that is missing.
        return marks.where((marks != "") | (texts != ""), ".")

    def _tell_unknown(self, known: set[str]) -> None:
        heads = [h for h in self.upright.headings if h and not text_of(h) and not measure_of(h)]
        heads = [h for h in heads if not h.casefold().replace("_", " ").endswith(_FLAG)]
        near = {h: did_you_mean(h, sorted({m.column for m in MEASURES} - known)) for h in heads}
        told = [f"{h} ({near[h]}?)" if near[h] else h for h in heads]
        if told:
            rest = _(" and {count} more").format(count=len(told) - 8) if len(told) > 8 else ""
            note = _("Not taken: {columns}.").format(columns="; ".join(told[:8]) + rest)
            self.notes.append(note)

    def _fault(self, row: int, column: str, value: str, message: str, remedy: str) -> None:
        self.ledger.add(
            Fault(
                message,
                file=self.grid.file,
                sheet=self.grid.sheet,
                row=None if self.upright.turned else self.upright.numbers[row],
                column=self.labels.get(column, column),
                value=value,
                rule="value",
                remedy=remedy,
            )
        )
