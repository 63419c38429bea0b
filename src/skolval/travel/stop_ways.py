"""Ways to the stop (väg till hållplats): how far each home is from the nearest stop, on foot.

Only where the municipality's rules say how far a stop may be, and no farther than that is looked.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.instance import Instance
from skolval.domain.problem import IntArray
from skolval.domain.travel import NO_STOP, UNKNOWN, TravelTable
from skolval.travel.nearest_stops import nearest_stops

__all__ = ["with_stop_ways"]


def with_stop_ways(table: TravelTable, instance: Instance, rows: IntArray) -> TravelTable:
    """Every home is as far from a stop as the shortest way on foot to the nearest one.

    Parameters
    ----------
    rows : wanted rows of the pupils table.

    Returns
    -------
    TravelTable
        With `to_stop`; as it was where no limit, no stops, or only ready distances are known.
    """
    rules = instance.transport
    told = () if rules is None else rules.stop_limits(instance.grades)
    limits = [limit for limit in told if limit is not None]
    if not limits or not len(instance.stops) or len(instance.travel):
        return table
    found = nearest_stops(instance, pupils=rows, limit=max(limits))["metres"]
    hidden = instance.pupils["protected"].fillna(value=False).to_numpy(bool)[rows]
    metres = found.fillna(NO_STOP).to_numpy(np.int64)
    to_stop = np.full(len(instance.pupils), UNKNOWN, np.int64)
    to_stop[rows] = np.where(hidden, UNKNOWN, metres)
    return table.replace(to_stop=to_stop)
