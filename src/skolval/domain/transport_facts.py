"""What is known about pupils for school transport, as arrays of the spine.

Decided reasons, metres to the stop, ways from a second home, unsafe metres on the way, and the
nearest municipal unit. Of a
protected identity nothing is told that depends on where the home is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.entitlement import NOT_TOLD, REASONS
from skolval.domain.party_tables import codes
from skolval.domain.travel import UNKNOWN

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray, Offerings, Options, Parties
    from skolval.domain.travel import TravelTable

__all__ = ["nearest_municipal", "reasons_of", "second_ways", "stops_of", "unsafe_ways"]


def nearest_municipal(
    parties: Parties, offerings: Offerings, travel: TravelTable, rows: IntArray, open_to: BoolArray
) -> IntArray:
    """Return (n_parties,) the nearest unit where the municipality could place, -1 unknown.

    Parameters
    ----------
    rows : rows of the pupils table that are parties. open_to : (n_offerings,) those of municipal
        units that anybody may be placed at. Of equally near units the first in the units' table.
    """
    found = np.full(len(parties), -1, np.int64)
    origin = travel.origin_of_pupil[rows]
    for grade in np.unique(parties.grade):
        units = np.unique(offerings.unit[open_to & (offerings.grade == grade)])
        members = np.flatnonzero((parties.grade == grade) & (origin >= 0))
        if not len(units) or not len(members):
            continue
        metres = travel.metres[np.ix_(origin[members], units)].astype(np.int64)
        metres[metres < 0] = NOT_TOLD
        best = metres.argmin(axis=1)
        reached = metres[np.arange(len(members)), best] < NOT_TOLD
        found[members[reached]] = units[best[reached]]
    return found


def reasons_of(pupils: pd.DataFrame) -> IntArray | None:
    """Return (n_parties,) index into `REASONS`, None if nothing is decided about anybody."""
    told = pupils.get("transport_reason")
    if told is None or not told.notna().any():
        return None
    return np.maximum(codes(pd.Index(REASONS), told), 0)


def stops_of(pupils: pd.DataFrame, travel: TravelTable, rows: IntArray) -> IntArray | None:
    """Return (n_parties,) metres to the stop, -1 unknown, None if nobody's are known.

    What the municipality has measured goes before what is measured here.

    Parameters
    ----------
    pupils : of the parties. rows : their rows of the pupils table.
    """
    told = pupils.get("stop_metres")
    measured = travel.to_stop
    if measured is None and (told is None or not told.notna().any()):
        return None
    found = np.full(len(pupils), UNKNOWN, np.int64) if measured is None else measured[rows]
    if told is not None:
        own = pd.to_numeric(told).fillna(UNKNOWN).to_numpy(np.int64)
        found = np.where(own >= 0, own, found)
    return np.where(pupils["protected"].to_numpy(bool), UNKNOWN, found)


def second_ways(
    travel: TravelTable, rows: IntArray, offerings: Offerings, options: Options
) -> IntArray | None:
    """Return (n_options,) metres from the second home, -1 without; None if nobody has one.

    Parameters
    ----------
    rows : rows of the pupils table that are parties.
    """
    if travel.second is None:
        return None
    return _ways(travel.second, travel.second.metres, rows, (offerings, options))


def unsafe_ways(
    travel: TravelTable, rows: IntArray, offerings: Offerings, options: Options
) -> IntArray | None:
    """Return (n_options,) metres along unsafe roads, -1 not known; None if nobody looked."""
    if travel.unsafe is None:
        return None
    return _ways(travel, travel.unsafe, rows, (offerings, options))


def _ways(
    table: TravelTable,
    metres: npt.NDArray[np.int32],
    rows: IntArray,
    at: tuple[Offerings, Options],
) -> IntArray:
    offerings, options = at
    origin = table.origin_of_pupil[rows][options.party]
    unit = offerings.unit[options.offering]
    found: IntArray = metres[np.maximum(origin, 0), unit].astype(np.int64)
    return np.where(origin >= 0, found, -1)
