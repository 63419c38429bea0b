"""A timetable (GTFS) put into an instance: what is kept of the feed, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from skolval.domain.instance import Instance, Source
from skolval.domain.language import N_, _
from skolval.domain.provenance import facts_of, provenance_frame
from skolval.domain.timetable import DAYS
from skolval.errors import Fault, InputError
from skolval.io.faults import Ledger
from skolval.sources.gtfs import GtfsRead, GtfsTerms, read_gtfs
from skolval.sources.strict_csv import SWEREF99TM
from skolval.synth.importers._imported import Imported
from skolval.synth.tables import complete

__all__ = ["with_feed"]

_TABLES = ("stops", "lines", "departures")


def with_feed(instance: Instance, source: Path, terms: GtfsTerms) -> Imported:
    """Return the instance with the timetable of one day around its areas.

    Raises
    ------
    InputError
        With every fault of the feed at once, or if no run of the day stops there.
    """
    ledger = Ledger()
    found = read_gtfs(source, ledger=ledger, terms=replace(terms, area=_area(instance)))
    if found is None or ledger.broken:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    _refuse_elsewhere(found, source)
    return Imported(_with(instance, found, source), found.notes)


def _area(instance: Instance) -> BaseGeometry | None:
    """Return the instance's areas, else the hull of its units and homes, in EPSG:3006."""
    shapes = instance.areas["geometry"].dropna().tolist() if "geometry" in instance.areas else []
    area: BaseGeometry
    if shapes:
        area = shapely.union_all(np.asarray(shapes, object))
    else:
        places = pd.concat([instance.units[["x", "y"]], instance.pupils[["x", "y"]]]).dropna()
        if not len(places):
            return None
        area = shapely.MultiPoint(places.to_numpy(np.float64)).convex_hull
    return _converted(area, instance.crs, SWEREF99TM)


def _converted(shape: BaseGeometry, origin: str, target: str) -> BaseGeometry:
    if origin == target:
        return shape
    between = Transformer.from_crs(origin, target, always_xy=True)
    moved: BaseGeometry = shapely.transform(
        shape, lambda xy: np.column_stack(between.transform(xy[:, 0], xy[:, 1]))
    )
    return moved


def _refuse_elsewhere(found: GtfsRead, source: Path) -> None:
    if len(found.departures):
        return
    raise InputError(
        Fault(
            _("No run of {day} stops twice within the buffer of the instance's areas.").format(
                day=found.day
            ),
            file=source.name,
            rule="area",
            remedy=_("Check that the feed is of the same county, or give a larger buffer."),
        )
    )


def _with(instance: Instance, found: GtfsRead, source: Path) -> Instance:
    between = Transformer.from_crs(SWEREF99TM, instance.crs, always_xy=True)
    x, y = between.transform(found.stops["x"].to_numpy(), found.stops["y"].to_numpy())
    stops = found.stops.assign(x=np.round(x, 2), y=np.round(y, 2))
    own = _own_transport(instance)
    read_here = {"stops": stops, "lines": found.lines, "departures": found.departures}
    tables = {
        name: complete(name, {str(column): joined[column] for column in joined})
        for name in _TABLES
        for joined in [pd.concat([read_here[name], own[name]], ignore_index=True)]
    }
    tables["stops"] = tables["stops"].drop_duplicates("stop_id").reset_index(drop=True)
    _refuse_same_names(read_here, own)
    kept = [fact for fact in facts_of(instance.provenance) if fact.table not in _TABLES]
    first = found.facts[0]
    said = Source(what=N_("timetable"), source=first.source, vintage=first.vintage,
                  licence=first.licence, note=source.name)  # fmt: skip
    return instance.replace(
        **tables,
        school_day=replace(instance.school_day, weekday=DAYS[found.day.weekday()]),
        provenance=provenance_frame([*kept, *found.facts]),
        sources=(*instance.sources, said),
    )


def _own_transport(instance: Instance) -> dict[str, pd.DataFrame]:
    """Return the school transport that the instance has already, with its lines and stops."""
    runs = instance.departures[(instance.departures["kind"] == "school").to_numpy(bool)]
    lines = instance.lines[instance.lines["line_id"].isin(set(runs["line_id"])).to_numpy(bool)]
    stops = instance.stops[instance.stops["stop_id"].isin(set(lines["stop_id"])).to_numpy(bool)]
    return {"stops": stops, "lines": lines, "departures": runs}


def _refuse_same_names(feed: dict[str, pd.DataFrame], own: dict[str, pd.DataFrame]) -> None:
    """A line or run of the instance must not be taken for one of the feed."""
    keys = {"lines": "line_id", "departures": "trip_id"}
    both = [
        (table, key, name)
        for table, key in keys.items()
        for name in sorted(set(own[table][key]) & set(feed[table][key]))
    ]
    if both:
        raise InputError(
            Fault(
                _("{value} is in the feed and among the instance's school transport.").format(
                    value=repr(name)
                ),
                file=table,
                column=key,
                value=str(name),
                rule="unique",
                remedy=_("Rename it in the instance."),
            )
            for table, key, name in both[:20]
        )
