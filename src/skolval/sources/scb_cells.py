"""One row per published figure (värde): area, year, what it counts, and the text as it stands.

Long, wide and mixed tables become the same rows: the facets of the cells of the row and of the
heading of the column together say what a figure counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources.marks import plain_mark
from skolval.sources.scb_facets import (
    NOT_FIGURES,
    Columns,
    ambiguous,
    context_of,
    facets_of_heading,
    facets_of_rows,
    told_heading,
)
from skolval.sources.scb_layout import Layout
from skolval.sources.scb_words import (
    AMBIGUOUS,
    DIMENSIONS,
    dimension_of,
    facets_of,
    plain,
)
from skolval.sources.statistics_columns import canonical_names

__all__ = ["Cells", "cells_of", "number_of"]

_SPACES = str.maketrans("", "", " \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'")
_COLUMNS = ("area", "year", "contents", "unit", *DIMENSIONS, "value", "mark", "row", "column",
            "label")  # fmt: skip
_ATTRIBUTES = {"regso": "regso", "regso namn": "regso", "kommun": "municipality",
               "kommunnamn": "municipality", "municipality": "municipality", "namn": "name",
               "name": "name", "regionnamn": "name", "region": "name"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures of one table.

    Parameters
    ----------
    frame : area, year, contents, unit, one column per dimension (missing where the table does
        not split by it), value (missing where marked), mark, row (as a person counts), column,
        label (the words of the row that say what it counts, to find rows that stand twice).
    attributes : area, name, regso, municipality, as far as told.
    notes : what was repaired or left out.
    """

    frame: pd.DataFrame
    attributes: pd.DataFrame
    notes: tuple[str, ...] = ()


def number_of(text: str) -> float | None:
    """Return the number a cell holds, or None; comma and point are decimals, spaces thousands."""
    bare = text.translate(_SPACES).replace("\N{MINUS SIGN}", "-")
    if bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def cells_of(layout: Layout, means: Mapping[str, str], ledger: Ledger) -> Cells | None:
    """Return the figures of a table, or None where some column cannot be understood.

    Parameters
    ----------
    means : heading or cell of a dimension, as the file writes it, to the canonical column that
        it holds; said by the user where the words are ambiguous.
    """
    said = {plain(key): value for key, value in means.items()}
    columns = _sorted_out(layout, said)
    rows = facets_of_rows(layout, columns, said, ledger)
    if rows is None or not _sure(layout, columns, rows, ledger):
        return None
    parts = [_figures(layout, rows, place, columns, ledger) for place in columns.facets]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)
    notes = []
    if layout.turned:
        notes.append(_("Areas stood as columns; the table was turned."))
    if columns.left:
        notes.append(_("Not taken: {columns}.").format(columns="; ".join(columns.left)))
    if layout.wider:
        text = _("{count} rows of municipalities, counties or the country were left out.")
        notes.append(text.format(count=layout.wider))
    return Cells(frame.loc[:, list(_COLUMNS)], _attributes(layout, columns), tuple(notes))


def _sorted_out(layout: Layout, said: Mapping[str, str]) -> Columns:
    found = Columns()
    context = context_of(layout)
    for place, heading in enumerate(layout.headings):
        if place == layout.area:
            continue
        texts = [cell for cell in layout.column(place) if cell]
        if not texts:
            continue
        name = plain(heading)
        if name in NOT_FIGURES:
            continue
        if name in _ATTRIBUTES and not _is_figures(texts):
            found.attributes[place] = _ATTRIBUTES[name]
        elif _splits(heading, texts, said):
            found.splits[place] = dimension_of(heading)
        else:
            _as_figures(place, heading, found, said, context=context)
    return found


def _is_figures(texts: list[str]) -> bool:
    sample = texts[:200]
    return sum(number_of(t) is not None or bool(plain_mark(t)) for t in sample) > len(sample) / 2


def _splits(heading: str, texts: list[str], said: Mapping[str, str]) -> bool:
    """Return whether a column says what the figures of its row count."""
    if plain(heading) in said:
        return False
    dimension = dimension_of(heading)
    if not _is_figures(texts):
        return True
    if dimension == "year":
        return all(len(t) == 4 and t[:2] in {"19", "20"} for t in texts[:200])
    return dimension not in {"", "contents"} and not facets_of(heading).known


def _as_figures(
    place: int, heading: str, found: Columns, said: Mapping[str, str], *, context: str
) -> None:
    """Take a column of figures by its heading; one that is not understood is told."""
    facets = facets_of_heading(heading, said, context)
    if facets.members.get("contents") == "share":
        found.left.append(
            _("{heading} (a share is no count)").format(heading=told_heading(heading))
        )
    elif facets.known:
        found.facets[place] = facets
    else:
        near = did_you_mean(plain(heading).replace(" ", "_"), canonical_names())
        told = told_heading(heading) or _("column {number}").format(number=place + 1)
        found.left.append(told + (f" ({near}?)" if near else ""))


def _sure(layout: Layout, columns: Columns, rows: pd.DataFrame, ledger: Ledger) -> bool:
    """Refuse words that fit both foreign background and foreign born, unless the title says."""
    places = [p for p, f in columns.facets.items() if f.members.get("background") == AMBIGUOUS]
    in_rows = "background" in rows and bool((rows["background"] == AMBIGUOUS).any())
    if not places and not in_rows:
        return True
    headings = [told_heading(layout.headings[place]) for place in places]
    if in_rows:
        headings += [told_heading(layout.headings[p]) for p, w in columns.splits.items() if not w]
    for heading in headings:
        ledger.add(ambiguous(layout, heading))
    return False


def _figures(
    layout: Layout, rows: pd.DataFrame, place: int, columns: Columns, ledger: Ledger
) -> pd.DataFrame:
    """Return the figures of one column."""
    texts = layout.column(place)
    marks = [plain_mark(text) for text in texts]
    values = [number_of(text) for text in texts]
    heading = told_heading(layout.headings[place])
    bad = [i for i, text in enumerate(texts) if text and values[i] is None and not marks[i]]
    for i in bad[:20]:
        ledger.add(
            Fault(
                _("{value!r} is not a number.").format(value=texts[i]),
                file=layout.grid.file,
                sheet=layout.grid.sheet,
                row=layout.body[i] + 1,
                column=heading,
                value=texts[i],
                rule="number",
                remedy=_("Give the file as it was published."),
            )
        )
    frame = rows.copy()
    frame["area"] = list(layout.areas)
    # Statistics Sweden's dash is the number 0: there is exactly nobody.
    frame["value"] = [0.0 if m == "-" else np.nan if v is None else v
                      for v, m in zip(values, marks, strict=True)]  # fmt: skip
    frame["mark"] = ["" if mark == "-" else mark for mark in marks]
    frame["row"] = [row + 1 for row in layout.body]
    frame["column"] = heading
    for dimension, member in columns.facets[place].members.items():
        # What the row says is nearer to the figure than a general heading such as "antal".
        told = frame[dimension] if dimension == "contents" and dimension in frame else None
        frame[dimension] = member if told is None else told.where(told.notna(), member)
    for name in _COLUMNS:
        if name not in frame:
            frame[name] = None
    filled = [bool(text) for text in texts]
    return frame.loc[filled, list(_COLUMNS)]


def _attributes(layout: Layout, columns: Columns) -> pd.DataFrame:
    told: dict[str, list[str]] = {"area": list(layout.areas)}
    for place, name in columns.attributes.items():
        told[name] = layout.column(place)
    frame = pd.DataFrame(told)
    return frame[frame["area"] != ""].drop_duplicates("area", ignore_index=True)
