"""Where the map's frame and circles lie: middles, round numbers, boxes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.placement import NOT_PLACED
from skolval.report.facts import UnitNumbers, unit_numbers

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["LARGEST", "known", "middle", "nearest", "round_number"]

LARGEST = 22.0
"""Radius of the largest circle on the map, in points."""


def known(place: float) -> float | None:
    """Return a coordinate, None where it is not told: such a unit is in the tables alone."""
    return None if np.isnan(place) else float(place)


def middle(place: Any, pupils: Any) -> Any:
    """Return which places lie in the middle four fifths of the pupils along one axis."""
    if not pupils.sum():
        return np.ones(len(place), bool)
    order = np.argsort(place)
    below = np.cumsum(pupils[order]) / pupils.sum()
    low = place[order][np.searchsorted(below, 0.1)]
    high = place[order][np.searchsorted(below, 0.9)]
    return (place >= low) & (place <= high)


def round_number(value: float) -> int:
    """Return a round number of pupils near `value`, at least 1."""
    if value < 10:
        return max(1, round(value))
    step = 10 ** (len(str(int(value))) - 1) // 2
    return int(max(step, round(value / step) * step))


def nearest(run: Run, audience: str) -> UnitNumbers:
    """Return what the units would hold if every pupil went to the nearest one."""
    options = run.problem.options
    order = np.lexsort((options.metres, options.party))
    has_any = np.diff(options.start) > 0
    chosen = np.where(has_any, order[np.minimum(options.start[:-1], len(order) - 1)], NOT_PLACED)
    return unit_numbers(replace(run, placement=run.placement.replace(chosen=chosen)), audience)
