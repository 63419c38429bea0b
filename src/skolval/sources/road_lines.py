"""Streets (gatunät) as lines in a map file: GeoPackage, shapefile or GeoJSON, as from NVDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from skolval.domain.language import N_, _
from skolval.domain.provenance import Fact
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources.crs import Clues, located_shapes
from skolval.sources.geofiles import GeoLayer, read_geofile
from skolval.sources.noding import Noded, node_lines
from skolval.sources.osm_tags import Danger
from skolval.sources.road_columns import ROLES, Roads, roads_of
from skolval.sources.street_cleaning import clean_streets
from skolval.sources.street_ways import RawStreets, Streets, Trait
from skolval.sources.strict_csv import SWEREF99TM

__all__ = ["RoadOptions", "read_road_lines"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RoadOptions:
    """How lines are to be read.

    Parameters
    ----------
    layer : needed where the file has several. crs : where the file tells none, or a wrong one.
    columns : role (see `ROLES`) to column, where the names are not known ones.
    tolerance : metres within which ends of lines are one node.
    danger : when a road is unsafe for a child to walk along. target : CRS of the result.
    source, vintage, licence : for provenance.
    """

    layer: str = ""
    crs: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    tolerance: float = 0.5
    danger: Danger | None = None
    target: str = SWEREF99TM
    source: str = ""
    vintage: str = ""
    licence: str = ""


def read_road_lines(
    path: Path, ledger: Ledger, options: RoadOptions | None = None
) -> Streets | None:
    """Return the cleaned streets of a layer of lines, or None with faults."""
    wanted = options or RoadOptions()
    read = read_geofile(path, ledger=ledger, layer=wanted.layer)
    if read is None or not _known_columns(read, wanted, ledger):
        return None
    clues = Clues(asked=wanted.crs, declared=read.crs, file=read.file, sheet=read.layer)
    located = located_shapes(read.shapes, ledger=ledger, target=wanted.target, clues=clues)
    if located is None:
        return None
    shapes, notes = located
    lines, row, dropped = _lines(shapes)
    if not len(lines):
        ledger.add(_fault(read, _("The layer holds no lines."), _("Give a layer of roads.")))
        return None
    roads = roads_of(read.frame, own=wanted.columns, danger=wanted.danger)
    noded = node_lines(lines, tolerance=wanted.tolerance)
    streets = clean_streets(_raw(noded, row, roads, dropped))
    if streets is None:
        ledger.add(_fault(read, _("The file holds no way between two known nodes."), _REMEDY))
        return None
    every = (*read.notes, *notes, *_notes(roads, len(row)), *streets.notes)
    return replace(streets, facts=_facts(read, wanted, roads, streets.cleaned), notes=every)


_REMEDY = N_("Give a layer of roads.")


def _known_columns(read: GeoLayer, options: RoadOptions, ledger: Ledger) -> bool:
    """Return whether the columns that the user named are there, and their roles are roles."""
    good = True
    columns = [str(column) for column in read.frame.columns]
    for role, column in options.columns.items():
        for value, known in ((role, list(ROLES)), (column, columns)):
            if value not in known:
                fault = _fault(
                    read,
                    _("There is no column or role {name!r}.").format(name=value),
                    _("Known: {known}.").format(known=", ".join(known[:20])),
                )
                near = did_you_mean(value, known)
                ledger.add(replace(fault, value=value, rule="known_name", suggestion=near))
                good = False
    return good


def _lines(
    shapes: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.object_], IntArray, dict[str, int]]:
    """Return the single lines, the row of each, and what was left out."""
    parts, row = shapely.get_parts(shapes, return_index=True)
    kinds = shapely.get_type_id(parts)
    line = np.isin(kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    long = line & (shapely.get_num_coordinates(parts) > 1)
    dropped = {
        "rows without a shape": int(shapely.is_missing(shapes).sum()),
        "shapes that are no lines": int((~line & ~shapely.is_missing(parts)).sum()),
    }
    return parts[long], row[long].astype(np.int64), dropped


def _raw(noded: Noded, row: IntArray, roads: Roads, dropped: dict[str, int]) -> RawStreets:
    known: dict[Trait, int] = {}
    trait = [known.setdefault(roads.traits[one], len(known)) for one in row.tolist()]
    told = dropped | {
        "ends moved to others'": noded.moved,
        "lines cut by others' ends": noded.cut,
        "ferries": roads.ferries,
        "speeds that are no numbers": roads.no_numbers,
    }
    return RawStreets(
        ids=noded.names,
        x=np.round(noded.x, 2),
        y=np.round(noded.y, 2),
        ways=noded.ways,
        trait=np.array(trait, np.int64),
        traits=tuple(known),
        told={name: number for name, number in told.items() if number},
    )


def _notes(roads: Roads, lines: int) -> tuple[str, ...]:
    notes = []
    if "net" not in roads.told:
        notes.append(
            N_(
                "No column tells whether a line is a road or a path: all {n} lines are open to"
                " walking, cycling and driving."
            ).format(n=lines)
        )
    for net, number in roads.unknown_nets.items():
        notes.append(
            N_("{n} lines have the unknown network type {net}; they are taken for roads.").format(
                n=number, net=net
            )
        )
    return tuple(notes)


def _facts(
    read: GeoLayer, options: RoadOptions, roads: Roads, cleaned: Mapping[str, int]
) -> tuple[Fact, ...]:
    done = ", ".join(f"{name}: {number}" for name, number in cleaned.items() if number)
    used = ", ".join(f"{role} = {column}" for role, column in roads.told.items())
    mode = ("who may use the road, from its columns", "read", used)
    about = {
        ("nodes", "x"): ("where lines end or meet", "computed", ""),
        ("nodes", "y"): ("where lines end or meet", "computed", ""),
        ("edges", "metres"): ("length in the plane of the map projection", "computed", done),
        ("edges", "walk"): mode,
        ("edges", "cycle"): mode,
        ("edges", "drive"): mode,
        ("edges", "speed"): ("speed limit, km/h, the higher of both directions", "read", ""),
        ("edges", "unsafe"): ("a road with a high speed limit", "computed", ""),
    }
    return tuple(
        Fact(
            table, column, source=options.source or read.layer, vintage=options.vintage,
            definition=definition, made=made, file=read.file, digest=read.digest,
            licence=options.licence, note=note,
        )
        for (table, column), (definition, made, note) in about.items()
    )  # fmt: skip


def _fault(read: GeoLayer, message: str, remedy: str) -> Fault:
    return Fault(message, file=read.file, sheet=read.layer, rule="road_lines", remedy=_(remedy))
