"""Surroundings (omgivning): how segregated residents live at 0.5, 1, 2 and 4 kilometres.

Every home area is looked at with the areas around it, nearer ones counting more. An index that
stays high when a wider surrounding is looked at is of whole town districts, one that falls is of
single blocks. Distances follow the streets where the instance has streets.

Source: see `skolval.decomposition.spatial`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from skolval.decomposition.spatial import profile
from skolval.domain.counts import FloatArray
from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, UsageError
from skolval.travel.between import metres_between

__all__ = ["BANDWIDTHS", "SURROUNDING_COLUMNS", "surroundings"]

BANDWIDTHS = (500.0, 1000.0, 2000.0, 4000.0)
"""Metres; beyond the bandwidth a place has no weight (biweight kernel)."""
SURROUNDING_COLUMNS = (
    "subject", "group", "metres", "h", "r", "d", "isolation", "areas", "left_out", "alone",
    "residents", "share", "distances", "kernel",
)  # fmt: skip
"""Columns of `surroundings`. Row ``metres`` 0 is each area by itself (no surroundings at all);
`alone` areas with no other within reach; `left_out` areas without point, residents or share."""


def surroundings(
    instance: Instance,
    *,
    bandwidths: Sequence[float] = BANDWIDTHS,
    kernel: str = "biweight",
) -> pd.DataFrame:
    """Return spatial H, R, D and isolation of every group at each bandwidth.

    Raises
    ------
    UsageError
        If the instance has no areas with points, residents and shares.
    """
    areas = instance.areas
    x, y, residents = (_numbers(areas, name) for name in ("x", "y", "population"))
    placed = ~np.isnan(x) & ~np.isnan(y) & (residents > 0)
    shares = {
        group.id: _numbers(areas, f"share_{group.id}")
        for group in instance.groups
        if f"share_{group.id}" in areas
    }
    if not placed.any() or not any((~np.isnan(share[placed])).any() for share in shares.values()):
        raise UsageError(_no_areas(instance))
    metres, kind = metres_between(instance, x[placed], y[placed])
    rows = []
    for group, share in shares.items():
        known = ~np.isnan(share[placed])
        if not known.any():
            continue
        total = residents[placed][known]
        members = np.rint(total * share[placed][known])
        table = np.stack([members, total - members], axis=1)
        near = metres[np.ix_(known, known)]
        for found in profile(table, near, [1e-6, *bandwidths], kernel):
            width = found.scale if found.scale >= 1 else 0.0
            rows.append(
                {
                    "subject": instance.name, "group": group, "metres": width, "h": found.h,
                    "r": found.r, "d": found.d, "isolation": float(found.exposure[0, 0]),
                    "areas": len(table), "left_out": len(areas) - len(table),
                    "alone": _alone(near, width), "residents": round(float(total.sum())),
                    "share": float(members.sum() / total.sum()), "distances": kind,
                    "kernel": kernel,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SURROUNDING_COLUMNS))


def _numbers(areas: pd.DataFrame, name: str) -> FloatArray:
    if name not in areas:
        return np.full(len(areas), np.nan)
    return np.array(pd.to_numeric(areas[name]).to_numpy(np.float64, na_value=np.nan))


def _alone(near: FloatArray, width: float) -> int:
    others = (near < width).sum(axis=1) - 1 if width else np.zeros(len(near))
    return int((others <= 0).sum())


def _no_areas(instance: Instance) -> Fault:
    return Fault(
        _("{instance} has no areas with a point, residents and group shares.").format(
            instance=instance.name
        ),
        file="areas",
        rule="areas",
        remedy=_("Fill in x, y, population and the group shares of the areas table."),
    )
