"""Grades of units that no register tells (årskurser): from their names, or from years 1 and 9.

"Björkskolan F-6" says it. Tables that note whether a unit has year 1 and year 9 (columns
``has_y1`` and ``has_y9``) leave the rest open: F-6, 7-9 and F-9 are the usual spans and can be a
few grades off. What is inferred is told with its confidence, never taken for the register's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from skolval.io.faults import Ledger
from skolval.sources.text_grids import TextGrid, text_grids
from skolval.sources.unit_codes import unit_code
from skolval.sources.unit_columns import text_of

__all__ = ["CONFIDENCE", "inferred_grades", "years_told"]

CONFIDENCE: dict[str, str] = {"told": "high", "name": "high", "years": "medium", "": "none"}
"""Where a span of grades comes from to how sure it is."""

_SPAN = re.compile(r"(?<![\w])(F|[1-9])\s?[-–]\s?([1-9])(?![\w])", re.IGNORECASE)
_YEARS = ("has_y1", "has_y9")
_TRUE = frozenset({"true", "1", "ja", "j", "yes", "x"})
_TABLES = frozenset({".csv", ".txt", ".tsv", ".skv", ".xlsx"})


def inferred_grades(units: pd.DataFrame, years: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the span of grades of every unit (``F-6``, empty if unknown) and where it is from.

    Parameters
    ----------
    units : unit_id, name and, where told, first_grade and last_grade.
    years : has_y1, has_y9 by unit_id, see `years_told`.

    Returns
    -------
    Spans, and ``told``, ``name``, ``years`` or an empty text.
    """
    units = units.reset_index(drop=True)
    told = _told(units)
    named = units["name"].astype("str").map(_named).astype("str")
    own = years.reindex(units["unit_id"].astype(str)).reset_index(drop=True)
    one, nine = (own[name].eq(True).to_numpy(bool) for name in _YEARS)
    guess = pd.Series(np.select([one & nine, one, nine], ["F-9", "F-6", "7-9"], ""), dtype="str")
    ways = {"told": told, "name": named, "years": guess}
    span, source = pd.Series("", units.index, dtype="str"), pd.Series("", units.index, dtype="str")
    for way, spans in ways.items():
        take = (span == "") & (spans != "")
        span, source = span.where(~take, spans), source.where(~take, way)
    return span, source


def _told(units: pd.DataFrame) -> pd.Series:
    if not {"first_grade", "last_grade"} <= set(units):
        return pd.Series("", units.index, dtype="str")
    first, last = (units[end].fillna("").astype(str) for end in ("first_grade", "last_grade"))
    return (first + "-" + last).where((first != "") & (last != ""), "")


def _named(name: str) -> str:
    """Return the span that a name tells, an empty text where it tells none or two."""
    found = {(a.upper(), b) for a, b in _SPAN.findall(name)}
    spans = [f"{a}-{b}" for a, b in sorted(found) if a == "F" or int(a) <= int(b)]
    return spans[0] if len(spans) == 1 else ""


def years_told(paths: Iterable[Path], ledger: Ledger) -> pd.DataFrame:
    """Return has_y1 and has_y9 by unit_id of the tables that tell both; the first one counts."""
    tables = [
        table
        for path in paths
        if path.suffix.casefold() in _TABLES
        for grid in text_grids(path, ledger)
        if (table := _years_of(grid)) is not None
    ]
    if not tables:
        return pd.DataFrame({name: pd.Series([], dtype=bool) for name in _YEARS})
    together = pd.concat(tables)
    return together[~together.index.duplicated()]


def _years_of(grid: TextGrid) -> pd.DataFrame | None:
    head = [cell.strip().casefold() for cell in grid.rows[0]] if grid.rows else []
    codes = [place for place, cell in enumerate(head) if text_of(cell) == "unit_id"]
    if not codes or not set(_YEARS) <= set(head):
        return None
    told = {
        name: [row[head.index(name)].casefold() in _TRUE for row in grid.rows[1:]]
        for name in _YEARS
    }
    index = [unit_code(row[codes[0]])[0] for row in grid.rows[1:]]
    return pd.DataFrame(told, index=pd.Index(index, dtype="str"))
