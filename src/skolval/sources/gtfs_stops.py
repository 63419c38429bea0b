"""Stops of a feed (hållplatser): platforms joined to their stop, positions checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.language import _
from skolval.io.faults import Ledger
from skolval.sources.gtfs_files import Feed, FeedTable
from skolval.sources.strict_csv import to_sweref

__all__ = ["Stops", "stops_of"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_LATITUDES, _LONGITUDES = (54.0, 70.0), (9.0, 26.0)
"""Sweden, its neighbours' nearest stations too."""


@dataclass(frozen=True, slots=True)
class Stops:
    """Stops by name, and the stop of each platform.

    Parameters
    ----------
    frame : stop_id, name, x, y (EPSG:3006), in the order of the feed.
    of : stop_id of a platform, station or stop of the feed to the stop it belongs to.
    """

    frame: pd.DataFrame
    of: Mapping[str, str]

    def part(self, kept: BoolArray) -> Stops:
        """Return some of the stops; `of` keeps all."""
        return Stops(self.frame[kept].reset_index(drop=True), self.of)

    def within(self, area: BaseGeometry | None, buffer: float) -> Stops:
        """Return the stops inside an area in EPSG:3006 or at most `buffer` metres from it."""
        if area is None:
            return self
        points = shapely.points(self.frame["x"].to_numpy(), self.frame["y"].to_numpy())
        shapely.prepare(area)
        return self.part(np.asarray(shapely.dwithin(area, points, buffer), np.bool_))


def stops_of(feed: Feed, used: pd.Series, ledger: Ledger) -> Stops | None:
    """Return the stops at which something stops, None where one has no proper place.

    Platforms, and boarding areas on them, count as their station: a change within it is a change
    at one stop. Entrances are left out.

    Parameters
    ----------
    used : stop_id of every call.
    """
    table = feed["stops"]
    frame = table.frame
    told = len(ledger.faults)
    _refuse_repeats(table, ledger)
    of = _stations(frame)
    needed = {of.get(str(stop), str(stop)) for stop in used.dropna().unique()}
    wanted = table.part(frame["stop_id"].isin(needed).to_numpy(bool))
    lat, lon = _degrees(wanted, "stop_lat", ledger), _degrees(wanted, "stop_lon", ledger)
    _refuse_places(wanted, (lat, lon), ledger)
    if any(fault.level == "error" for fault in ledger.faults[told:]):
        return None
    x, y = to_sweref(lat, lon)
    name = wanted.frame["stop_name"].fillna(wanted.frame["stop_id"])
    return Stops(
        pd.DataFrame({"stop_id": wanted.frame["stop_id"], "name": name, "x": x, "y": y}), of
    )


def _stations(frame: pd.DataFrame) -> dict[str, str]:
    """Return the topmost known parent of every stop."""
    known = set(frame["stop_id"].dropna())
    parent = {
        str(stop): str(up)
        for stop, up in zip(frame["stop_id"], frame["parent_station"], strict=True)
        if isinstance(up, str) and up in known and up != stop
    }
    found = {}
    for stop in frame["stop_id"].dropna():
        top, steps = str(stop), 0
        while top in parent and steps < 3:  # boarding area, platform, station
            top, steps = parent[top], steps + 1
        found[str(stop)] = top
    return found


def _refuse_repeats(table: FeedTable, ledger: Ledger) -> None:
    ids = table.frame["stop_id"]
    bad = (ids.isna() | ids.duplicated()).to_numpy(bool)
    texts = (
        "unique",
        _("The code {value} is empty or stands twice."),
        _("Every row needs a code of its own."),
    )
    table.tell(bad, "stop_id", texts, ledger)


def _degrees(table: FeedTable, column: str, ledger: Ledger) -> FloatArray:
    text = table.frame[column].str.replace(",", ".", regex=False)
    values = pd.to_numeric(text, errors="coerce").to_numpy(np.float64)
    texts = (
        "number",
        _("{value} is not a number, and something stops there."),
        _("Give the stop's place in degrees (WGS 84)."),
    )
    table.tell(~np.isfinite(values), column, texts, ledger)
    return values


def _refuse_places(table: FeedTable, place: tuple[FloatArray, FloatArray], ledger: Ledger) -> None:
    """Refuse what lies nowhere near Sweden; latitude and longitude in the wrong place are told."""
    lat, lon = place
    known = np.isfinite(lat) & np.isfinite(lon)
    turned = known & _inside(lon, lat)
    texts = (
        "swapped",
        _("Latitude and longitude seem to have changed places ({value})."),
        _("Put them in the right columns."),
    )
    table.tell(turned, "stop_lat", texts, ledger)
    texts = (
        "position",
        _("The stop lies far outside Sweden (latitude {value})."),
        _("Correct its place, or take it away."),
    )
    table.tell(known & ~_inside(lat, lon) & ~turned, "stop_lat", texts, ledger)


def _inside(lat: FloatArray, lon: FloatArray) -> BoolArray:
    inside: BoolArray = (
        (lat >= _LATITUDES[0]) & (lat <= _LATITUDES[1])
        & (lon >= _LONGITUDES[0]) & (lon <= _LONGITUDES[1])
    )  # fmt: skip
    return inside
