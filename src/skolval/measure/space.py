"""Spatial segregation of a frame: the mix around every place, at one scale after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from skolval.decomposition.spatial import (
    KERNELS,
    Spatial,
    environments,
    nearest_environments,
    spatial,
)
from skolval.domain.counts import Counts, FloatArray
from skolval.domain.language import _
from skolval.errors import Fault, InputError, UsageError
from skolval.measure.asked import refuse_unknown
from skolval.measure.asked_study import refuse_number, study
from skolval.measure.columns import MOST_FAULTS, Columns, labels_of, numbers, refuse, refuse_columns
from skolval.measure.frames import counts_of

__all__ = ["spatial_profile"]


def spatial_profile(
    frame: pd.DataFrame,
    *,
    unit: str | Sequence[str],
    group: str | Sequence[str] = (),
    scales: Sequence[float],
    **more: Any,
) -> pd.DataFrame:
    """Return the spatial indices H, R, D and exposure at every scale.

    Parameters
    ----------
    unit : the places. group : as in `segregation`, and so ``weight``, ``wide``, ``members``,
        ``total`` and ``file`` of `more`.
    scales : bandwidths in the unit of the distances; with ``nearest=True`` numbers of pupils.
    more : either ``distance``, a square frame with the places' names as index and columns
        (metres or minutes; empty where there is no way), or ``coordinates``, two columns in
        metres (such as SWEREF 99 TM), the same in all rows of a place; ``kernel``
        (``biweight``, ``exponential``, ``gaussian``, ``uniform``); ``nearest``.

    Returns
    -------
    One row per scale and index (H, R, D) and per pair of groups for the exposure aPb; columns
    scale, index, of, to, value, and ratio: value over that of the smallest scale (macro/micro).

    Raises
    ------
    InputError
        With every fault of the table, places without distances, or with several coordinates.
    UsageError
        For an unknown kernel or option, a scale that is not positive, or none or both ways to
        tell distances.
    """
    ways = {name: more.pop(name, None) for name in ("distance", "coordinates")}
    kernel, nearest = str(more.pop("kernel", "biweight")), bool(more.pop("nearest", False))
    refuse_unknown([k for k in (kernel,) if k not in KERNELS], tuple(KERNELS), "kernel")
    for scale in scales:
        refuse_number("scale", scale, 0, float("inf"))
    if (ways["distance"] is None) == (ways["coordinates"] is None):
        raise UsageError(Fault(_("Give either distance or coordinates."), rule="distances"))
    columns, _options = study(unit, group, str(more.pop("weight", "")), more)
    counts = counts_of(frame, columns)
    if ways["distance"] is not None:
        distance = _matrix(ways["distance"], counts.units, columns.file)
    else:
        distance = _straight(frame, columns, list(ways["coordinates"]), counts.units)
    n = counts.matrix
    found = [
        spatial(
            n,
            nearest_environments(n, distance, scale)
            if nearest
            else environments(n, distance, scale, kernel),
            scale,
        )
        for scale in sorted(scales)
    ]
    return pd.DataFrame(row for one in found for row in _rows(one, found[0], counts))


def _rows(found: Spatial, smallest: Spatial, counts: Counts) -> Iterator[dict[str, Any]]:
    for symbol in ("h", "r", "d"):
        value, base = getattr(found, symbol), getattr(smallest, symbol)
        ratio = value / base if base else float("nan")
        yield {"scale": found.scale, "index": symbol.upper(), "of": "", "to": "", "value": value,
               "ratio": ratio}  # fmt: skip
    for a, of in enumerate(counts.groups):
        for b, to in enumerate(counts.groups):
            yield {"scale": found.scale, "index": "aPb", "of": of, "to": to,
                   "value": float(found.exposure[a, b]), "ratio": float("nan")}  # fmt: skip


def _matrix(distance: pd.DataFrame, units: Sequence[str], file: str) -> FloatArray:
    """Return the distances between the places in their order."""
    square = distance.set_axis([str(name) for name in distance.index], axis=0)
    square = square.set_axis([str(name) for name in distance.columns], axis=1)
    known = set(square.index) & set(square.columns)
    missing = [name for name in units if name not in known]
    refuse(
        [
            Fault(
                _("The place {name!r} has no distances.").format(name=name),
                file=file,
                value=name,
                rule="distances",
                remedy=_("Give the frame of distances one row and one column per place."),
            )
            for name in missing[:MOST_FAULTS]
        ]
    )
    found = square.loc[list(units), list(units)].to_numpy(np.float64, na_value=np.nan)
    if (found < 0).any():
        raise InputError(Fault(_("A distance is negative."), file=file, rule="distances"))
    return np.asarray(found, np.float64)


def _straight(
    frame: pd.DataFrame, columns: Columns, coordinates: list[str], units: Sequence[str]
) -> FloatArray:
    """Return the straight distances between the places."""
    if len(coordinates) != 2:
        raise UsageError(Fault(_("Coordinates are two columns."), rule="distances"))
    refuse_columns(frame, coordinates, columns.file)
    place: dict[str, FloatArray] = {}
    faults: list[Fault] = []
    for name in coordinates:
        place[name], wrong = numbers(frame, name, columns.file, least=-np.inf)
        faults += wrong
    refuse(faults)
    by_place = pd.DataFrame(place).groupby(labels_of(frame, columns.unit))
    apart = (by_place.max() - by_place.min()).max(axis=1)
    refuse(
        [
            Fault(
                _("The place {name!r} has several coordinates.").format(name=name),
                file=columns.file,
                value=str(name),
                rule="distances",
                remedy=_("Write the same two numbers in all its rows."),
            )
            for name in apart.index[apart > 0][:MOST_FAULTS]
        ]
    )
    xy = by_place.first().loc[list(units)].to_numpy(np.float64)
    return np.asarray(np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)), np.float64)
