"""D of every municipality as one number (olikhetsindex), suppressed shares set to one share.

Older comparisons set every suppressed share to 5 per cent and give one number. That hides what
`skolval.measure.national` tells (the interval that suppression allows, and what lot alone gives),
and it is wrong for the mark ``...`` (all but few belong to the group). It is reproduced here so
that published tables can be checked, and so that municipalities where few units have a published
share still get a number; beside it stands D of the residents' statistical areas.

Source: suppressed shares as 5 per cent: analyses of Skolverket's figures since 2014.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.counts import FloatArray
from skolval.indices import dissimilarity, isolation, theil_h, variance_ratio
from skolval.measure.national import FEWEST_UNITS, WHOLE

__all__ = ["FILLED_AT", "POINT_COLUMNS", "points", "points_of_residents", "with_points"]

FILLED_AT = 0.05
"""The share that stands for a suppressed one."""
_KERNELS = {
    "d": dissimilarity.KERNEL,
    "isolation": isolation.KERNEL,
    "v": variance_ratio.KERNEL,
    "h": theil_h.KERNEL,
}
_SECRET = ("..", "...")
POINT_COLUMNS = (
    "municipality", "units_filled", "suppressed_filled", "pupils_filled", "share_filled",
    *(f"{name}_filled" for name in _KERNELS),
)  # fmt: skip
"""Columns of `points`; `h` is Theil's information index."""


def points(units: pd.DataFrame, *, at: float = FILLED_AT) -> pd.DataFrame:
    """Return every municipality with at least `FEWEST_UNITS` units, by name, and its values.

    Parameters
    ----------
    units : as `skolval.sources.national_units.read_national_units` gives.
    at : share (0-1) that stands for every suppressed one, whichever its mark.
    """
    secret = units["mark"].isin(_SECRET)
    filled = units.assign(share=units["share"].where(~secret, at), secret=secret)
    used = filled[(filled["pupils"] > 0) & filled["share"].notna()]
    rows = [
        _row(str(name), part)
        for name, part in used[used["municipality"] != WHOLE].groupby("municipality", sort=True)
        if len(part) >= FEWEST_UNITS
    ]
    return pd.DataFrame(rows, columns=list(POINT_COLUMNS))


def _row(name: str, part: pd.DataFrame) -> dict[str, Any]:
    pupils = part["pupils"].to_numpy(np.float64)
    values = _values(part["share"].to_numpy(np.float64) * pupils, pupils)
    return {
        "municipality": name,
        "units_filled": len(part),
        "suppressed_filled": int(part["secret"].sum()),
        "pupils_filled": round(float(pupils.sum())),
        "share_filled": float((part["share"] * part["pupils"]).sum() / pupils.sum()),
        **{f"{index}_filled": value for index, value in values.items()},
    }


def _values(group: FloatArray, all_of_them: FloatArray) -> dict[str, float]:
    return {name: float(kernel.value(group, all_of_them)) for name, kernel in _KERNELS.items()}


def points_of_residents(areas: pd.DataFrame) -> pd.DataFrame:
    """Return municipality, areas_residents and d_residents over statistical areas.

    Parameters
    ----------
    areas : municipality, group (residents of the group) and all (all residents counted).
    """
    used = areas[(areas["all"] > 0) & areas["group"].notna()]
    rows = [
        {
            "municipality": str(name),
            "areas_residents": len(part),
            "d_residents": float(
                dissimilarity.KERNEL.value(
                    part["group"].to_numpy(np.float64), part["all"].to_numpy(np.float64)
                )
            ),
        }
        for name, part in used.groupby("municipality", sort=True)
    ]
    return pd.DataFrame(rows, columns=["municipality", "areas_residents", "d_residents"])


def with_points(
    table: pd.DataFrame, filled: pd.DataFrame, residents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return `table` with the values of `filled` and `residents` beside it.

    Municipalities that only `filled` knows come last, by name, without rank or interval.

    Parameters
    ----------
    table : as `skolval.measure.national.municipalities` gives.
    filled, residents : as `points` and `points_of_residents` give.
    """
    more = filled if residents is None else filled.merge(residents, on="municipality", how="left")
    late = more[~more["municipality"].isin(table["municipality"])]
    order = [*table["municipality"], *late["municipality"]]
    joined = table.merge(more, on="municipality", how="outer").set_index("municipality")
    ordered = joined.loc[order].reset_index().assign(group=table["group"].iloc[0])
    for frame in (table, filled, *([] if residents is None else [residents])):
        for name in frame.select_dtypes("integer"):
            ordered[name] = ordered[name].astype("Int64")
    return ordered[[*table.columns, *(name for name in more.columns if name != "municipality")]]
