"""Ready travel table (färdig restabell): distances that somebody else has measured."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.problem import IntArray
from skolval.domain.travel import UNKNOWN, TravelTable
from skolval.errors import Fault, InputError
from skolval.travel.walking import walking_minutes

__all__ = ["ready_table"]

_MOST_FAULTS = 50


def ready_table(instance: Instance, rows: IntArray) -> TravelTable:
    """Return the instance's own table as rows by origin and columns by unit.

    A pupil's own rows go before those of the home area. Pairs that the table leaves out
    are unreachable; minutes that it leaves out are those of walking.

    Raises
    ------
    InputError
        If a wanted pupil who is not protected has no row at all, or a unit is unknown.
    """
    table = instance.travel
    ids = pd.Index(table["origin_id"].astype(str)).unique()
    origin = _origin_of(instance, rows, ids)
    used, of_row = np.unique(origin, return_inverse=True)
    metres, minutes = _fill(instance, ids)
    # Row -1 of a protected pupil takes the last row of the filled table, all unknown.
    of_pupil = np.full(len(instance.pupils), -1, np.int64)
    of_pupil[rows] = of_row.reshape(-1)
    metres, minutes = metres[used], minutes[used]
    return TravelTable(metres, minutes, of_pupil, "table", _gaps(metres, used >= 0))


def _origin_of(instance: Instance, rows: IntArray, ids: pd.Index) -> IntArray:
    pupils = instance.pupils.iloc[rows]
    own = np.asarray(ids.get_indexer(pd.Index(pupils["pupil_id"])), np.int64)
    area = np.asarray(ids.get_indexer(pd.Index(pupils["area_id"])), np.int64)
    origin: IntArray = np.where(own >= 0, own, area)
    protected = np.asarray(pupils["protected"].fillna(value=False), bool)
    lost = (origin < 0) & ~protected
    if lost.any():
        names = pupils["pupil_id"].astype(str).to_numpy()[lost]
        raise InputError(
            Fault(
                _(
                    "Pupil {name} has no row in the travel table, neither own nor the home "
                    "area's ({count} such pupils in all)."
                ).format(name=name, count=len(names)),
                file="travel",
                column="origin_id",
                value=str(name),
                rule="reference",
                remedy=_("Add rows for the pupil or the area."),
            )
            for name in names[:_MOST_FAULTS]
        )
    return origin


def _fill(instance: Instance, ids: pd.Index) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    table = instance.travel
    units = pd.Index(instance.units["unit_id"].astype(str))
    row = ids.get_indexer(pd.Index(table["origin_id"].astype(str)))
    column = units.get_indexer(pd.Index(table["unit_id"].astype(str)))
    _refuse_unknown_units(table, column)
    metres = np.full((len(ids) + 1, len(units)), UNKNOWN, np.int32)
    metres[row, column] = table["metres"].to_numpy(np.int32)
    minutes = walking_minutes(metres)
    given = pd.to_numeric(table["minutes"]).to_numpy(np.float64, na_value=np.nan)
    known = ~np.isnan(given)
    minutes[row[known], column[known]] = given[known].astype(np.int32)
    return metres, minutes


def _refuse_unknown_units(table: pd.DataFrame, column: npt.NDArray[np.intp]) -> None:
    unknown = np.flatnonzero(column < 0)
    if not len(unknown):
        return
    raise InputError(
        Fault(
            _("There is no unit {unit}.").format(unit=table["unit_id"].iloc[row]),
            file="travel",
            row=int(row) + 2,
            column="unit_id",
            value=str(table["unit_id"].iloc[row]),
            rule="reference",
            remedy=_("Name a unit of the units table."),
        )
        for row in unknown[:_MOST_FAULTS]
    )


def _gaps(metres: npt.NDArray[np.int32], listed: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    missing = int((metres[listed] == UNKNOWN).sum())
    if not missing:
        return ()
    text = N_(
        "The travel table leaves out {n} pairs of origin and unit; they count as unreachable."
    )
    return (text.format(n=missing),)
