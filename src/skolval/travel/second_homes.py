"""Second homes (växelvis boende): the ways of children who live by turns in two homes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skolval.domain.instance import Instance
from skolval.domain.problem import IntArray
from skolval.domain.travel import SECOND_HOME, TravelTable

__all__ = ["with_second_homes"]

Measure = Callable[[Instance, IntArray], TravelTable]


def with_second_homes(
    table: TravelTable, instance: Instance, rows: IntArray, measure: Measure
) -> TravelTable:
    """Every second home is measured as the first one is.

    Parameters
    ----------
    rows : wanted rows of the pupils table. measure : makes the table of an instance's pupils.

    Returns
    -------
    TravelTable
        With `second`; as it was where nobody wanted has a second home.
    """
    pupils = instance.pupils
    if "second_x" not in pupils or not len(rows):
        return table
    placed = pupils["second_x"].notna() & pupils["second_y"].notna()
    two = (placed | pupils["second_area_id"].notna()) & ~pupils["protected"].fillna(value=False)
    mine = rows[two.to_numpy(bool)[rows]]
    if not len(mine):
        return table
    moved = pupils.assign(
        x=pupils["second_x"],
        y=pupils["second_y"],
        area_id=pupils["second_area_id"],
        pupil_id=pupils["pupil_id"].astype(str) + SECOND_HOME,
        second_x=np.nan,
        second_y=np.nan,
        second_area_id=None,
    )
    second = measure(instance.replace(pupils=moved), mine)
    # what holds of the first homes' ways is told once
    return table.replace(second=second.replace(warnings=()))
