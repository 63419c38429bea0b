"""Streets for walking, cycling and driving into an instance, with barriers and danger.

Reads OpenStreetMap extracts (Overpass JSON; PBF by the extra osm) or lines as from NVDB
(GeoPackage, shapefile). One-ways, private ways, parts that do not meet and cuts at the frame are
found and told. Streets that the instance already has are replaced.

Files
-----
STREETS : walk.json.gz, town.osm.pbf or roads.gpkg; several OpenStreetMap extracts are joined

Example
-------
skolval import streets walk.json.gz out/town-with-streets --into instances/town --measure-detour
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from pydantic import BaseModel, ConfigDict, Field
from pyproj import Transformer

from skolval.domain.instance import Instance, Source
from skolval.domain.language import N_, _
from skolval.domain.provenance import Fact, facts_of, provenance_frame
from skolval.errors import Fault, InputError
from skolval.io.faults import Ledger
from skolval.io.instance import read_instance
from skolval.sources.crs import Clues, located_shapes
from skolval.sources.geofiles import read_geofile
from skolval.sources.osm_tags import Danger
from skolval.sources.road_lines import RoadOptions
from skolval.sources.street_ways import Streets
from skolval.sources.streets import read_streets
from skolval.synth.importers._imported import Imported
from skolval.synth.tables import complete
from skolval.travel.detour import Detour, detour, suggested_factor
from skolval.travel.network import network_of

__all__ = ["Params", "read"]

_TABLES = ("nodes", "edges", "barriers")


class Params(BaseModel):
    """What may be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    into: Path = Field(description=N_("The instance folder that gets the streets."))
    layer: str = Field("", description=N_("Layer of a map file with several."))
    crs: str = Field("", description=N_("Coordinate system of lines that do not tell theirs."))
    tolerance: float = Field(
        0.5, ge=0, le=20, description=N_("Metres within which ends of lines meet.")
    )
    unsafe_speed: int = Field(
        60, ge=0, le=200,
        description=N_("Speed limit (km/h) from which a road without footway is unsafe to walk."),
    )  # fmt: skip
    barriers: Path | None = Field(
        None, description=N_("Map file of rivers, railways and roads that ways must not cross.")
    )
    barrier_effect: Literal["closed", "unsafe"] = Field(
        "closed", description=N_("Whether barriers are closed, or only unsafe to cross.")
    )
    openings: Path | None = Field(
        None, description=N_("Map file of places where barriers may be crossed.")
    )
    measure_detour: bool = Field(
        False, description=N_("Measure how ways wind and use that as detour_factor.")
    )  # fmt: skip
    buffer: int = Field(
        5000, ge=0, le=100_000,
        description=N_("Metres around the instance to which a PBF file is cut."),
    )  # fmt: skip
    vintage: str = Field("", description=N_("The day the lines describe; OpenStreetMap tells it."))
    licence: str = Field("", description=N_("The licence of the lines; OpenStreetMap's is known."))


def read(source: Path | Sequence[Path], params: Params) -> Imported:
    """Return the instance with the streets.

    Raises
    ------
    InputError
        With every fault of the files, or of the instance, at once.
    """
    paths = [source] if isinstance(source, Path) else list(source)
    instance = read_instance(params.into)
    ledger = Ledger()
    options = RoadOptions(
        layer=params.layer, crs=params.crs, tolerance=params.tolerance,
        danger=Danger(from_speed=params.unsafe_speed), target=instance.crs,
        vintage=params.vintage, licence=params.licence,
    )  # fmt: skip
    streets = read_streets(paths, ledger, options, box=_box(instance, params.buffer))
    barriers = pd.concat([*_barriers(instance, params, ledger)], ignore_index=True)
    if streets is None or ledger.broken:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    made = _with(instance, streets, barriers)
    notes = [*_reach(made), *streets.notes]
    if params.measure_detour:
        made, told = _measured(made)
        notes = [*told, *notes]
    return Imported(made, tuple(notes))


