"""One row per published figure (värde): area, year, what it counts, and the text as it stands.

Long, wide and mixed tables become the same rows: the facets of the cells of the row and of the
heading of the column together say what a figure counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources.marks import plain_mark
from skolval.sources.scb_layout import Layout
from skolval.sources.scb_words import (
    AMBIGUOUS,
    DIMENSIONS,
    TOTAL,
    Facets,
    dimension_of,
    facets_of,
    plain,
)
from skolval.sources.statistics_columns import canonical_names, facets_of_column

__all__ = ["Cells", "cells_of", "number_of"]

_SPACES = str.maketrans("", "", " \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'")
_COLUMNS = ("area", "year", "contents", "unit", *DIMENSIONS, "value", "mark", "row", "column",
            "label")  # fmt: skip
_ATTRIBUTES = {"regso": "regso", "regso namn": "regso", "kommun": "municipality",
               "kommunnamn": "municipality", "municipality": "municipality", "namn": "name",
               "name": "name", "regionnamn": "name", "region": "name"}  # fmt: skip
_NOT_FIGURES = frozenset(
    ("kommun kod", "kommunkod", "lankod", "länkod", "lan kod", "area km2", "areal", "rep e 3006",
     "rep n 3006", "x", "y", "lat", "lon", "objectid", "fid", "rad")
)  # fmt: skip


_BORN = re.compile(r"född|födel|\bborn\b|\bbirth\b")
_ONLY_EITHER = {"title: background": "background", "title: birth": "birth"}


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


@dataclass
class _Columns:
    """Columns of the table by what they are for."""

    facets: dict[int, Facets] = field(default_factory=dict)
    splits: dict[int, str] = field(default_factory=dict)
    attributes: dict[int, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


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
    rows = _facets_of_rows(layout, columns, said, ledger)
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


def _sorted_out(layout: Layout, said: Mapping[str, str]) -> _Columns:
    found = _Columns()
    context = _context(layout)
    for place, heading in enumerate(layout.headings):
        if place == layout.area:
            continue
        texts = [cell for cell in layout.column(place) if cell]
        if not texts:
            continue
        name = plain(heading)
        if name in _NOT_FIGURES:
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
    place: int, heading: str, found: _Columns, said: Mapping[str, str], *, context: str
) -> None:
    """Take a column of figures by its heading; one that is not understood is told."""
    facets = _facets_of_heading(heading, said, context)
    if facets.members.get("contents") == "share":
        found.left.append(_("{heading} (a share is no count)").format(heading=_line(heading)))
    elif facets.known:
        found.facets[place] = facets
    else:
        near = did_you_mean(plain(heading).replace(" ", "_"), canonical_names())
        told = _line(heading) or _("column {number}").format(number=place + 1)
        found.left.append(told + (f" ({near}?)" if near else ""))


def _line(heading: str) -> str:
    return " / ".join(heading.split("\n"))


def _facets_of_heading(heading: str, said: Mapping[str, str], context: str) -> Facets:
    whole = plain(heading.replace("\n", " "))
    if whole in said:
        return Facets(facets_of_column(said[whole]))
    members: dict[str, str] = {}
    left = []
    for part in heading.split("\n"):
        facets = _of_label(part, context, said)
        left.append(facets.left)
        for dimension, member in facets.members.items():
            if dimension not in members or member != TOTAL:
                members[dimension] = member
    return Facets(members, " ".join(text for text in left if text))


def _of_label(label: str, within: str, said: Mapping[str, str]) -> Facets:
    """Return what a label says; the context decides only words that may mean either."""
    if plain(label) in said:
        return Facets(facets_of_column(said[plain(label)]))
    if within not in _ONLY_EITHER:
        return facets_of(label, within=within)
    facets = facets_of(label)
    if facets.members.get("background") == AMBIGUOUS:
        return facets_of(label, within=_ONLY_EITHER[within])
    return facets


def _context(layout: Layout) -> str:
    """Return what the title says that ambiguous words mean, or an empty text."""
    title = " ".join(plain(line) for line in layout.title)
    background, birth = "bakgrund" in title or "background" in title, bool(_BORN.search(title))
    if background == birth:
        return ""
    return "title: background" if background else "title: birth"


def _facets_of_rows(
    layout: Layout, columns: _Columns, said: Mapping[str, str], ledger: Ledger
) -> pd.DataFrame | None:
    """Return what the cells beside the area say about every row, one column per dimension."""
    rows = pd.DataFrame(index=range(len(layout.body)))
    areas = pd.Series(layout.areas)
    context = _context(layout)
    rows["label"] = ""
    good = True
    for place, within in columns.splits.items():
        texts = pd.Series(layout.column(place))
        texts = texts.mask(texts == "").ffill().fillna("") if (texts == "").any() else texts
        rows["label"] = rows["label"] + "|" + texts
        told = {text: _of_label(text, within or context, said) for text in texts.unique()}
        if not all(facets.known for facets in told.values()):
            good &= _may_be_left(layout, place, (texts, areas, told), columns, ledger=ledger)
            continue
        for dimension in {name for facets in told.values() for name in facets.members}:
            of_text = {text: facets.members.get(dimension) for text, facets in told.items()}
            rows[dimension] = texts.map(of_text).astype(object)
    return rows if good else None


def _may_be_left(
    layout: Layout,
    place: int,
    column: tuple[pd.Series, pd.Series, dict[str, Facets]],
    columns: _Columns,
    *,
    ledger: Ledger,
) -> bool:
    """Leave out a column that says the same of all rows of an area; else it splits them."""
    texts, areas, told = column
    heading = _line(layout.headings[place]) or _("column {number}").format(number=place + 1)
    if not texts.groupby(areas).nunique().gt(1).any():
        if not layout.headings[place] and texts.groupby(areas).nunique().eq(1).all():
            columns.attributes[place] = "name"
        else:
            columns.left.append(heading)
        return True
    strange = next(text for text, facets in told.items() if not facets.known)
    at = int(np.flatnonzero((texts == strange).to_numpy())[0])
    ledger.add(
        Fault(
            _("It is not known what {value!r} counts, and the figures are split by it.").format(
                value=strange
            ),
            file=layout.grid.file,
            sheet=layout.grid.sheet,
            row=layout.body[at] + 1,
            column=heading,
            value=strange,
            rule="known_label",
            remedy=_("Download the table without this split, or say what it means (means)."),
        )
    )
    return False


def _sure(layout: Layout, columns: _Columns, rows: pd.DataFrame, ledger: Ledger) -> bool:
    """Refuse words that fit both foreign background and foreign born, unless the title says."""
    places = [p for p, f in columns.facets.items() if f.members.get("background") == AMBIGUOUS]
    in_rows = "background" in rows and bool((rows["background"] == AMBIGUOUS).any())
    if not places and not in_rows:
        return True
    headings = [_line(layout.headings[place]) for place in places]
    if in_rows:
        headings += [_line(layout.headings[p]) for p, w in columns.splits.items() if not w]
    for heading in headings:
        ledger.add(_ambiguous(layout, heading))
    return False


def _ambiguous(layout: Layout, heading: str) -> Fault:
    return Fault(
        _(
            "{heading!r} may mean foreign background (born abroad, or both parents born abroad) "
            "or foreign born, and the two are not the same. The name of the file is no proof."
        ).format(heading=heading),
        file=layout.grid.file,
        sheet=layout.grid.sheet,
        column=heading,
        value=heading,
        rule="background_or_birth",
        remedy=_(
            "Look in the table at Statistics Sweden, and say what the column holds: one of "
            "swedish_background, foreign_background, born_sweden, born_abroad (means)."
        ),
    )


def _figures(
    layout: Layout, rows: pd.DataFrame, place: int, columns: _Columns, ledger: Ledger
) -> pd.DataFrame:
    """Return the figures of one column."""
    texts = layout.column(place)
    marks = [plain_mark(text) for text in texts]
    values = [number_of(text) for text in texts]
    heading = _line(layout.headings[place])
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


def _attributes(layout: Layout, columns: _Columns) -> pd.DataFrame:
    told: dict[str, list[str]] = {"area": list(layout.areas)}
    for place, name in columns.attributes.items():
        told[name] = layout.column(place)
    frame = pd.DataFrame(told)
    return frame[frame["area"] != ""].drop_duplicates("area", ignore_index=True)
