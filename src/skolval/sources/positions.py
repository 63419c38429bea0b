"""Doubts about positions (lägen): points that lie where their own row says they cannot.

Geocodes go wrong by tens of kilometres when a street is found in another town, and by hundreds of
metres when a house is not found and the middle of its postal town is taken. Each point is held
against the municipality, the area it is said to lie in, and the places that its address and
name speak of. A doubtful point is told with its row, its distance and what to do. It is never
moved.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_, _
from skolval.domain.party_tables import codes
from skolval.domain.problem import BoolArray
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.io.own_areas import (
    NEAR,
    OFF_AREA,
    OFF_AREAS,
    OFF_REMEDY,
    area_at,
    metres_from_area,
    told_far,
)
from skolval.sources._named_places import places_named, places_of, plain_address

__all__ = ["Doubts", "Known", "Points", "doubts", "outside", "places_of"]

FAR = 12_000.0
"""Metres from the place that an address names: postal towns reach beyond their built-up area."""

OUTLINE = 500.0
"""Metres outside the municipality that are believed: outlines are simplified."""

MANY = 3
"""Different addresses on one point that make it a geocoder's middle of something."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points to judge, one row each.

    Parameters
    ----------
    ids : codes. x, y : metres in EPSG:3006, not a number where there is no position.
    area : code of the area where each is said to lie. address, name : as in the file.
    file, sheet : for faults. first_row : row number that a person sees for the first point.
    """

    ids: pd.Series
    x: FloatArray
    y: FloatArray
    area: pd.Series | None = None
    address: pd.Series | None = None
    name: pd.Series | None = None
    file: str = ""
    sheet: str = ""
    first_row: int = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the ground, in EPSG:3006; what is not known is not checked.

    Parameters
    ----------
    outline : the municipality. areas : area_id, geometry. places : see `places_of`.
    """

    outline: BaseGeometry | None = None
    areas: pd.DataFrame | None = None
    places: Mapping[str, BaseGeometry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubts:
    """Points that are doubted.

    Parameters
    ----------
    frame : row (of the points, from 0), id, kind (municipality, area, place, same_point),
        metres (how far off; missing for same_point), said, found.
    notes : the same as counts, in English (see `retold`).
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]

    def notes_of(self, *kinds: str, most: int = 5) -> tuple[str, ...]:
        """Return the notes about these kinds of doubt alone, and the worst doubts one by one."""
        frame = self.frame.loc[self.frame["kind"].isin(kinds)]
        worst = frame.sort_values("metres", ascending=False, kind="stable").head(most)
        return (*_notes(frame), *(_told(row, str) for row in worst.to_dict("records")))


_COLUMNS = ("row", "id", "kind", "metres", "said", "found")
_Row = tuple[int, str, str, float, str, str]


def outside(x: FloatArray, y: FloatArray, within: BaseGeometry) -> FloatArray:
    """Return the metres from each point to a surface, 0 inside, not a number without position."""
    metres = np.full(len(x), np.nan)
    there = np.isfinite(x) & np.isfinite(y)
    shapely.prepare(within)
    metres[there] = shapely.distance(within, shapely.points(x[there], y[there]))
    return metres


def doubts(points: Points, known: Known, ledger: Ledger) -> Doubts:
    """Return every doubt about the points, each told as a warning in the ledger."""
    rows = [
        *_off_municipality(points, known),
        *_off_area(points, known),
        *_off_place(points, known),
        *_same_point(points),
    ]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).sort_values(
        ["row", "kind"], ignore_index=True
    )
    for row in frame.to_dict("records"):
        ledger.add(
            Fault(
                _told(row, _),
                points.file,
                points.sheet,
                int(row["row"]) + points.first_row,
                value=str(row["id"]),
                rule="position",
                remedy=_(_REMEDIES[row["kind"]]),
                level="warning",
            )
        )
    return Doubts(frame, _notes(frame))


def _off_municipality(points: Points, known: Known) -> list[_Row]:
    if known.outline is None:
        return []
    metres = outside(points.x, points.y, known.outline)
    return [
        (int(row), str(points.ids.iloc[row]), "municipality", float(metres[row]), "", "")
        for row in np.flatnonzero(np.nan_to_num(metres) > OUTLINE)
    ]


def _off_area(points: Points, known: Known) -> list[_Row]:
    if known.areas is None or points.area is None:
        return []
    ids, shapes = known.areas["area_id"].astype(str), known.areas["geometry"]
    stated = codes(pd.Index(ids), points.area.astype("str"))
    metres = metres_from_area(points.x, points.y, stated, shapes)
    holder = area_at(points.x, points.y, shapes)
    return [
        (
            int(row),
            str(points.ids.iloc[row]),
            "area",
            float(metres[row]),
            str(ids.iloc[stated[row]]),
            str(ids.iloc[holder[row]]) if holder[row] >= 0 else "",
        )
        for row in np.flatnonzero(np.nan_to_num(metres) > NEAR)
    ]


def _off_place(points: Points, known: Known) -> list[_Row]:
    found: list[_Row] = []
    if not known.places or (points.address is None and points.name is None):
        return found
    blank = pd.Series([""] * len(points.ids))
    addresses = blank if points.address is None else points.address.fillna("").astype(str)
    names = blank if points.name is None else points.name.fillna("").astype(str)
    there: BoolArray = np.isfinite(points.x) & np.isfinite(points.y)
    for row in np.flatnonzero(there):
        said = places_named(addresses.iloc[row], names.iloc[row], known.places)
        if not said:
            continue
        shapes = np.array([known.places[place] for place in said], dtype=object)
        metres = shapely.distance(shapes, shapely.points(points.x[row], points.y[row]))
        if metres.min() > FAR:
            code, far = str(points.ids.iloc[row]), float(metres[0])
            found.append((int(row), code, "place", far, said[0].title(), ""))
    return found


def _same_point(points: Points) -> list[_Row]:
    """Return the points that several different addresses share, to the metre."""
    if points.address is None:
        return []
    frame = pd.DataFrame(
        {"x": np.round(points.x), "y": np.round(points.y),
         "street": plain_address(points.address).to_numpy()}
    )  # fmt: skip
    frame = frame.loc[frame["x"].notna() & frame["y"].notna() & (frame["street"] != "")]
    streets = frame.groupby(["x", "y"])["street"].transform("nunique")
    return [
        (int(str(row)), str(points.ids.iloc[int(str(row))]), "same_point", np.nan, str(count), "")
        for row, count in streets[streets >= MANY].items()
    ]


def _told(row: Mapping[Hashable, Any], translated: Callable[[str], str]) -> str:
    """Return the doubt in a sentence."""
    kind = str(row["kind"]) if row["kind"] != "area" or row["found"] else "no_area"
    return translated(_TEXTS[kind]).format(
        code=row["id"], far=told_far(float(row["metres"])), said=row["said"], found=row["found"]
    )


_TEXTS = {
    "municipality": N_("The position of {code} lies {far} outside the municipality."),
    "area": OFF_AREA,
    "no_area": OFF_AREAS,
    "place": N_("The address or name of {code} tells {said}, {far} from its position."),
    "same_point": N_("The position of {code} is shared by {said} different addresses."),
}

_REMEDIES = {
    "municipality": N_("Look the address up again; nothing was moved."),
    "area": OFF_REMEDY,
    "place": N_("Look the address up again; nothing was moved."),
    "same_point": N_("It is the middle of a place, not their doors: look the addresses up again."),
}

_COUNTED = {
    "municipality": N_("{count} positions lie outside the municipality."),
    "area": N_("{count} positions lie outside their own area."),
    "place": N_("{count} positions lie far from the place that their address or name tells."),
    "same_point": N_("{count} positions are shared by different addresses."),
}


def _notes(frame: pd.DataFrame) -> tuple[str, ...]:
    counts = frame["kind"].value_counts()
    return tuple(
        text.format(count=int(counts[kind])) for kind, text in _COUNTED.items() if kind in counts
    )