def _with(instance: Instance, streets: Streets, barriers: pd.DataFrame) -> Instance:
    kept = [fact for fact in facts_of(instance.provenance) if fact.table not in _TABLES]
    first = streets.facts[0]
    said = Source("nodes and edges", first.source, first.vintage, first.licence, first.file)
    others = tuple(one for one in instance.sources if one.what != said.what)
    return instance.replace(
        nodes=complete("nodes", dict(streets.nodes)),
        edges=complete("edges", dict(streets.edges)),
        barriers=complete("barriers", dict(barriers), len(barriers)),
        provenance=provenance_frame([*kept, *streets.facts, *_barrier_facts(barriers)]),
        sources=(*others, said),
    )


def _barrier_facts(barriers: pd.DataFrame) -> Iterator[Fact]:
    if len(barriers):
        yield Fact("barriers", "shape", definition="what ways must not cross, as drawn by the user")


def _barriers(instance: Instance, params: Params, ledger: Ledger) -> Iterator[pd.DataFrame]:
    """Yield the barriers that the instance has, else those of the files, and their openings."""
    given = ((params.barriers, params.barrier_effect), (params.openings, "opening"))
    yield instance.barriers if params.barriers is None else instance.barriers.iloc[:0]
    for path, effect in given:
        if path is None:
            continue
        read = read_geofile(path, ledger=ledger)
        if read is None:
            continue
        clues = Clues(declared=read.crs, file=read.file, sheet=read.layer)
        located = located_shapes(read.shapes, ledger=ledger, target=instance.crs, clues=clues)
        if located is not None:
            shapes = [shape for shape in located[0] if shape is not None and not shape.is_empty]
            texts = shapely.to_wkt(shapes, rounding_precision=2)
            yield pd.DataFrame({"effect": effect, "mode": "all", "shape": texts}).astype("str")


def _box(instance: Instance, buffer: int) -> tuple[float, float, float, float] | None:
    """Return the box around units, homes and areas in degrees, None where nothing has a place."""
    tables = (instance.units, instance.pupils, instance.areas)
    places = pd.concat([table[["x", "y"]] for table in tables]).dropna().to_numpy(np.float64)
    if not len(places):
        return None
    low, high = places.min(axis=0) - buffer, places.max(axis=0) + buffer
    back = Transformer.from_crs(instance.crs, "EPSG:4326", always_xy=True)
    west, south, east, north = back.transform_bounds(low[0], low[1], high[0], high[1])
    return west, south, east, north


def _reach(made: Instance) -> Iterator[str]:
    """Yield a note on units far from every street; refuse streets of another place altogether."""
    places = made.units[["x", "y"]].dropna().to_numpy(np.float64)
    low = made.nodes[["x", "y"]].min().to_numpy(np.float64)
    high = made.nodes[["x", "y"]].max().to_numpy(np.float64)
    inside = int(((places >= low) & (places <= high)).all(axis=1).sum())
    if len(places) and not inside:
        raise InputError(
            Fault(
                _("None of the {units} units lies where the streets are.").format(
                    units=len(places)
                ),
                rule="area",
                remedy=_("Give streets of the same municipality, and check their CRS."),
            )
        )
    if inside < len(places):
        yield N_(
            "{inside} of {units} units lie within the streets' extent; elsewhere distances are"
            " straight lines times the detour factor."
        ).format(inside=inside, units=len(places))


def _measured(made: Instance) -> tuple[Instance, tuple[str, ...]]:
    network = network_of(made)
    if network is None:
        return made, ()
    found = detour(network)
    factor = suggested_factor(found)
    note = N_("Ways wind {factor} times the straight line ({bands}); used as detour_factor.")
    told = note.format(factor=factor, bands=", ".join(map(_band, found)))
    facts = (
        *facts_of(made.provenance),
        Fact("edges", "metres", made="computed",
             definition="median of metres along the streets per metre of straight line, by band",
             note=told),
    )  # fmt: skip
    return replace(made, detour_factor=factor, provenance=provenance_frame(facts)), (told,)


def _band(one: Detour) -> str:
    return f"{one.low / 1000:g}-{one.high / 1000:g} km: {one.median:.2f}"
