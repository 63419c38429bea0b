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
from skolval.sources.unit_codes import municipality_code, unit_code
from skolval.sources.unit_columns import MEASURES, Measure, measure_of, text_of
from skolval.sources.unit_upright import APPROXIMATE, FLAG, Upright, upright_of, vintage_of

__all__ = ["UnitTable", "unit_table"]


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


def unit_table(grid: TextGrid, ledger: Ledger, *, vintage: str = "") -> UnitTable | None:
    """Return the units of a grid, or None where it holds no codes of school units.

    Parameters
    ----------
    vintage : school year of a table that does not say.
    """
    upright = upright_of(grid)
    if upright is None:
        return None
    title = upright.title.casefold()
    year_nine = bool(re.search(r"(?:årskurs|åk\.?|year) ?9", title)) and "slutbetyg" in title
    told = _Told(grid, upright, ledger, year_nine=year_nine)
    frame, notes = told.frame()
    if upright.turned:
        notes.insert(0, _("Units stood as columns; the table was turned."))
    return UnitTable(
        frame, vintage_of(upright, grid) or vintage, (*grid.notes, *notes), told.labels,
        year_nine,
    )  # fmt: skip


class _Told:
    """Reads the columns of an upright table and writes down what is wrong."""

    def __init__(
        self, grid: TextGrid, upright: Upright, ledger: Ledger, *, year_nine: bool
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
        if heading.casefold().replace("_", " ").endswith(FLAG):
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
        near = texts.str.contains(APPROXIMATE, regex=True)
        if near.any():
            note = _("{heading}: {count} figures are told as nearly (~) and were taken as told.")
            self.notes.append(note.format(heading=measure.column, count=int(near.sum())))
        numbers = texts.str.replace(APPROXIMATE, "", regex=True).map(number_of)
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
        heads = [h for h in heads if not h.casefold().replace("_", " ").endswith(FLAG)]
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
