"""What a heading or a row of a table of Statistics Sweden is about (mått och indelning)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.scb_layout import Layout
from skolval.sources.scb_words import (
    AMBIGUOUS,
    TOTAL,
    Facets,
    facets_of,
    plain,
)
from skolval.sources.statistics_columns import facets_of_column

__all__ = [
    "NOT_FIGURES",
    "Columns",
    "ambiguous",
    "context_of",
    "facets_of_heading",
    "facets_of_rows",
    "told_heading",
]

NOT_FIGURES = frozenset(
    ("kommun kod", "kommunkod", "lankod", "länkod", "lan kod", "area km2", "areal", "rep e 3006",
     "rep n 3006", "x", "y", "lat", "lon", "objectid", "fid", "rad")
)  # fmt: skip


_BORN = re.compile(r"född|födel|\bborn\b|\bbirth\b")


_ONLY_EITHER = {"title: background": "background", "title: birth": "birth"}


@dataclass
class Columns:
    """Columns of the table by what they are for."""

    facets: dict[int, Facets] = field(default_factory=dict)
    splits: dict[int, str] = field(default_factory=dict)
    attributes: dict[int, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def told_heading(heading: str) -> str:
    """Return a heading of several lines on one."""
    return " / ".join(heading.split("\n"))


def facets_of_heading(heading: str, said: Mapping[str, str], context: str) -> Facets:
    """Return what a column's heading is about, as far as it says."""
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


def context_of(layout: Layout) -> str:
    """Return what the title says that ambiguous words mean, or an empty text."""
    title = " ".join(plain(line) for line in layout.title)
    background, birth = "bakgrund" in title or "background" in title, bool(_BORN.search(title))
    if background == birth:
        return ""
    return "title: background" if background else "title: birth"


def facets_of_rows(
    layout: Layout, columns: Columns, said: Mapping[str, str], ledger: Ledger
) -> pd.DataFrame | None:
    """Return what the cells beside the area say about every row, one column per dimension."""
    rows = pd.DataFrame(index=range(len(layout.body)))
    areas = pd.Series(layout.areas)
    context = context_of(layout)
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
    columns: Columns,
    *,
    ledger: Ledger,
) -> bool:
    """Leave out a column that says the same of all rows of an area; else it splits them."""
    texts, areas, told = column
    heading = told_heading(layout.headings[place]) or _("column {number}").format(number=place + 1)
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


def ambiguous(layout: Layout, heading: str) -> Fault:
    """Return the fault of a heading that may mean background or birth."""
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
