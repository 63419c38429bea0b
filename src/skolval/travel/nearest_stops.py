"""The nearest stop (närmaste hållplats): also where there are stops and no timetable.

Stops alone say how far it is to one, never how long a journey takes.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.problem import IntArray
from skolval.travel.network import network_of
from skolval.travel.places import origins_of, rows_in_round
from skolval.travel.transit_walks import Points, walks_within

__all__ = ["nearest_stops"]


def nearest_stops(
    instance: Instance, *, pupils: IntArray | None = None, limit: int = 5000
) -> pd.DataFrame:
    """Return for every pupil the stop with the shortest way on foot (närmaste hållplats).

    Parameters
    ----------
    pupils : row numbers of the pupils wanted; those in the round when left out.
    limit : metres on foot beyond which no stop is looked for.

    Returns
    -------
    pandas.DataFrame
        pupil_id, stop_id, metres (whole); both missing where no stop is within the limit or the
        home is protected. Of equally near stops the first in the table.
    """
    rows = rows_in_round(instance, pupils)
    homes = origins_of(instance, rows)
    stops = Points(
        instance.stops["x"].to_numpy(np.float64), instance.stops["y"].to_numpy(np.float64)
    )
    places = Points(homes.x, homes.y)
    ways = walks_within(
        network_of(instance), places, stops, limit=limit, detour=instance.detour_factor
    )
    place = ways.place
    order = np.lexsort((ways.stop, ways.metres, place))
    reached, first = np.unique(place[order], return_index=True)
    stop = np.full(len(places), -1, np.int64)
    metres = np.full(len(places), -1, np.int64)
    stop[reached], metres[reached] = ways.stop[order][first], ways.metres[order][first]
    of_pupil = homes.of_pupil[rows]
    known = stop[of_pupil] >= 0
    ids = instance.stops["stop_id"].astype("str").to_numpy(object)
    names = [ids[stop[row]] if found else None for row, found in zip(of_pupil, known, strict=True)]
    return pd.DataFrame(
        {
            "pupil_id": instance.pupils["pupil_id"].iloc[rows].to_numpy(),
            "stop_id": pd.Series(names, dtype="str"),
            "metres": pd.Series(metres[of_pupil], dtype="Int64").where(pd.Series(known)),
        }
    )
